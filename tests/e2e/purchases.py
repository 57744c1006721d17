"""Purchases and the supplier's link, for the buttons on their pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.catalog.models import Shop
from fulfillment.channels.models import NumberList
from fulfillment.orders.models import OrderLine
from fulfillment.warehouse.models import Supply
from sourcing.models import Offer, Purchase, PurchaseLine, SupplierDoor, SupplierProfile
from sourcing.portal import doors
from sourcing.purchasing.answering import ship
from sourcing.purchasing.placing import place
from tests.e2e.clicking import Click, Clicks
from tests.e2e.floor import Floor
from tests.e2e.promises import offer, page_of
from tests.sourcing.making import offered, said, to_ship


def buyable(floor: Floor) -> tuple[OrderLine, Offer]:
    """Another line each time, of a SKU on no shelf; so much is promised of it that no order is held for it."""
    lines = OrderLine.objects.filter(
        team=floor.team, order__is_open=True, order__stage="to_ship", order__packed_at=None, sku__isnull=False,
        order__holds__isnull=True, order__status="to_ship", purchase_lines__isnull=True, cancelled_quantity=0,
    )  # fmt: skip
    line = lines.exclude(sku__in=Supply.objects.values("sku")).order_by("-order__placed_at", "pk").first()
    assert line is not None
    assert line.sku is not None
    row = Offer.objects.of(floor.team).active().filter(sku=line.sku).first()
    row = row or offered(team=floor.team, sku=line.sku)
    said(row, 100_000)
    return line, row


def bought(floor: Floor) -> Purchase:
    line, row = buyable(floor)
    by = floor.people[Role.MANAGER]
    [purchase] = place(floor.team, {line.pk: row.pk}, key=uuid4(), by=by, now=timezone.now()).purchases
    return purchase


def preview_of(floor: Floor) -> tuple[str, OrderLine]:
    line, _ = buyable(floor)
    return f"{reverse('sourcing:buy')}?order={line.order_id}", line


def buy(floor: Floor) -> Click:
    path, line = preview_of(floor)
    count = PurchaseLine.objects.filter(order_line=line).count
    return Click(path, reverse("sourcing:place"), count, says="Ordered: PO-")


def answer(floor: Floor) -> Click:
    row = bought(floor)
    read: Any = Purchase.objects.filter(pk=row.pk).values_list("hand_over_on", flat=True)
    return Click(page_of(row), "", lambda: read.get(), {"hand_over_on": "2027-01-08"}, says="Written down")


def recall(floor: Floor) -> Click:
    row = bought(floor)
    action = reverse("sourcing:recall", args=[row.pk])
    return Click(page_of(row), action, row.lines.open().count, says="1 lines are recalled")


def open_door(floor: Floor) -> Click:
    row = offer(floor).supplier
    action = reverse("sourcing:open-door", args=[row.pk])
    return Click(page_of(row), action, SupplierDoor.objects.filter(supplier=row).count, says="Their page")


def shut_door(floor: Floor) -> Click:
    row = doors.make(offer(floor).supplier, now=timezone.now()).supplier
    live = SupplierDoor.objects.filter(supplier=row, revoked_at=None)
    action = reverse("sourcing:shut-door", args=[row.pk])
    return Click(page_of(row), action, live.count, says="no longer opens anything")


def bring_numbers(floor: Floor) -> Click:
    """Of an order of its own: those of the floor are few, and other buttons need them."""
    row = offered(team=floor.team)
    said(row)
    order = to_ship(row.sku, shop=Shop.objects.filter(team=floor.team).earliest("pk"))
    place(
        floor.team, {line.pk: row.pk for line in order.lines.all()}, key=uuid4(), by=None, now=timezone.now()
    )
    SupplierProfile.objects.create(team=floor.team, supplier=row.supplier, sends_to="buyers")
    ship(PurchaseLine.objects.get(offer=row), "9400110200881234567896", by=None, now=timezone.now())
    lists = NumberList.objects.filter(team=floor.team, name="Numbers from suppliers")
    return Click(reverse("uploads:lists"), reverse("supplier-numbers:bring"), lists.count)


CLICKS: Clicks = {
    "supplier-numbers:bring": bring_numbers,
    "sourcing:place": buy,
    "sourcing:purchase": answer,
    "sourcing:recall": recall,
    "sourcing:open-door": open_door,
    "sourcing:shut-door": shut_door,
}


def pages(floor: Floor) -> Iterator[str]:
    row = bought(floor)
    door = doors.make(row.supplier, now=timezone.now())
    yield from (page_of(row), preview_of(floor)[0], page_of(door.supplier), reverse("sourcing:purchases"))
    yield bring_numbers(floor).path
