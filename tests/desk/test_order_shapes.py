"""Every shape of order has a page that makes sense: what is there, why something is not, what it counts in."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests import factories
from tests.desk.seen import signed_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@dataclass
class Shape:
    """`hours` are moments in hours from now; `says` stands on the page and its packages, `never` does not."""

    fields: dict[str, Any]
    says: tuple[str, ...]
    never: tuple[str, ...] = ()
    hours: dict[str, float] = field(default_factory=dict)
    shop: dict[str, Any] = field(default_factory=dict)
    address: bool = True


KEPT_IN = "No text leaves samples, replacements or pre-orders out of this rate, so they count."
PROMISES = ("appears here when", "must not ship before")
SHAPES = {
    "digital, delivered": Shape(
        {"shipping_type": "digital", "status": "completed", "stage": "delivered", "is_open": False},
        (
            ": digital, so there is no package, no deadline and no clock",
            "None, and none will come: a digital order has nothing to ship.",
            "A digital order has no address to ship to.",
            "Left out: digital, nothing is shipped",
            "Digital orders are left out by our inference",
        ),
        ("way-bar", "first scan", *PROMISES),
        {"delivered_at": -1, "dispatched_at": -1, "paid_at": -2},
    ),
    "digital, being delivered": Shape(
        {"shipping_type": "digital", "status": "to_ship", "is_open": False},
        ("Nothing to ship", "TikTok Shop hands it to the buyer itself."),
        ("No deadline", *PROMISES),
    ),
    "platform's warehouse": Shape(
        {"shipping_type": "platform_warehouse", "is_open": False, "due_source": "platform"},
        (
            "TikTok Shop ships it",
            "from its own warehouse, in its own time; due",
            "Nothing here is yours to do, and it can never count as your late dispatch.",
            "The platform packs it in its own warehouse under its own number: none is to be uploaded.",
            "platform packs",
            "counts in the denominator only, never against you",
            "Left out: shipped from the platform&#x27;s own warehouse",
        ),
        ("Act by", 'data-dialog-open="hold"', *PROMISES),
        {"dispatch_due_at": 30, "paid_at": -20},
    ),
    "platform's warehouse, sent": Shape(
        {"shipping_type": "platform_warehouse", "is_open": False, "status": "delivered", "stage": "delivered",
         "dispatched_source": "channel", "due_source": "platform"},
        ("Dispatched", "late", "TikTok Shop shipped it from its own warehouse: nothing here was yours to do.",
         "None told: the platform shipped it from its own warehouse."),
        PROMISES,
        {"dispatch_due_at": -30, "dispatched_at": -20, "delivered_at": -3, "paid_at": -60},
    ),
    "platform's label": Shape(
        {"shipping_type": "platform", "due_source": "platform"},
        (
            "with the platform&#x27;s label",
            "Arrange the shipment on the channel: the platform&#x27;s label brings the number, upload none.",
            "it counts on the day it is dispatched",
            "Left out: shipped with the platform&#x27;s label",
            "TikTok Shop shows no address of orders that it ships or labels itself.",
        ),
        ("appears here when",),
        {"dispatch_due_at": 30, "paid_at": -20},
        address=False,
    ),
    "pre-order": Shape(
        {"kind": "pre_order", "due_source": "estimated"},
        ("pre-order", "None yet: a pre-order, to be shipped from", "until release"),
        ("orders seen", "likely to be late", *PROMISES),
        {"release_at": 24 * 9, "dispatch_due_at": 24 * 11, "paid_at": -20},
    ),
    "sample": Shape(
        {"is_sample": True, "due_source": "platform"},
        ("free sample", "it counts on the day it is dispatched", KEPT_IN),
        (),
        {"dispatch_due_at": 30, "paid_at": -20},
    ),
    "replacement": Shape(
        {"is_replacement": True, "due_source": "platform"},
        ("· replacement", "it counts on the day it is dispatched", KEPT_IN),
        (),
        {"dispatch_due_at": 30, "paid_at": -20},
    ),
    "cancelled before a package": Shape(
        {"status": "cancelled", "stage": "cancelled", "is_open": False, "cancel_initiator": "buyer",
         "cancel_reason_text": "Better price available"},
        (
            "by the buyer</b>: Better price available",
            "It must not ship any more; no package was made for it.",
            "None: the order was cancelled before it had one.",
            "Not in it: cancelled before it was dispatched",
            "Not in it: cancelled before it was shipped",
        ),
        PROMISES,
        {"cancelled_at": -2, "paid_at": -19},
    ),
    "cancelled with a label": Shape(
        {"status": "cancelled", "stage": "cancelled", "is_open": False, "cancel_initiator": "system",
         "packages_total": 1},
        ("by the platform", "It has a label: make sure that the parcel does not leave."),
        PROMISES,
        {"cancelled_at": -2, "paid_at": -19},
    ),
    "cancelled on its way": Shape(
        {"status": "cancelled", "stage": "cancelled", "is_open": False, "packages_total": 1, "packages_scanned": 1},
        ("The carrier has had its parcel: expect it back",),
        (),
        {"cancelled_at": -2, "paid_at": -19},
    ),
    "cancelled unpaid": Shape(
        {"status": "cancelled", "stage": "cancelled", "is_open": False, "due_source": "estimated", "paid_at": None},
        ("It was never paid, so nothing was to be shipped and nothing was due.", ">to pay<"),
        (">due ", "buyer&#x27;s hour", *PROMISES),
        {"cancelled_at": -2, "dispatch_due_at": 30},
    ),
    "unpaid": Shape(
        {"status": "unpaid", "stage": "unpaid", "is_open": False, "paid_at": None},
        ("Not paid yet", "no clock runs before the buyer has paid", "None: the order is not paid yet.", "to pay"),
        (">due ", *PROMISES),
        {"dispatch_due_at": 30},
        address=False,
    ),
    "buyer's hour": Shape(
        {"status": "remorse", "stage": "remorse", "due_source": "platform"},
        ("must not ship before the buyer&#x27;s hour of free cancellation is over",
         "TikTok Shop shows no address before the buyer&#x27;s hour is over."),
        ("appears here when",),
        {"dispatch_due_at": 60, "paid_at": -0.2, "placed_at": -0.3},
        address=False,
    ),
    "ready in a market that counts labels": Shape(
        {"status": "ready", "stage": "awaiting_scan", "due_source": "platform", "dispatched_source": "ready"},
        (
            "Ready to ship",
            ", in time: due",
            "The clock has stopped. The first scan is still awaited: without it the platform cancels the order",
        ),
        ("past the deadline", "Act by", "orders seen"),
        {"dispatched_at": -9, "dispatch_due_at": -3, "ready_at": -9, "cancels_at": 40, "paid_at": -19},
        {"market": "GB", "time_zone": "Europe/London"},
    ),
    "own store without a promise": Shape(
        {},
        ("No deadline", "promises its buyers none, and Shopify told none for this order"),
        (),
        {"paid_at": -19},
        {"channel": "shopify", "platform": "own_store"},
    ),
    "delivered without a scan": Shape(
        {"status": "delivered", "stage": "delivered", "is_open": False},
        ("nobody told when it was first scanned", "None: the channel told of no package for this order"),
        PROMISES,
        {"delivered_at": -2, "paid_at": -90},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_the_page_of_this_shape_makes_sense(name):
    shape, now = SHAPES[name], timezone.now()
    shop = factories.create_shop(**({"name": "Glow"} | shape.shop))
    moments = {column: now + hours * HOUR for column, hours in shape.hours.items()}
    placed_at = moments.pop("placed_at", now - 20 * HOUR)
    order = factories.create_order(shop=shop, placed_at=placed_at, **shape.fields | moments)
    if shape.address:
        order.buyer = order._meta.get_field("buyer").related_model.objects.create(
            team=shop.team, shop=shop, key="a", name="Ada", line1="1 Main St", city="Fresno", country="US"
        )
        order.save()
    client = signed_in(shop.team)
    text = "".join(
        " ".join(client.get(path).content.decode().split())
        for path in (f"/orders/{order.pk}/", f"/tracking/orders/{order.pk}/")
    )

    missing = [words for words in shape.says if words not in text]
    assert missing == []
    assert [words for words in shape.never if words in text] == []
    assert not re.search(r"<section[^>]*><h2>[^<]*</h2>\s*</section>", text)  # no empty card
    assert "None" not in re.sub(r">None(:|,| told| yet)", "", text)


def test_a_held_order_says_so_where_its_package_would_be():
    order = factories.create_order()
    order.holds.create(team=order.team, reason="by_hand", owner="us", placed_at=timezone.now())

    page = signed_in(order.team).get(f"/tracking/orders/{order.pk}/").content.decode()

    assert "must not ship while it is on hold" in page


def test_a_masked_address_says_why():
    order = factories.create_order(shipping_type="platform")
    order.buyer = order._meta.get_field("buyer").related_model.objects.create(
        team=order.team,
        shop=order.shop,
        key="a",
        name="J*** R***",
        line1="4*** H***",
        city="Fresno",
        country="US",
    )
    order.save()

    page = signed_in(order.team).get(f"/orders/{order.pk}/").content.decode()

    assert "Masked by TikTok Shop, which ships or labels the order itself." in page
