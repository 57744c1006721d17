"""Orders of a bad lot are held in the same transaction, and let go once they have goods again; set by set."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum

from fulfillment.accounts.models import User
from fulfillment.orders import bulk_holds
from fulfillment.orders.models import Hold, Order
from fulfillment.orders.states import Owner, Stage
from fulfillment.warehouse import ruling, stocked
from fulfillment.warehouse.holding_words import ACTION, REASON, Given, evidence_of, subject_of, to_hold
from fulfillment.warehouse.lot_states import LotState
from fulfillment.warehouse.models import Allocation, Lot, PackedItem
from fulfillment.warehouse.pack_states import IN_THE_HOUSE


def rule(lot: Lot, state: LotState, *, found: str, why: str, by: User | None, now: datetime) -> bool:
    """The lot has that state; rejected, the orders that it was given to are held, released, they are let go.

    `found`: what stands beside the orders. False where it stood so already.
    """
    with transaction.atomic():
        stocked.lock(lot.team_id)
        given = given_of(lot)
        if not ruling.rule(lot, state, why=why, by=by, now=now):
            return False
        if state == LotState.REJECTED:
            hold(lot, given, found, by=by, now=now)
        elif state == LotState.RELEASED:
            let_go(lot, by=by, now=now)
            let_go_of_served(now=now)
    return True


def given_of(lot: Lot) -> list[Given]:
    """Who has some of it; read before the lot is rejected."""
    boxed = PackedItem.objects.filter(order_line=OuterRef("order_line"), packing__state__in=IN_THE_HOUSE)
    rows = Allocation.objects.filter(lot=lot).annotate(boxed=Exists(boxed)).order_by("order_line")
    columns = ("order_line__order", "order_line", "quantity", "boxed", "order_line__order__stage")
    return [
        Given(order, line, quantity, boxed or stage == Stage.AWAITING_SCAN)
        for order, line, quantity, boxed, stage in rows.values_list(*columns)
    ]


def hold(lot: Lot, given: list[Given], found: str, *, by: User | None, now: datetime) -> int:
    """Orders that are held now, of those that had some of the lot and no others."""
    if not given:
        return 0
    lines = Allocation.objects.filter(order_line__in=[each.line for each in given])
    after = dict(lines.order_by().values_list("order_line").annotate(units=Sum("quantity")))
    held = to_hold(given, after)
    return sum(
        _place(ids, lot.code, found, is_packed=is_packed, by=by, now=now)
        for ids, is_packed in ((held.packed, True), (held.short, False))
    )


def let_go(lot: Lot, *, by: User | None, now: datetime) -> None:
    """The lot was found good after all."""
    subjects = [subject_of(lot.code, is_packed=each) for each in (True, False)]
    release(open_holds(lot.team_id).filter(subject__in=subjects), by=by, now=now)


def let_go_of_served(*, now: datetime) -> None:
    """Orders that have goods of another lot by now; what is in a parcel a person must change."""
    short = Hold.objects.open().filter(order=OuterRef("order"), reason="stock_short")
    rows = Hold.objects.open().filter(~Exists(short), reason=REASON, subject__startswith="lot ")
    release(rows, by=None, now=now)


def open_holds(team_id: int) -> QuerySet[Hold]:
    return Hold.objects.open().filter(team=team_id, reason=REASON)


def release(rows: QuerySet[Hold], *, by: User | None, now: datetime) -> None:
    ids = list(rows.values_list("pk", flat=True))
    if ids:
        bulk_holds.release(ids, by=by, now=now)


def _place(ids: list[int], code: str, found: str, *, is_packed: bool, by: User | None, now: datetime) -> int:
    if not ids:
        return 0
    placed = bulk_holds.place(
        Order.objects.filter(pk__in=ids), reason=REASON, subject=subject_of(code, is_packed=is_packed),
        owner=Owner.US.value, action=ACTION, evidence=evidence_of(found, is_packed=is_packed), by=by, now=now,
        until_at=now,
    )  # fmt: skip
    return len(placed)
