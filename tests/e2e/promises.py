"""Offers and suppliers' words, for the buttons on their pages: of SKUs that no order of the floor needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from typing import Any

from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.catalog.models import Supplier
from sourcing.confirming import end_offer, retract
from sourcing.models import Confirmation, Offer, SupplierClosure, SupplierProfile
from tests import factories
from tests.e2e.clicking import Click, Clicks
from tests.e2e.floor import Floor
from tests.sourcing.making import offered, said

_serial = count(1)


def offer(floor: Floor, *, is_over: bool = False) -> Offer:
    row = offered(
        team=floor.team, sku=factories.create_sku(team=floor.team, code=f"PROMISED-{next(_serial)}")
    )
    if is_over:
        end_offer(row, by=floor.people[Role.MANAGER], now=timezone.now())
    return row


def page_of(row: Offer | Supplier) -> str:
    return reverse(f"sourcing:{type(row).__name__.lower()}", args=[row.pk])


def word(floor: Floor, *, is_back: bool = False) -> Confirmation:
    found = said(offer(floor))
    if is_back:
        retract(found, by=floor.people[Role.MANAGER], now=timezone.now())
    return found


def closure(floor: Floor) -> SupplierClosure:
    days = {"from_on": date(2027, 2, 4), "until_on": date(2027, 2, 12)}
    return SupplierClosure.objects.create(team=floor.team, supplier=offer(floor).supplier, why="Move", **days)


def add(floor: Floor) -> Click:
    sku, supplier = factories.create_sku(team=floor.team), factories.create_supplier(team=floor.team)
    fill = {
        "sku": sku.code,
        "supplier": str(supplier.pk),
        "currency": "USD",
        "breaks": "1 4.20",
        "lead_hours": "24",
    }
    return Click(reverse("sourcing:add"), "", Offer.objects.filter(sku=sku).count, fill, says="Offer saved")


def confirm(floor: Floor) -> Click:
    row = offer(floor)
    fill = {"quantity": "40", "unit_price": "4.20", "told_by": "Mei"}
    return Click(page_of(row), "", row.confirmations.count, fill, says="40 units are promised")


def take_back(floor: Floor) -> Click:
    row = word(floor)
    read = Confirmation.objects.filter(pk=row.pk).values_list("retracted_at", flat=True)
    action = reverse("sourcing:take-back", args=[row.pk])
    return Click(page_of(row.offer), action, lambda: read.get(), says="Taken back")


def end(floor: Floor) -> Click:
    row = offer(floor)
    read = Offer.objects.filter(pk=row.pk).values_list("ended_at", flat=True)
    return Click(page_of(row), reverse("sourcing:end", args=[row.pk]), lambda: read.get(), says="Ended")


def change(floor: Floor) -> Click:
    row = offer(floor).supplier
    kept = SupplierProfile.objects.filter(supplier=row, contact_name="Mei Lin")
    url = reverse("sourcing:change-supplier", args=[row.pk])
    return Click(url, "", kept.count, {"contact_name": "Mei Lin"}, says="Saved")


def close(floor: Floor) -> Click:
    row = offer(floor).supplier
    days = {"from_on": "2027-02-04", "until_on": "2027-02-12"}
    action = reverse("sourcing:close", args=[row.pk])
    return Click(
        page_of(row), action, SupplierClosure.objects.filter(supplier=row).count, days, says="are kept"
    )


def open_again(floor: Floor) -> Click:
    row = closure(floor)
    kept = SupplierClosure.objects.filter(pk=row.pk)
    action = reverse("sourcing:remove-closure", args=[row.pk])
    return Click(page_of(row.supplier), action, kept.count, says="they work on these days")


CLICKS: Clicks = {
    "sourcing:add": add,
    "sourcing:offer": confirm,
    "sourcing:take-back": take_back,
    "sourcing:end": end,
    "sourcing:change-supplier": change,
    "sourcing:close": close,
    "sourcing:remove-closure": open_again,
}


def pages(floor: Floor) -> Iterator[str]:
    made: list[Callable[[Floor], Any]] = [add, change]
    yield from (each(floor).path for each in made)
    yield from (page_of(offer(floor)), page_of(offer(floor, is_over=True)))
    yield from (page_of(word(floor).offer), page_of(word(floor, is_back=True).offer))
    yield from (page_of(closure(floor).supplier), reverse("sourcing:offers"), reverse("sourcing:suppliers"))
