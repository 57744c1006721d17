"""Truth tables: what one order does to each rate beside late dispatch, under the product's own rulebook."""

from datetime import UTC, datetime, timedelta

import pytest

from fulfillment.policies import rulebook
from metrics.definitions import METRICS, OrderUnit, Why

PLACED = datetime(2026, 11, 10, 18, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PROMISED = datetime(2026, 11, 19, 7, 59, 59, tzinfo=UTC)  # the end of 18 November in Los Angeles
SECOND = timedelta(seconds=1)
IN, OUT = True, False


def rules(market="US", platform="tiktok"):
    return rulebook.load().rules(platform=platform, market=market, at=PLACED, time_zone="America/New_York")


def told(slug, market="US", platform="tiktok", **values):
    defaults = {
        "id": 1, "shipping_type": "seller", "kinds": ("regular",), "placed_at": PLACED, "paid_at": PLACED,
        "dispatched_at": PLACED + DAY, "dispatch_due_at": PLACED + 2 * DAY, "status": "delivered",
        "delivered_at": PLACED + 5 * DAY, "delivery_due_at": PROMISED,
    }  # fmt: skip
    found = METRICS[slug].judge(OrderUnit(**defaults | values), rules(market, platform))
    return None if found is None else (found.in_denominator, found.in_numerator, found.why)


def cancelled(by, because="other", **values):
    gone = {
        "status": "cancelled",
        "dispatched_at": None,
        "delivered_at": None,
        "cancelled_at": PLACED + 9 * HOUR,
    }
    return gone | {"cancelled_by": by, "cancelled_for": because} | values


@pytest.mark.parametrize(
    ("case", "values", "expected"),
    [
        ("not cancelled", {}, (IN, False, Why.KEPT)),
        ("waits", {"status": "to_ship", "dispatched_at": None}, (IN, False, Why.KEPT)),
        ("not paid yet", {"status": "unpaid", "paid_at": None}, None),
        ("in the buyer's hour", {"status": "remorse"}, None),
        ("no stock", cancelled("seller", "out_of_stock"), (IN, True, "seller_out_of_stock")),
        ("missed the deadline", cancelled("seller", "late_dispatch"), (IN, True, "seller_late_dispatch")),
        ("the buyer's wish", cancelled("buyer"), (IN, False, "cancelled_buyer")),
        (
            "the buyer's wish within the hour",
            cancelled("buyer", cancelled_at=PLACED + HOUR),
            (OUT, False, Why.IN_BUYERS_HOUR),
        ),
        (
            "a second after the hour",
            cancelled("buyer", cancelled_at=PLACED + HOUR + SECOND),
            (IN, False, "cancelled_buyer"),
        ),
        ("the seller within the hour", cancelled("seller", cancelled_at=PLACED), (IN, True, "seller_other")),
        ("nobody says why", cancelled(""), (IN, False, "cancelled_unknown")),
        ("the platform", cancelled("platform"), (IN, False, "cancelled_platform")),
        ("never paid", cancelled("platform", "unpaid", paid_at=None), None),
        ("sold out, unpaid", cancelled("seller", "out_of_stock", paid_at=None), (IN, True, "seller_out_of_stock")),
        ("a sample", cancelled("seller", kinds=("regular", "sample")), (OUT, False, "sample")),
        (
            "the platform's warehouse dilutes",
            cancelled("seller", shipping_type="platform_warehouse"),
            (IN, False, "platform_warehouse"),
        ),
    ],
)  # fmt: skip
def test_seller_fault_cancellation(case, values, expected):
    assert told("seller-fault-cancellation-rate", **values) == expected, case


@pytest.mark.parametrize(
    ("case", "values", "expected"),
    [
        ("well before", {}, (IN, True, Why.DELIVERED_IN_TIME)),
        ("on the last second of the day", {"delivered_at": PROMISED}, (IN, True, Why.DELIVERED_IN_TIME)),
        ("a second into the next day", {"delivered_at": PROMISED + SECOND}, (IN, False, Why.DELIVERED_LATE)),
        (
            "promised at noon, delivered in the evening of that day",
            {"delivery_due_at": PROMISED - 12 * HOUR, "delivered_at": PROMISED - HOUR},
            (IN, True, Why.DELIVERED_IN_TIME),
        ),
        ("never came", {"delivered_at": None, "status": "in_transit"}, (IN, False, Why.NOT_DELIVERED)),
        ("nothing promised", {"delivery_due_at": None}, (OUT, False, Why.NO_DELIVERY_DAY)),
        ("nothing promised, nothing came", {"delivery_due_at": None, "delivered_at": None}, None),
        ("cancelled", {"status": "cancelled", "delivered_at": None}, None),
        ("cancelled and delivered all the same", {"status": "cancelled"}, (OUT, False, Why.CANCELLED)),
        (
            "the platform's warehouse",
            {"shipping_type": "platform_warehouse"},
            (OUT, False, "platform_warehouse"),
        ),
        ("the platform's label", {"shipping_type": "platform"}, (IN, True, Why.DELIVERED_IN_TIME)),
    ],
)
def test_on_time_delivery(case, values, expected):
    assert told("on-time-delivery-rate", **values) == expected, case


def test_an_own_store_counts_deliveries_only():
    found = told("on-time-delivery-rate", platform="own_store", delivered_at=None, status="in_transit")

    assert found == (OUT, False, Why.NOT_DELIVERED)


@pytest.mark.parametrize(
    ("case", "values", "expected"),
    [
        ("sent, even late", {"dispatched_at": PLACED + 9 * DAY}, (IN, False, Why.SENT)),
        ("not sent", {"dispatched_at": None, "status": "to_ship"}, (IN, True, Why.UNSHIPPED)),
        ("no deadline", {"dispatch_due_at": None}, None),
        ("cancelled unsent", cancelled("seller"), None),
        ("not paid", {"status": "unpaid", "dispatched_at": None}, None),
        (
            "the platform's warehouse",
            {"shipping_type": "platform_warehouse"},
            (OUT, False, "platform_warehouse"),
        ),
    ],
)
def test_unshipped_orders(case, values, expected):
    assert told("unshipped-order-rate", **values) == expected, case


@pytest.mark.parametrize(
    ("slug", "values", "expected"),
    [
        ("refund-rate", {}, (IN, False, Why.NOT_REFUNDED)),
        ("refund-rate", {"refunded_for": "damaged"}, (IN, True, "refund_damaged")),
        ("refund-rate", {"refunded_for": "fit", "dispatched_at": None}, None),
        ("refund-rate", {"kinds": ("regular", "sample"), "refunded_for": "fit"}, (OUT, False, "sample")),
        ("negative-review-rate", {}, (IN, False, Why.NOT_REVIEWED)),
        ("negative-review-rate", {"first_rating": 2}, (IN, True, Why.BAD_REVIEW)),
        ("negative-review-rate", {"first_rating": 3}, (IN, False, Why.GOOD_REVIEW)),
        ("negative-review-rate", {"first_rating": 1, "delivered_at": None}, None),
        (
            "negative-review-rate",
            {"first_rating": 1, "review_is_of_delivery": True},
            (IN, True, Why.REVIEW_OF_DELIVERY),
        ),
        ("delivery-complaint-rate", {}, (IN, False, Why.NO_COMPLAINT)),
        ("delivery-complaint-rate", {"complained_of_delivery": True}, (IN, True, Why.COMPLAINED)),
        ("delivery-complaint-rate", {"dispatched_at": None}, None),
        ("shipping-ticket-rate", {"asked_where_it_is": True}, (IN, True, Why.ASKED_WHERE)),
        ("shipping-ticket-rate", {"dispatched_at": None, "status": "to_ship"}, (IN, False, Why.NOT_ASKED)),
        ("shipping-ticket-rate", {"status": "unpaid"}, None),
    ],
)
def test_what_buyers_make_of_an_order(slug, values, expected):
    assert told(slug, **values) == expected


def test_in_south_east_asia_a_bad_review_of_the_delivery_is_left_out_of_the_negative_ones():
    found = told("negative-review-rate", market="ID", first_rating=1, review_is_of_delivery=True)

    assert found == (IN, False, Why.REVIEW_OF_DELIVERY)


def test_an_unknown_reason_of_a_cancellation_is_a_bucket_of_its_own():
    definition = METRICS["seller-fault-cancellation-rate"]

    assert "cancelled_unknown" in definition.told_apart - definition.counts_against
