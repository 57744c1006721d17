"""Goods that come in and lots on the shelf, for the buttons on their pages: of SKUs that no order of the floor needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.catalog.models import Sku
from fulfillment.warehouse import expecting, ledger, receiving
from fulfillment.warehouse.lot_states import TAKING_REASONS
from fulfillment.warehouse.models import ExpectedDelivery, Lot, Receipt, StockMovement, Supply
from fulfillment.warehouse.sites import default_of
from tests import factories
from tests.e2e.clicking import Click, Clicks
from tests.e2e.floor import Floor
from tests.e2e.telling import shop_of, tell
from tests.warehouse.stock import create_lot, open_receipt


def sku(floor: Floor) -> Sku:
    return factories.create_sku(team=floor.team, code=f"SHELF-{Sku.objects.filter(team=floor.team).count()}")


def lot(floor: Floor, **scan: Any) -> Lot:
    return create_lot(sku=sku(floor), received_at=timezone.now(), **scan)


def scan_of(row: Lot) -> StockMovement:
    return StockMovement.objects.get(lot=row, receipt_line__isnull=False)


def receipt(floor: Floor, *, is_closed: bool = False) -> Receipt:
    """With one scan."""
    line = scan_of(lot(floor)).receipt_line
    assert line is not None
    if is_closed:
        receiving.close(line.receipt, is_all=True, now=timezone.now())
    return line.receipt


def delivery(floor: Floor) -> ExpectedDelivery:
    name = f"PO {ExpectedDelivery.objects.count()}"
    return expecting.expect(
        default_of(floor.team), {sku(floor): 9}, reference=name, supplier=None, expected_on=None, by=None,
        now=timezone.now(),
    )  # fmt: skip


def page_of(row: Lot | Receipt) -> str:
    return reverse(f"stock:{type(row).__name__.lower()}", args=[row.pk])


def start(floor: Floor) -> Click:
    begun = Receipt.objects.filter(team=floor.team, reference="left at the door")
    fill = {"reference": "left at the door"}
    return Click(reverse("stock:receive"), reverse("stock:start"), begun.count, fill)


def start_return(floor: Floor) -> Click:
    row = tell(floor)
    begun = Receipt.objects.filter(returned_order=row)
    return Click(
        reverse("stock:receive"), reverse("stock:start-return"), begun.count, {"back-order": row.external_id}
    )


def expect(floor: Floor) -> Click:
    announced = ExpectedDelivery.objects.filter(team=floor.team, reference="ASN 1")
    fill = {"reference": "ASN 1", "lines": f"{sku(floor).code}, 3"}
    return Click(reverse("stock:expect"), "", announced.count, fill, says="3 units are expected")


def start_expected(floor: Floor) -> Click:
    row = delivery(floor)
    begun = Receipt.objects.filter(delivery=row)
    return Click(reverse("stock:receive"), reverse("stock:start-expected", args=[row.pk]), begun.count)


def scan(floor: Floor) -> Click:
    row = open_receipt(floor.team, now=timezone.now())
    moved = StockMovement.objects.filter(receipt_line__receipt=row)
    return Click(page_of(row), "", moved.count, {"code": sku(floor).code, "quantity": "2"})


def of_receipt(act: str, says: str, *, is_closed: bool) -> Callable[[Floor], Click]:
    def click(floor: Floor) -> Click:
        row = receipt(floor, is_closed=is_closed)
        still_open = Receipt.objects.filter(pk=row.pk, closed_at=None)
        action = reverse(f"stock:{act}", args=[row.pk])
        return Click(page_of(row), action, still_open.exists, says=says)

    return click


def of_lot(act: str, column: str, says: str, **fill: str) -> Callable[[Floor], Click]:
    def click(floor: Floor) -> Click:
        row = lot(floor)
        read = Lot.objects.filter(pk=row.pk).values_list(column, flat=True)
        filled = fill | ({"shop": shop_of(floor).slug} if act == "keep-for" else {})
        action = reverse(f"stock:{act}", args=[row.pk])
        path = reverse("stock:reject-preview", args=[row.pk]) if act == "rule" else page_of(row)
        return Click(path, action, lambda: read.get(), filled, says=says)

    return click


def take_back(floor: Floor) -> Click:
    row = scan_of(lot(floor))
    assert row.receipt_line is not None
    read = Lot.objects.filter(pk=row.lot_id).values_list("on_hand", flat=True)
    action = reverse("stock:take-back", args=[row.pk])
    return Click(page_of(row.receipt_line.receipt), action, lambda: read.get(), says="Taken back: 10")


def set_supply(floor: Floor) -> Click:
    row = Supply.objects.get(sku=lot(floor).sku)
    read = Supply.objects.filter(pk=row.pk).values_list("kind", flat=True)
    path, action = reverse("stock:sku", args=[row.sku_id]), reverse("stock:set-supply", args=[row.pk])
    return Click(path, action, lambda: read.get(), {"kind": "agent"}, says="Kept: ")


def taken_from(floor: Floor) -> Lot:
    row, by = lot(floor), floor.people[Role.MANAGER]
    ledger.take_out(row, 3, TAKING_REASONS["lost"], by=by, now=timezone.now(), client_uuid=ledger.new_uuid())
    return row


CLICKS: Clicks = {
    "stock:start": start,
    "stock:start-return": start_return,
    "stock:expect": expect,
    "stock:start-expected": start_expected,
    "stock:receipt": scan,
    "stock:close": of_receipt("close", "is closed", is_closed=False),
    "stock:reopen": of_receipt("reopen", "is open again", is_closed=True),
    "stock:take-back": take_back,
    "stock:set-supply": set_supply,
    "stock:rule": of_lot("rule", "state", "is rejected", why="smells"),
    "stock:count": of_lot("count", "on_hand", "8 counted, 2 less", counted="8"),
    "stock:take-out": of_lot("take-out", "on_hand", "4 taken out", quantity="4", reason="lost"),
    "stock:keep-for": of_lot("keep-for", "kept_for", "is kept for"),
}


def pages(floor: Floor) -> Iterator[str]:
    start_expected(floor)
    yield from (reverse("stock:receive"), reverse("stock:expect"), reverse("stock:list"))
    yield from (page_of(receipt(floor)), page_of(receipt(floor, is_closed=True)))
    yield from (page_of(lot(floor)), page_of(lot(floor, is_quarantined=True)), page_of(taken_from(floor)))
    yield page_of(open_receipt(floor.team, now=timezone.now(), returned_order=tell(floor)))
    yield from (CLICKS["stock:rule"](floor).path, set_supply(floor).path)
