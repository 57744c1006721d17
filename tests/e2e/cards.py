"""The buttons on the cards of an order's page that only some orders have, and of listings without a SKU."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.catalog.models import Listing, ListingFit, Sku
from fulfillment.channels.labels.pages import PRINTED
from fulfillment.orders import copies
from fulfillment.orders.models import Hold, NotACopy, Order, OrderCopy, OrderEvent
from tests.channels.told import told_buyer
from tests.e2e.clicking import Click, Clicks
from tests.e2e.floor import Floor
from tests.e2e.telling import tell


def page_of(order: Order) -> str:
    return reverse("orders:detail", args=[order.pk])


def moved(floor: Floor) -> Order:
    """Its buyer moved before it was shipped."""
    order = tell(floor)
    buyer = told_buyer(external_id=order.external_id, name=f"Zoë {order.external_id}", line1="2 New Street")
    return tell(floor, order.external_id, buyer=buyer)


def acknowledge(floor: Floor) -> Click:
    order = moved(floor)
    hold = Hold.objects.open().get(order=order)
    action = reverse("orders:acknowledge-address", args=[order.pk, hold.pk])
    return Click(page_of(order), action, Hold.objects.open().filter(pk=hold.pk).exists, has_undo=True)


def two_of_one(floor: Floor) -> tuple[Order, Order]:
    """One order of a buyer on two channels, minutes apart."""
    original = tell(floor)
    buyer = told_buyer(external_id="elsewhere", name=f"Zoë {original.external_id}")
    copy = tell(
        floor, f"{original.external_id}9", market="US", placed_at=original.placed_at, buyer=buyer,
        shipping_type="platform",
    )  # fmt: skip
    return original, copy


def link_copy(floor: Floor) -> Click:
    _, copy = two_of_one(floor)
    linked = OrderCopy.objects.filter(order=copy)
    return Click(page_of(copy), reverse("orders:link-copy", args=[copy.pk]), linked.exists, has_undo=True)


def dismiss_copy(floor: Floor) -> Click:
    original, copy = two_of_one(floor)
    told_apart = NotACopy.objects.filter(order=copy, other=original)
    action = reverse("orders:dismiss-copy", args=[copy.pk])
    return Click(page_of(copy), action, told_apart.exists, has_undo=True, says="are two orders")


def unlink_copy(floor: Floor) -> Click:
    original, copy = two_of_one(floor)
    copies.link(copy, original, by=floor.people[Role.MANAGER], now=timezone.now())
    linked = OrderCopy.objects.filter(order=copy)
    return Click(page_of(copy), reverse("orders:unlink-copy", args=[copy.pk]), linked.exists, has_undo=True)


def map_listing(floor: Floor) -> Click:
    """Whichever listing stands first."""
    tell(floor, line={"sku_code": ""})
    code = Sku.objects.filter(team=floor.team).values_list("code", flat=True)[0]
    mapped = Listing.objects.filter(team=floor.team)
    return Click(
        reverse("orders:listings"), reverse("orders:map-listing"), mapped.count, {"code": code}, has_undo=True
    )


def variant_fits(floor: Floor) -> Click:
    order = tell(floor, line={"variant": "US plug"})
    line = order.lines.get()
    said = ListingFit.objects.filter(shop=order.shop, listing_external_id=line.listing_external_id)
    action = reverse("orders:variant-fits", args=[order.pk, line.pk])
    return Click(page_of(order), action, said.exists, has_undo=True)


def labelled(floor: Floor) -> Order:
    """One that the channel ships and has made a package of, which nothing holds back."""
    shipped = Order.objects.of(floor.team).filter(shipping_type="platform", shop__market="US")
    made = shipped.exclude(status="cancelled").filter(package_orders__is_current=True)
    return made.exclude(holds__isnull=False).order_by("pk")[0]


def print_label(floor: Floor) -> Click:
    """Printed is what came as a PDF; it opens beside the page."""
    order = labelled(floor)
    package = order.package_orders.filter(is_current=True)[0].package_id
    printed = OrderEvent.objects.filter(order=order, kind=PRINTED)
    return Click(page_of(order), reverse("labels:print", args=[order.pk, package, "label"]), printed.count)


CLICKS: Clicks = {
    "orders:acknowledge-address": acknowledge,
    "orders:link-copy": link_copy,
    "orders:dismiss-copy": dismiss_copy,
    "orders:unlink-copy": unlink_copy,
    "orders:map-listing": map_listing,
    "orders:variant-fits": variant_fits,
    "labels:print": print_label,
}


def pages(floor: Floor) -> Iterator[str]:
    for click in CLICKS.values():
        yield click(floor).path
