"""Brand kits, for the buttons on their pages: of SKUs that no order of the floor needs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from tempfile import mkdtemp
from typing import Any

from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.catalog.models import Sku
from fulfillment.orders.models import Order
from fulfillment.warehouse.kits import changing, plain
from fulfillment.warehouse.models import BrandKit, KitArtwork, KitItem, Lot, PlainOrder
from tests import factories
from tests.e2e.clicking import Click, Clicks
from tests.e2e.floor import Floor
from tests.photos.pictures import picture
from tests.sourcing.making import to_ship
from tests.warehouse.kits import making

_serial = count(1)


def sku(floor: Floor) -> Sku:
    return factories.create_sku(team=floor.team, code=f"BRANDED-{next(_serial)}")


def kit(floor: Floor, *, is_over: bool = False, with_: Sku | None = None) -> BrandKit:
    row = making.kit(team=floor.team, skus=[with_ or sku(floor)])
    if is_over:
        changing.end(row, by=floor.people[Role.MANAGER], now=timezone.now())
    return row


def item(floor: Floor, *, is_over: bool = False, **more: Any) -> KitItem:
    row = making.item(kit(floor), **more)
    if is_over:
        changing.end_item(row, by=floor.people[Role.MANAGER], now=timezone.now())
    return row


def artwork(floor: Floor, *, is_approved: bool = False, is_retired: bool = False) -> KitArtwork:
    made, by = item(floor, is_printed=True), floor.people[Role.MANAGER]
    row = making.approved(made, by=by) if is_approved or is_retired else making.artwork(made)
    if is_retired:
        changing.retire(row, by=by, now=timezone.now())
    return row


def held(floor: Floor) -> tuple[Order, BrandKit]:
    """An order whose kit is missing."""
    with_ = sku(floor)
    order, row = to_ship(with_, shop=floor.team.shops.order_by("pk").first()), kit(floor, with_=with_)
    making.item(row)
    return order, row


def gone_plain(floor: Floor) -> tuple[PlainOrder, BrandKit]:
    order, row = held(floor)
    plain.allow(floor.team, [order.pk], "campaign", by=floor.people[Role.MANAGER], now=timezone.now())
    return PlainOrder.objects.get(order=order), row


def page_of(row: BrandKit) -> str:
    return reverse("kits:kit", args=[row.pk])


def add(floor: Floor) -> Click:
    fill = {"name": "Winter kit", "skus": sku(floor).code}
    made = BrandKit.objects.filter(team=floor.team, name="Winter kit")
    return Click(reverse("kits:add"), "", made.count, fill, says="Kit saved")


def change(floor: Floor) -> Click:
    row = kit(floor)
    read = BrandKit.objects.filter(pk=row.pk).values_list("name", flat=True)
    return Click(
        reverse("kits:change", args=[row.pk]), "", lambda: read.get(), {"name": "Spring kit"}, says="Saved"
    )


def end(floor: Floor) -> Click:
    row = kit(floor)
    read = BrandKit.objects.filter(pk=row.pk).values_list("ended_at", flat=True)
    return Click(page_of(row), reverse("kits:end", args=[row.pk]), lambda: read.get(), says="Ended")


def add_item(floor: Floor) -> Click:
    row = kit(floor)
    fill = {"name": "Card", "code": f"CARD-OF-{row.pk}"}
    made = KitItem.objects.filter(kit=row)
    return Click(
        page_of(row), reverse("kits:add-item", args=[row.pk]), made.count, fill, says="is in the kit"
    )


def end_item(floor: Floor) -> Click:
    row = item(floor)
    read = KitItem.objects.filter(pk=row.pk).values_list("ended_at", flat=True)
    action = reverse("kits:end-item", args=[row.pk])
    return Click(page_of(row.kit), action, lambda: read.get(), says="out of the kit")


def came_in(floor: Floor) -> Click:
    row = item(floor)
    action = reverse("kits:came-in", args=[row.pk])
    return Click(
        page_of(row.kit), action, Lot.objects.filter(sku=row.sku).count, {"units": "40"}, says="on the shelf"
    )


def bring(floor: Floor) -> Click:
    row = item(floor, is_printed=True)
    path = f"{mkdtemp()}/card.jpg"
    with open(path, "wb") as file:
        file.write(picture())
    action = reverse("kits:bring-artwork", args=[row.pk])
    made = KitArtwork.objects.filter(item=row)
    return Click(page_of(row.kit), action, made.count, {"photo": path, "note": "Larger logo"}, says="is kept")


def approve(floor: Floor) -> Click:
    row = artwork(floor)
    read = KitArtwork.objects.filter(pk=row.pk).values_list("approved_at", flat=True)
    action = reverse("kits:approve", args=[row.pk])
    return Click(page_of(row.item.kit), action, lambda: read.get(), says="is approved")


def retire(floor: Floor) -> Click:
    row = artwork(floor, is_approved=True)
    read = KitArtwork.objects.filter(pk=row.pk).values_list("retired_at", flat=True)
    action = reverse("kits:retire", args=[row.pk])
    return Click(page_of(row.item.kit), action, lambda: read.get(), says="is retired")


def allow(floor: Floor) -> Click:
    order, _ = held(floor)
    path = reverse("kits:of-order", args=[order.pk])
    said = PlainOrder.objects.filter(order=order)
    return Click(path, reverse("kits:allow-plain"), said.count, {"why": "Cards late"}, says="without the kit")


def take_back(floor: Floor) -> Click:
    row, _ = gone_plain(floor)
    read = PlainOrder.objects.filter(pk=row.pk).values_list("ended_at", flat=True)
    path, action = (
        reverse("kits:of-order", args=[row.order_id]),
        reverse("kits:take-back-plain", args=[row.pk]),
    )
    return Click(path, action, lambda: read.get(), says="gets its kit after all")


CLICKS: Clicks = {
    "kits:add": add,
    "kits:change": change,
    "kits:end": end,
    "kits:add-item": add_item,
    "kits:end-item": end_item,
    "kits:came-in": came_in,
    "kits:bring-artwork": bring,
    "kits:approve": approve,
    "kits:retire": retire,
    "kits:allow-plain": allow,
    "kits:take-back-plain": take_back,
}


def pages(floor: Floor) -> Iterator[str]:
    yield from (reverse("kits:list"), reverse("kits:add"), change(floor).path)
    yield from (
        page_of(kit(floor)),
        page_of(kit(floor, is_over=True)),
        page_of(item(floor, is_over=True).kit),
    )
    yield from (
        page_of(artwork(floor, **each).item.kit) for each in ({}, {"is_approved": True}, {"is_retired": True})
    )
    order, row = held(floor)
    yield from (page_of(row), reverse("kits:of-order", args=[order.pk]))
    gone, row = gone_plain(floor)
    yield from (page_of(row), reverse("kits:of-order", args=[gone.order_id]))
