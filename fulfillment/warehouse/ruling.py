"""What may become of a lot: released, quarantined or rejected, and what that does to the orders it was given to."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Prefetch

from fulfillment.accounts.models import User
from fulfillment.orders.history import record
from fulfillment.orders.models import Order, OrderLine
from fulfillment.warehouse import dealing, needs, stocked
from fulfillment.warehouse.lot_states import LotState
from fulfillment.warehouse.models import Allocation, Lot, LotRuling
from fulfillment.warehouse.shortages import Coming, coming_to, said

Units = dict[int, int]  # by lot


class Effect(NamedTuple):
    """What a ruling does to one line of an open order."""

    order: Order
    line: OrderLine
    before: Units
    after: Units
    coming: Coming | None

    @property
    def is_short(self) -> bool:
        return not self.after and bool(self.before)

    @property
    def words(self) -> str:
        """What it means for the deadline."""
        if self.after:
            return "gets goods of another lot"
        return said(self.coming, self.order.dispatch_due_at)


def rule(lot: Lot, state: LotState, *, why: str, by: User | None, now: datetime) -> bool:
    """The lot has that state, and the goods of its SKU are dealt anew. False where it stood so already."""
    with transaction.atomic():
        stocked.lock(lot.team_id)
        held = Lot.objects.select_for_update().get(pk=lot.pk)
        if held.state == state:
            return False
        before = _given(held)
        if state != LotState.RELEASED:
            Allocation.objects.filter(lot=held).delete()
        LotRuling.objects.create(
            team_id=held.team_id, lot=held, state=state, was=held.state, why=why, ruled_at=now, ruled_by=by
        )
        Lot.objects.filter(pk=held.pk).update(state=state)
        dealing.deal(held.team_id, now=now, by=by)
        _record(before, _given(held), lot=held, by=by, now=now)
    lot.state = state
    return True


def effects(lot: Lot, state: LotState, *, by: User, now: datetime) -> list[Effect]:
    """What `rule` would do, to which lines; it is done and taken back, so it is exactly that."""
    with transaction.atomic():
        before = _given(lot)
        rule(lot, state, why="", by=by, now=now)
        after = _given(lot)
        found = _described(lot, before, after)
        transaction.set_rollback(True)
    lot.refresh_from_db()
    return found


def _given(lot: Lot) -> dict[int, Units]:
    """Who has what of this SKU in this warehouse."""
    lines = Allocation.objects.filter(lot__warehouse=lot.warehouse_id, lot__sku=lot.sku_id)
    return dict(needs.given(lines.values_list("order_line", flat=True)))


def _changed(before: dict[int, Units], after: dict[int, Units]) -> list[int]:
    return sorted(line for line in before.keys() | after.keys() if before.get(line) != after.get(line))


def _record(
    before: dict[int, Units], after: dict[int, Units], *, lot: Lot, by: User | None, now: datetime
) -> None:
    lines = OrderLine.objects.filter(pk__in=_changed(before, after)).values_list("order", flat=True)
    key = f"goods.reallocated:{now.isoformat()}"
    record(set(lines), kind="goods.reallocated", key=key, data={"lot": lot.code}, by=by, now=now)


def _described(lot: Lot, before: dict[int, Units], after: dict[int, Units]) -> list[Effect]:
    """Who is left short first, then by deadline."""
    orders = Prefetch("order", queryset=Order.objects.select_related("shop"))
    touched = [line for line in _changed(before, after) if line in before]
    lines = OrderLine.objects.filter(pk__in=touched).prefetch_related(orders)
    coming = coming_to(lot.team_id, {(lot.warehouse_id, lot.sku_id)}).get((lot.warehouse_id, lot.sku_id))
    found = [Effect(line.order, line, before[line.pk], after.get(line.pk, {}), coming) for line in lines]
    return sorted(found, key=lambda each: (not each.is_short, _due(each.order), each.line.pk))


def _due(order: Order) -> tuple[bool, float]:
    due_at = order.dispatch_due_at
    return (due_at is None, due_at.timestamp() if due_at else 0.0)
