"""A shelf with what was received lately, by the functions that a tablet's forms call; once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from fulfillment.accounts.models import Membership, Team, User
from fulfillment.accounts.roles import Role
from fulfillment.catalog.models import Sku
from fulfillment.channels.sync import utc_now
from fulfillment.warehouse import expecting, ledger, receiving, stocked
from fulfillment.warehouse.lot_states import SupplyKind
from fulfillment.warehouse.models import ExpectedDelivery, Lot, Receipt, Supply
from fulfillment.warehouse.receiving import Scan
from fulfillment.warehouse.sites import default_of

SCARCE, MADE_TO_ORDER = 2, "HLM-"
KEPT = 8  # SKUs; all others are bought per order
ENOUGH, FEW = 400, 6
# Not in the order of their codes.
BINS = ("A-4-2", "A-12-1", "A-7-3", "B-1-1", "B-1-4", "B-10-2", "C-2-1", "C-2-2")
GRAMS = (640, 620, 910, 95, 95, 480, 40, 40)
REFERENCES = ("PO-2041", "ASN-77120")


def connect(team: Team, url: str, public_url: str) -> None:
    """Of the SKUs of the first supplier some are kept here: one runs out, one waits for a look, one is an agent's."""
    sold_here = Sku.objects.filter(team=team, supplier__isnull=False, code__endswith="-US").exclude(
        code__startswith=MADE_TO_ORDER
    )
    skus = list(sold_here.select_related("supplier").order_by("code")[:KEPT])
    if len(skus) < KEPT or Lot.objects.filter(team=team).exists():
        return
    by = Membership.objects.select_related("user").filter(team=team, role=Role.INSPECTOR).earliest("pk").user
    now = utc_now()
    _received(team, skus, by)
    for sku, sign, grams in zip(skus, BINS, GRAMS, strict=True):
        Supply.objects.filter(team=team, sku=sku).update(bin=sign, unit_grams=grams)
    with_agent, scarce = skus[1], skus[SCARCE]
    Supply.objects.filter(sku=with_agent).update(kind=SupplyKind.AGENT)
    Supply.objects.filter(sku=skus[3]).update(is_inspected=True)
    soon = (now + timedelta(days=2)).date()
    _announced(team, {scarce: 120, skus[3]: 60}, REFERENCES[0], soon, by)
    late = _announced(team, {skus[4]: 80, skus[5]: 40}, REFERENCES[1], (now - timedelta(days=1)).date(), by)
    _begun(late, skus, by)
    stocked.changed(team.pk)


def _received(team: Team, skus: list[Sku], by: User) -> None:
    """Two weeks ago and last week from each supplier; last week with damaged pieces and a lot nobody has looked at."""
    suppliers = sorted({sku.supplier_id or 0 for sku in skus})
    for days, share in ((14, 3), (6, 1)):
        at = utc_now() - timedelta(days=days)
        for place, supplier in enumerate(suppliers):
            theirs = [sku for sku in skus if sku.supplier_id == supplier]
            receipt = _open(team, theirs[0], f"PO-{2040 - days * 3 + place}", by, at)
            for sku in theirs:
                quantity = ENOUGH * share // 4 if sku != skus[SCARCE] else FEW if share > 1 else 0
                if quantity:
                    receiving.receive(receipt, Scan(sku, quantity), by=by, now=at)
            if share == 1:
                extra = Scan(theirs[-1], 50, lot_code=f"BX-{4471 + place}", is_quarantined=True)
                receiving.receive(receipt, Scan(theirs[0], 3, is_damaged=True), by=by, now=at)
                receiving.receive(receipt, extra, by=by, now=at)
            receiving.close(receipt, is_all=True, now=at + timedelta(hours=1))
    lot = Lot.objects.filter(team=team, sku=skus[0], on_hand__gt=50).earliest("received_at", "pk")
    ledger.count(lot, lot.on_hand - 2, by=by, now=utc_now() - timedelta(days=1), client_uuid=None)


def _open(team: Team, sku: Sku, reference: str, by: User, at: datetime) -> Receipt:
    return receiving.open_receipt(default_of(team), supplier=sku.supplier, reference=reference, by=by, now=at)


def _announced(team: Team, lines: dict[Sku, int], reference: str, on: date, by: User) -> ExpectedDelivery:
    supplier = next(iter(lines)).supplier
    return expecting.expect(
        default_of(team), lines, reference=reference, supplier=supplier, expected_on=on, by=by, now=utc_now()
    )


def _begun(delivery: ExpectedDelivery, skus: list[Sku], by: User) -> None:
    """Somebody stands at the table: short of one SKU, over of another, and one that nobody announced."""
    receipt = receiving.open_receipt(delivery.warehouse, delivery=delivery, by=by, now=utc_now())
    for sku, quantity in ((skus[4], 62), (skus[5], 41), (skus[7], 1)):
        receiving.receive(receipt, Scan(sku, quantity), by=by, now=utc_now())
