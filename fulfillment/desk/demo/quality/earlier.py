"""Lots of the weeks before the demo began, each as it was found, and the orders that their goods went out for.

A buyer who was sent a piece of a lot with defects wants the money back more often: the pretend channels know nothing
of lots, so their refunds are given to such lots more often than other orders are.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from django.db import transaction

from fulfillment.accounts.models import Team, User
from fulfillment.desk.demo.goods import SCARCE
from fulfillment.desk.demo.quality.looking import inspect
from fulfillment.inspections.checklists import publishing
from fulfillment.inspections.checklists.starting import starters
from fulfillment.inspections.models import ChecklistVersion, Finding
from fulfillment.orders.models import OrderLine, Refund
from fulfillment.warehouse import receiving, stocked
from fulfillment.warehouse.lot_states import MoveKind, SupplyKind
from fulfillment.warehouse.models import Lot, Receipt, StockMovement, Supply
from fulfillment.warehouse.receiving import Scan
from fulfillment.warehouse.sites import default_of

DAYS = (36, 26, 16)  # before the demo began: a lot of each SKU came
BEFORE = timedelta(days=60)  # it had its checklists
UNITS = 120
OF_GOODS = ("defective", "damaged", "not_as_described", "wrong_or_missing", "fit")
TO_FLAWED = {True: 0.85, False: 0.4}  # by whether a refund speaks of the goods
PER_TURN = 2  # lots: dealing goods anew after each takes a while


class Earlier(NamedTuple):
    supply: Supply
    at: datetime
    reference: str


def tell_lots(team: Team, inspectors: list[User], *, now: datetime, most: int = PER_TURN) -> int:
    """How many lots were told now; with the last of them their goods went out."""
    wanted = _wanted(team, _began(team, now=now))
    references = [each.reference for each in wanted]
    known = set(
        Receipt.objects.filter(team=team, reference__in=references).values_list("reference", flat=True)
    )
    missing = [each for each in wanted if each.reference not in known]
    for each in missing[:most]:
        _came(each, inspectors[each.supply.pk % len(inspectors)])
    if missing and len(missing) <= most:
        _sent(team, references, now=now)
    return len(missing[:most])


def _began(team: Team, *, now: datetime) -> datetime:
    """The demo's first turn; the checklists stand since long before it."""
    first = ChecklistVersion.objects.filter(team=team).order_by("pk").first()
    if first is None:
        for slug, name in (("electronics", "Lamps and gadgets"), ("beauty", "Beauty")):
            row = publishing.begin(team, starters()[slug], name, now=now - BEFORE)
            publishing.publish(row, by=None, now=now - BEFORE)
        return now
    return first.published_at + BEFORE


def _wanted(team: Team, began: datetime) -> list[Earlier]:
    """Of all but the SKU that runs out."""
    kept = Supply.objects.filter(team=team).exclude(kind=SupplyKind.PER_ORDER)
    supplies = list(kept.select_related("team", "sku__supplier").order_by("sku__code", "pk"))
    return [
        Earlier(supply, at, f"PO-{at:%m%d}-{supply.pk}")
        for at in (began - timedelta(days=days) for days in DAYS)
        for place, supply in enumerate(supplies)
        if place != SCARCE or len(supplies) <= SCARCE + 1
    ]


def _came(each: Earlier, by: User) -> None:
    sku, at = each.supply.sku, each.at
    receipt = receiving.open_receipt(
        default_of(each.supply.team), supplier=sku.supplier, reference=each.reference, by=by, now=at
    )
    scan = Scan(sku, UNITS, lot_code=f"{sku.code.removesuffix('-US')}-{at:%m%d}", is_quarantined=True)
    moved = receiving.receive(receipt, scan, by=by, now=at)
    receiving.close(receipt, is_all=True, now=at + timedelta(hours=1))
    lot = Lot.objects.select_related("sku", "team", "supplier").get(pk=moved.row.lot_id)
    inspect(lot, by, at + timedelta(hours=2))


@transaction.atomic
def _sent(team: Team, references: list[str], *, now: datetime) -> None:
    """What nobody was given is taken off the shelf: it was sold where the pretend world keeps no record."""
    stocked.lock(team.pk)
    flawed = {pk for pk in Finding.objects.filter(team=team).values_list("lot", flat=True) if pk}
    lots = Lot.objects.filter(team=team, receipt_lines__receipt__reference__in=references)
    fresh = list(lots.distinct().order_by("received_at", "pk"))
    left = {lot.pk: lot.free for lot in fresh}
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
