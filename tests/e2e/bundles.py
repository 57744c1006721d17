"""Orders of one buyer, a divisible order and a shared package, for the buttons that change packages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.urls import reverse
from django.utils import timezone

from fulfillment.channels.bundles.parts import parts_of
from fulfillment.channels.ingest import take_packages
from fulfillment.channels.uploads.preflight import OrderFacts
from fulfillment.orders.models import Order
from fulfillment.outbox.models import OutboundWrite
from tests.channels.told import told_package
from tests.e2e.clicking import Click, Clicks
from tests.e2e.floor import Floor
from tests.e2e.telling import tell


def free(floor: Floor, *, units: int = 1) -> list[Order]:
    """Orders that await shipment on both sides and that nothing was sent about."""
    used = OutboundWrite.objects.of(floor.team).values("subject")
    rows = Order.objects.of(floor.team).filter(status="to_ship", shipping_type="seller", shop__market="US")
    found = rows.exclude(holds__released_at=None, holds__isnull=False).exclude(external_id__in=used)
    orders = list(found.select_related("shop", "buyer").order_by("pk"))
    parts = parts_of(floor.team, orders, now=timezone.now())
    return [each for each in orders if _is_free(parts[each.pk].facts) and _waits(floor, each, units)]


def _is_free(facts: OrderFacts) -> bool:
    """No other button has asked for anything about it: no request, no copy, no number, no change of packages."""
    asked = facts.asks_to_cancel or facts.asks_for_refund or facts.packages_change
    return not (asked or facts.copy_of or facts.holds or facts.waiting)


def _waits(floor: Floor, order: Order, units: int) -> bool:
    theirs = floor.box.world.orders.get(order.external_id)
    if theirs is None or theirs.status != "AWAITING_SHIPMENT" or theirs.moved_to or theirs.cancellation:
        return False
    return theirs.is_plain() and len(theirs.units) >= units and not order.package_orders.exists()


def of_one_buyer(floor: Floor) -> tuple[Order, Order]:
    first, second, *_ = free(floor)
    theirs = floor.box.world.orders
    theirs[second.external_id].buyer = theirs[first.external_id].buyer
    Order.objects.filter(pk=second.pk).update(buyer=first.buyer)
    return first, second


def combine(floor: Floor) -> Click:
    first, _ = of_one_buyer(floor)
    path, action = (reverse(f"bundles:{name}", args=[first.pk]) for name in ("combine", "send-combined"))
    return Click(path, action, _asked(first), says="it can be withdrawn")


def split(floor: Floor) -> Click:
    order = free(floor, units=2)[-1]
    path, action = (reverse(f"bundles:{name}", args=[order.pk]) for name in ("split", "send-split"))
    return Click(path, action, _asked(order), says="it can be withdrawn")


def shared(floor: Floor) -> Order:
    """It goes in one package with another order, as the channel would tell it."""
    first, second = tell(floor), tell(floor)
    parcel = told_package(
        f"P{first.external_id}", first.external_id, tracking_number="", carrier_name="", status="to_ship",
        order_external_ids=(first.external_id, second.external_id),
    )  # fmt: skip
    take_packages(shop=first.shop, records=[parcel], now=timezone.now())
    floor.work(pull=False)
    return first


def take_apart(floor: Floor) -> Click:
    order = shared(floor)
    path, action = (reverse(f"bundles:{name}", args=[order.pk]) for name in ("take-apart", "send-apart"))
    return Click(path, action, _asked(order), says="it can be withdrawn")


def _asked(order: Order) -> Callable[[], int]:
    return OutboundWrite.objects.bundles().filter(shop=order.shop_id, subject=order.external_id).count


CLICKS: Clicks = {
    "bundles:send-combined": combine,
    "bundles:send-split": split,
    "bundles:send-apart": take_apart,
}


def pages(floor: Floor) -> Iterator[str]:
    yield reverse("bundles:combinable")
    for click in CLICKS.values():
        yield click(floor).path
