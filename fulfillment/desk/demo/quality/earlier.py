"""Lots of the weeks before the demo began, each as it was found, and the orders that their goods went out for.

A buyer who was sent a piece of a lot with defects wants the money back more often: the pretend channels know nothing
of lots, so their refunds are given to such lots more often than other orders are.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from fulfillment.accounts.models import Team, User
from fulfillment.desk.demo.quality.looking import inspect
from fulfillment.inspections.checklists import publishing
from fulfillment.inspections.checklists.starting import starters
from fulfillment.inspections.models import Checklist, Finding
from fulfillment.orders.models import OrderLine, Refund
from fulfillment.warehouse import receiving, stocked
from fulfillment.warehouse.lot_states import LotState, MoveKind
from fulfillment.warehouse.models import Lot, StockMovement, Supply
from fulfillment.warehouse.receiving import Scan
from fulfillment.warehouse.sites import default_of

DAYS = (40, 34, 28, 22)  # before now: a lot of each SKU came
UNITS = 120
OF_GOODS = ("defective", "damaged", "not_as_described", "wrong_or_missing", "fit")
TO_FLAWED = {True: 0.85, False: 0.4}  # by whether a refund speaks of the goods


def tell_lots(team: Team, inspectors: list[User], *, now: datetime) -> int:
    """How many lots are on record now; none where there were checklists before."""
    if Checklist.objects.of(team).exists():
        return 0
    for slug, name in (("electronics", "Lamps and gadgets"), ("beauty", "Beauty")):
        begun = now - timedelta(days=60)
        publishing.publish(publishing.begin(team, starters()[slug], name, now=begun), by=None, now=begun)
    kept = list(Supply.objects.filter(team=team).select_related("sku__supplier").order_by("sku__code"))
    lots = [
        lot
        for days in DAYS
        for supply in kept
        for lot in _came(supply, inspectors, now - timedelta(days=days))
    ]
    _sent(team, lots, now=now)
    return len(lots)


def _came(supply: Supply, inspectors: list[User], at: datetime) -> list[Lot]:
    by = inspectors[supply.pk % len(inspectors)]
    reference = f"PO-{at:%m%d}-{supply.pk}"
    receipt = receiving.open_receipt(
        default_of(supply.team), supplier=supply.sku.supplier, reference=reference, by=by, now=at
    )
    scan = Scan(supply.sku, UNITS, lot_code=f"{supply.sku.code[:8]}-{at:%m%d}", is_quarantined=True)
    moved = receiving.receive(receipt, scan, by=by, now=at)
    receiving.close(receipt, is_all=True, now=at + timedelta(hours=1))
    lot = Lot.objects.select_related("sku", "team", "supplier").get(pk=moved.row.lot_id)
    inspect(lot, by, at + timedelta(hours=2))
    return [lot]


@transaction.atomic
def _sent(team: Team, lots: Iterable[Lot], *, now: datetime) -> None:
    """What is left of them is taken off the shelf: it was sold where the pretend world keeps no record."""
    stocked.lock(team.pk)
    flawed = {pk for pk in Finding.objects.filter(team=team).values_list("lot", flat=True) if pk}
    fresh = list(Lot.objects.filter(pk__in=[lot.pk for lot in lots]).order_by("received_at", "pk"))
    left = {lot.pk: lot.on_hand for lot in fresh if lot.state == LotState.RELEASED}
    lines = OrderLine.objects.filter(
        team=team, sku__in={lot.sku_id for lot in fresh}, movements=None, allocations=None,
        order__dispatched_at__gte=now - timedelta(days=max(DAYS) - 1), order__dispatched_at__lt=now,
    ).select_related("order")  # fmt: skip
    asked = Refund.objects.filter(team=team, reason_group__in=OF_GOODS).values_list("order", flat=True)
    refunded, made = set(asked), []
    for line in lines.order_by("order__dispatched_at", "pk"):
        at = line.order.dispatched_at
        assert at is not None  # asked for so
        lot = _of(line, at, fresh, left, flawed, is_refunded=line.order_id in refunded)
        if lot:
            left[lot.pk] -= line.quantity
            made.append(_moved(lot, -line.quantity, MoveKind.SHIPPED, at, line))
    made += [_moved(lot, -left[lot.pk], MoveKind.TAKEN_OUT, now, None) for lot in fresh if left.get(lot.pk)]
    StockMovement.objects.bulk_create(made, batch_size=500)


def _of(
    line: OrderLine,
    at: datetime,
    lots: list[Lot],
    left: dict[int, int],
    flawed: set[int],
    *,
    is_refunded: bool,
) -> Lot | None:
    """Of the lots that were here then, one with defects or one without, as chance has it."""
    here = [
        lot for lot in lots
        if lot.sku_id == line.sku_id and lot.received_at < at and left.get(lot.pk, 0) >= line.quantity
    ]  # fmt: skip
    wants = Random(line.pk).random() < TO_FLAWED[is_refunded]
    return next((lot for lot in here if (lot.pk in flawed) == wants), here[0] if here else None)


def _moved(lot: Lot, quantity: int, kind: MoveKind, at: datetime, line: OrderLine | None) -> StockMovement:
    return StockMovement(
        team_id=lot.team_id, warehouse_id=lot.warehouse_id, sku_id=lot.sku_id, lot=lot, quantity=quantity,
        kind=kind.value, reason="" if line else "sold before the demo began", order_line=line, moved_at=at,
    )  # fmt: skip
