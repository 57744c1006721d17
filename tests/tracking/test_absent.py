"""Why there is no package: every combination has one true sentence, and nothing promises what will not come."""

from datetime import UTC, datetime, timedelta
from itertools import product
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from fulfillment.orders.states import OPEN, OrderStatus
from fulfillment.policies.terms import OrderKind, ShippingType
from fulfillment.tracking.absent import why_none

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
ZONE = ZoneInfo("America/Los_Angeles")
OURS = {ShippingType.SELLER, ShippingType.PLATFORM}


def order(status, shipping_type, kind=OrderKind.REGULAR, release_at=None):
    is_open = status in OPEN and shipping_type in OURS
    return SimpleNamespace(
        status=status, shipping_type=shipping_type, kind=kind, release_at=release_at, is_open=is_open
    )


@pytest.mark.parametrize(
    ("status", "shipping_type", "is_held"), list(product(OrderStatus, ShippingType, [False, True]))
)
def test_only_open_orders_of_ours_are_promised_a_package(status, shipping_type, is_held):
    said = why_none(order(status, shipping_type), now=NOW, zone=ZONE, is_held=is_held)
    promised = "yet" in said.partition(".")[0] or "yet:" in said

    assert said.startswith("None")
    assert said.endswith(".")
    assert promised == (
        (status in OPEN and shipping_type in OURS) or said == "None: the order is not paid yet."
    )


def test_a_pre_order_says_from_when_it_is_shipped_and_after_that_is_like_any_other():
    waiting = order("to_ship", "seller", "pre_order", NOW + timedelta(days=9))
    assert why_none(waiting, now=NOW, zone=ZONE) == "None yet: a pre-order, to be shipped from Thu 3 Dec."
    assert "appears here when" in why_none(waiting, now=NOW + timedelta(days=10), zone=ZONE)


def test_how_long_a_number_can_be_corrected_is_said_where_one_is_to_come():
    said = why_none(order("to_ship", "seller"), now=NOW, zone=ZONE, correct_within_hours=72)
    assert said.endswith("with our verdict on it. It can be corrected for 72 h.")
    assert "720 h" not in why_none(order("to_ship", "seller"), now=NOW, zone=ZONE, correct_within_hours=720)
    assert why_none(order("to_ship", "seller"), now=NOW, zone=ZONE, correct_within_hours=720).endswith(
        "30 days."
    )
    assert "72 h" not in why_none(order("to_ship", "platform"), now=NOW, zone=ZONE, correct_within_hours=72)
