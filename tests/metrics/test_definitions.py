"""Truth tables: what one order or package does to each rate, under the product's own rulebook."""

from datetime import UTC, datetime, timedelta

import pytest

from fulfillment.policies import rulebook
from metrics.definitions import (
    METRICS,
    WORDS,
    OrderUnit,
    PackageUnit,
    Why,
    in_words,
    late_dispatch,
    valid_tracking,
)

PLACED = datetime(2026, 11, 10, 18, tzinfo=UTC)
DUE = datetime(2026, 11, 13, 7, 59, 59, tzinfo=UTC)  # 23:59:59 in Los Angeles
SECOND = timedelta(seconds=1)


def rules(market="US", at=PLACED, platform="tiktok", **own):
    found = rulebook.load().rules(platform=platform, market=market, at=at, time_zone="America/New_York")
    return found.with_overrides(own) if own else found


def order(**values):
    defaults = {
        "id": 1,
        "shipping_type": "seller",
        "kinds": ("regular",),
        "placed_at": PLACED,
        "dispatched_at": DUE,
        "dispatch_due_at": DUE,
    }
    return OrderUnit(**defaults | values)


def package(**values):
    defaults = {
        "id": 1,
        "shipping_type": "seller",
        "kinds": ("regular",),
        "placed_at": PLACED,
        "shipped_at": PLACED,
        "delivered_at": None,
        "is_cancelled": False,
        "verdict": "valid",
    }
    return PackageUnit(**defaults | values)


def told(outcome):
    return None if outcome is None else (outcome.in_denominator, outcome.in_numerator, outcome.why)


IN, OUT = True, False


@pytest.mark.parametrize(
    ("case", "values", "expected"),
    [
        ("on the second of the deadline", {}, (IN, False, Why.IN_TIME)),
        ("one second late", {"dispatched_at": DUE + SECOND}, (IN, True, Why.LATE)),
        ("one second early", {"dispatched_at": DUE - SECOND}, (IN, False, Why.IN_TIME)),
        ("not dispatched, long overdue", {"dispatched_at": None}, None),
        ("no deadline", {"dispatch_due_at": None}, (OUT, False, Why.NO_DEADLINE)),
        (
            "platform's warehouse, late",
            {"shipping_type": "platform_warehouse", "dispatched_at": DUE + SECOND},
            (IN, False, "platform_warehouse"),
        ),
        (
            "platform's warehouse, no deadline",
            {"shipping_type": "platform_warehouse", "dispatch_due_at": None},
            (IN, False, "platform_warehouse"),
        ),
        ("platform's label, late", {"shipping_type": "platform", "dispatched_at": DUE + SECOND}, (IN, True, Why.LATE)),
        ("digital", {"shipping_type": "digital"}, (OUT, False, "digital")),
        ("a late sample", {"kinds": ("regular", "sample"), "dispatched_at": DUE + SECOND}, (IN, True, Why.LATE)),
        ("a replacement", {"kinds": ("regular", "replacement"), "dispatched_at": DUE + SECOND}, (IN, True, Why.LATE)),
        ("a pre-order in time", {"kinds": ("pre_order",)}, (IN, False, Why.IN_TIME)),
    ],
)  # fmt: skip
def test_late_dispatch_in_the_us(case, values, expected):
    assert told(late_dispatch(order(**values), rules())) == expected, case


def test_a_shops_own_rule_leaves_samples_out_and_the_fact_names_them():
    own = rules(**{"metric.late-dispatch-rate.by_kind": {"sample": "left_out"}})

    sample = late_dispatch(order(kinds=("regular", "sample"), dispatched_at=DUE + SECOND), own)

    assert told(sample) == (OUT, False, "sample")
    assert told(late_dispatch(order(dispatched_at=DUE + SECOND), own)) == (IN, True, Why.LATE)


@pytest.mark.parametrize("market", ["GB", "DE", "US"])
def test_late_dispatch_is_dated_by_dispatch_not_by_the_deadline(market):
    found = late_dispatch(order(dispatched_at=DUE + 3 * SECOND), rules(market))

    assert found.dated_at == DUE + 3 * SECOND


@pytest.mark.parametrize(
    ("market", "moment", "day"),
    [
        ("US", datetime(2026, 11, 13, 7, 59, 59, tzinfo=UTC), "2026-11-12"),  # 23:59:59 PST
        ("US", datetime(2026, 11, 13, 8, tzinfo=UTC), "2026-11-13"),  # midnight PST
        (
            "US",
            datetime(2026, 10, 31, 6, 59, 59, tzinfo=UTC),
            "2026-10-30",
        ),  # still PDT: midnight is 07:00 UTC
        ("US", datetime(2026, 10, 31, 7, tzinfo=UTC), "2026-10-31"),
        ("US", datetime(2026, 11, 2, 7, tzinfo=UTC), "2026-11-01"),  # PST since 1 November
        ("GB", datetime(2026, 10, 24, 23, tzinfo=UTC), "2026-10-25"),  # BST ends that night
        ("GB", datetime(2026, 10, 25, 23, 59, 59, tzinfo=UTC), "2026-10-25"),
    ],
)
def test_the_day_is_the_markets_across_midnight_and_the_change_of_clocks(market, moment, day):
    market_rules = rules(market)

    found = late_dispatch(
        order(dispatched_at=moment, dispatch_due_at=None, shipping_type="seller"), market_rules
    )

    assert market_rules.day_of(found.dated_at).isoformat() == day


@pytest.mark.parametrize(
    ("case", "values", "expected"),
    [
        ("valid", {}, (IN, True, Why.VALID)),
        ("invalid", {"verdict": "invalid"}, (IN, False, Why.INVALID)),
        ("pending is neither", {"verdict": "pending"}, (OUT, False, Why.PENDING)),
        ("cancelled", {"is_cancelled": True}, None),
        ("no number yet", {"shipped_at": None}, None),
        ("not judged yet", {"verdict": ""}, None),
        ("platform's label", {"shipping_type": "platform", "verdict": "invalid"}, (OUT, False, "platform")),
        (
            "platform's warehouse, even pending",
            {"shipping_type": "platform_warehouse", "verdict": "pending"},
            (OUT, False, "platform_warehouse"),
        ),
        ("digital", {"shipping_type": "digital"}, (OUT, False, "digital")),
        ("a sample counts", {"kinds": ("regular", "sample"), "verdict": "invalid"}, (IN, False, Why.INVALID)),
    ],
)
def test_valid_tracking_in_the_us(case, values, expected):
    assert told(valid_tracking(package(**values), rules())) == expected, case


def test_what_only_dilutes_a_rate_is_left_out_of_one_where_it_would_count_against_us():
    own = rules(**{"metric.valid-tracking-rate.by_shipping": {"platform": "denominator_only"}})

    assert told(valid_tracking(package(shipping_type="platform"), own)) == (OUT, False, "platform")


def test_valid_tracking_is_dated_by_the_day_the_number_was_given():
    shipped_at = PLACED + timedelta(days=2)

    assert valid_tracking(package(shipped_at=shipped_at), rules()).dated_at == shipped_at


def test_an_own_store_judges_in_the_shops_zone():
    own_store = rules(platform="own_store", market="US")

    found = late_dispatch(order(dispatched_at=datetime(2026, 11, 13, 5, tzinfo=UTC)), own_store)

    assert own_store.day_of(found.dated_at).isoformat() == "2026-11-13"  # midnight in New York


def test_every_reason_has_words_and_an_unknown_one_is_shown_as_it_is():
    assert {*Why} <= WORDS.keys()
    assert in_words("late") == "dispatched late"
    assert in_words("some_later_reason") == "some later reason"


def test_every_market_judges_both_rates():
    book = rulebook.load()
    for market in book.markets():
        for version in book.versions(market.platform, market.market):
            for slug, definition in METRICS.items():
                assert version.metric(slug).unit == definition.unit
