"""The clock: truth tables per market, then properties that hold of every order."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.orders.clock import Clock, OrderClockFacts, clock_of, is_late
from fulfillment.orders.deadlines import estimated_delivery
from fulfillment.orders.states import DueSource
from fulfillment.policies.calendars import is_business_day
from fulfillment.policies.rulebook import load
from fulfillment.policies.rules import Rules
from fulfillment.policies.terms import CancelBecause, OrderKind, ShippingType, StopEvent

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
SECOND = timedelta(seconds=1)


def la(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOS_ANGELES)


def rules_for(market: str, at: datetime) -> Rules:
    return load().rules(platform="tiktok", market=market, at=at)


def clock(market: str, placed_at: datetime, **facts: object) -> Clock:
    return clock_of(OrderClockFacts(placed_at=placed_at, **facts), rules_for(market, placed_at))


# ---- United States


@pytest.mark.parametrize(
    ("placed", "due"),
    [
        ("2026-11-16 09:00", "2026-11-18 23:59:59"),  # Monday -> Wednesday
        ("2026-11-19 23:59:59", "2026-11-23 23:59:59"),  # Thursday's last second -> Monday
        ("2026-11-20 00:00:00", "2026-11-24 23:59:59"),  # Friday's first second -> Tuesday
        ("2026-11-20 18:30", "2026-11-24 23:59:59"),  # Friday evening -> Tuesday
        ("2026-11-21 10:00", "2026-11-24 23:59:59"),  # Saturday: counted from its own date -> Tuesday
        ("2026-11-22 10:00", "2026-11-24 23:59:59"),  # Sunday -> Tuesday
        ("2026-11-24 12:00", "2026-11-27 23:59:59"),  # Tuesday before Thanksgiving -> Friday
        ("2026-11-25 12:00", "2026-11-30 23:59:59"),  # Wednesday: Thursday is closed -> Monday
        ("2026-11-26 12:00", "2026-11-30 23:59:59"),  # on Thanksgiving -> Friday, Monday
        ("2026-12-23 12:00", "2026-12-28 23:59:59"),  # Christmas on a Friday
        ("2026-07-01 12:00", "2026-07-06 23:59:59"),  # Independence Day observed on Friday the 3rd
    ],
)
def test_a_us_order_is_due_at_the_end_of_the_second_business_day_in_los_angeles(placed, due):
    found = clock("US", la(placed))

    assert found.dispatch_due_at == la(due)
    assert found.due_source == DueSource.ESTIMATED
    assert found.stop_event == StopEvent.FIRST_SCAN


def test_the_day_of_an_order_is_the_one_in_los_angeles_not_in_utc():
    late_thursday = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)  # 23:30 on Thursday in Los Angeles

    assert clock("US", late_thursday).dispatch_due_at == la("2026-11-23 23:59:59")


@pytest.mark.parametrize(
    ("placed", "due_utc"),
    [
        # Clocks go back on 2026-11-01: placed in summer time, due in winter time.
        ("2026-10-30 12:00", datetime(2026, 11, 4, 7, 59, 59, tzinfo=UTC)),
        # Clocks go forward on 2026-03-08.
        ("2026-03-06 12:00", datetime(2026, 3, 11, 6, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_deadline_beyond_a_clock_change_still_ends_its_day(placed, due_utc):
    assert clock("US", la(placed)).dispatch_due_at == due_utc


@pytest.mark.parametrize(
    ("placed", "stop_event", "told"),
    [
        ("2024-11-03 12:00", StopEvent.FIRST_SCAN, "scan"),
        ("2024-11-04 00:00", StopEvent.READY_TO_SHIP, "ready"),
        ("2026-01-25 23:59:59", StopEvent.READY_TO_SHIP, "ready"),
        ("2026-01-26 00:00", StopEvent.FIRST_SCAN, "scan"),
        ("2026-11-24 12:00", StopEvent.FIRST_SCAN, "scan"),
    ],
)
def test_the_platforms_deadline_of_the_event_in_force_wins(placed, stop_event, told):
    placed_at = la(placed)
    deadlines = {"ready": placed_at + timedelta(days=3), "scan": placed_at + timedelta(days=4)}

    found = clock("US", placed_at, ready_due_at=deadlines["ready"], scan_due_at=deadlines["scan"])

    assert found.stop_event == stop_event
    assert found.dispatch_due_at == deadlines[told]
    assert found.due_source == DueSource.PLATFORM


def test_the_other_events_deadline_is_no_deadline():
    placed_at = la("2026-11-16 09:00")

    found = clock("US", placed_at, ready_due_at=placed_at + timedelta(hours=1))

    assert (found.dispatch_due_at, found.due_source) == (la("2026-11-18 23:59:59"), DueSource.ESTIMATED)


@pytest.mark.parametrize(
    ("placed", "kind", "facts", "due"),
    [
        # handling time + 1 business day since 2026-01-26, the handling time alone before
        ("2026-11-16 09:00", OrderKind.MADE_TO_ORDER, {"handling_days": 5}, "2026-11-24 23:59:59"),
        ("2026-01-12 09:00", OrderKind.MADE_TO_ORDER, {"handling_days": 5}, "2026-01-20 23:59:59"),
        ("2026-11-16 09:00", OrderKind.BACKORDER, {}, "2026-11-20 23:59:59"),  # the least a seller may set: 3
        ("2026-11-16 09:00", OrderKind.CUSTOM, {"handling_days": 7}, "2026-11-27 23:59:59"),
        (
            "2026-11-16 09:00",
            OrderKind.CUSTOM,
            {"handling_days": 7, "handling_in_business_days": False},
            "2026-11-24 23:59:59",
        ),
        # a pre-order counts from its closure: 2 business days now, 1 before
        (
            "2026-11-16 09:00",
            OrderKind.PRE_ORDER,
            {"release_at": la("2026-12-04 12:00")},
            "2026-12-08 23:59:59",
        ),
        (
            "2026-01-05 09:00",
            OrderKind.PRE_ORDER,
            {"release_at": la("2026-02-06 12:00")},
            "2026-02-09 23:59:59",
        ),
        # no closure told: the days chosen for the pre-order are calendar days
        ("2026-11-16 09:00", OrderKind.PRE_ORDER, {"handling_days": 19}, "2026-12-08 23:59:59"),
        # a closure before the order cannot pull the deadline before it
        (
            "2026-11-16 09:00",
            OrderKind.PRE_ORDER,
            {"release_at": la("2026-10-01 12:00")},
            "2026-11-18 23:59:59",
        ),
        # samples are promised like regular orders
        ("2026-11-16 09:00", OrderKind.SAMPLE, {}, "2026-11-18 23:59:59"),
    ],
)
def test_longer_promises_have_their_own_deadlines(placed, kind, facts, due):
    assert clock("US", la(placed), kind=kind, **facts).dispatch_due_at == la(due)


@pytest.mark.parametrize(
    ("kind", "facts", "cancels"),
    [
        (OrderKind.REGULAR, {}, "2026-11-25 23:59:59"),  # 7 business days after Monday the 16th
        (OrderKind.MADE_TO_ORDER, {"handling_days": 3}, "2026-11-27 23:59:59"),  # due Friday 20th, 4 more
        (
            OrderKind.PRE_ORDER,
            {"release_at": la("2026-11-18 12:00")},
            "2026-11-30 23:59:59",
        ),  # due 20th, 5 more
    ],
)
def test_an_order_that_is_not_ready_is_cancelled_some_days_later(kind, facts, cancels):
    found = clock("US", la("2026-11-16 09:00"), kind=kind, **facts)

    assert found.cancels_at == la(cancels)
    assert (found.cancel_because, found.cancel_source) == (CancelBecause.NOT_READY, DueSource.ESTIMATED)


def test_an_order_that_is_ready_waits_for_the_scan_only():
    placed_at = la("2026-11-16 09:00")
    points = {
        "cancel_unless_ready_at": placed_at + timedelta(days=5),
        "cancel_unless_scanned_at": placed_at + timedelta(days=9),
    }

    waiting = clock("US", placed_at, **points)
    ready = clock("US", placed_at, is_ready=True, **points)
    scanned = clock("US", placed_at, is_ready=True, is_scanned=True, **points)

    assert (waiting.cancels_at, waiting.cancel_because) == (
        points["cancel_unless_ready_at"],
        CancelBecause.NOT_READY,
    )
    assert (ready.cancels_at, ready.cancel_because) == (
        points["cancel_unless_scanned_at"],
        CancelBecause.NOT_SCANNED,
    )
    assert scanned.cancels_at is None


def test_the_deprecated_cancel_time_serves_only_where_no_other_is_told():
    placed_at = la("2026-11-16 09:00")
    told, fallback = placed_at + timedelta(days=5), placed_at + timedelta(days=3)

    alone = clock("US", placed_at, cancel_fallback_at=fallback)
    beside = clock("US", placed_at, cancel_fallback_at=fallback, cancel_unless_ready_at=told)

    assert (alone.cancels_at, alone.cancel_because) == (fallback, CancelBecause.PLATFORM_DEADLINE)
    assert (beside.cancels_at, beside.cancel_because) == (told, CancelBecause.NOT_READY)


# ---- The buyer's hour


def test_the_remorse_hour_is_the_platforms_word_in_the_us():
    placed_at = la("2026-11-16 09:00")
    paid_at = placed_at + timedelta(minutes=10)

    assert clock("US", placed_at, paid_at=paid_at).remorse_until is None
    assert clock("US", placed_at, paid_at=paid_at, on_hold=True).remorse_until == paid_at + timedelta(hours=1)


def test_the_remorse_hour_is_counted_by_ourselves_where_no_such_status_exists():
    placed_at = datetime(2026, 11, 16, 9, tzinfo=UTC)

    assert clock("VN", placed_at).remorse_until == placed_at + timedelta(hours=1)


# ---- Other markets


def test_the_uk_clock_stops_at_ready_to_ship_and_knows_bank_holidays():
    placed_at = datetime(2026, 12, 24, 9, tzinfo=ZoneInfo("Europe/London"))

    found = clock("GB", placed_at, scan_due_at=placed_at + timedelta(hours=1))

    assert found.stop_event == StopEvent.READY_TO_SHIP
    # Christmas on Friday, Boxing Day kept on Monday: Tuesday and Wednesday are the working days.
    assert found.dispatch_due_at == datetime(2026, 12, 30, 23, 59, 59, tzinfo=ZoneInfo("Europe/London"))


def test_the_real_vietnamese_order_is_estimated_as_the_platform_told_it():
    placed_at = datetime(2023, 9, 28, 11, 0, 53, tzinfo=SAIGON)  # a Thursday
    rts_sla = datetime(2023, 9, 29, 23, 59, 59, tzinfo=SAIGON)
    tts_sla = datetime(2023, 9, 30, 23, 59, 59, tzinfo=SAIGON)
    cancel_order_sla = datetime(2023, 10, 4, 23, 59, 59, tzinfo=SAIGON)  # the Wednesday after

    estimated = clock("VN", placed_at, shipping_type=ShippingType.PLATFORM)
    told = clock(
        "VN",
        placed_at,
        shipping_type=ShippingType.PLATFORM,
        ready_due_at=rts_sla,
        scan_due_at=tts_sla,
        cancel_fallback_at=cancel_order_sla,
    )

    assert (estimated.dispatch_due_at, estimated.due_source) == (rts_sla, DueSource.ESTIMATED)
    assert (told.dispatch_due_at, told.due_source) == (rts_sla, DueSource.PLATFORM)
    assert estimated.cancels_at == told.cancels_at == cancel_order_sla
    assert told.cancel_because == CancelBecause.PLATFORM_DEADLINE


@pytest.mark.parametrize(
    ("placed", "due_on"),
    [
        ("2026-11-16 13:59:59", "2026-11-16"),  # Monday before the cut-off: the same day
        ("2026-11-16 14:00:00", "2026-11-17"),
        ("2026-11-21 09:00:00", "2026-11-21"),  # Saturday is a working day in Vietnam
        ("2026-11-21 15:00:00", "2026-11-23"),  # after the cut-off, over Sunday
        ("2026-11-22 09:00:00", "2026-11-23"),  # Sunday: the next working day, whatever the hour
        ("2026-11-22 15:00:00", "2026-11-23"),
    ],
)
def test_the_cut_off_decides_the_day_of_a_vietnamese_parcel_under_the_platforms_label(placed, due_on):
    placed_at = datetime.fromisoformat(placed).replace(tzinfo=SAIGON)

    found = clock("VN", placed_at, shipping_type=ShippingType.PLATFORM)

    assert found.dispatch_due_at == datetime.fromisoformat(f"{due_on} 23:59:59").replace(tzinfo=SAIGON)


def test_delivery_is_due_six_business_days_after_a_us_order():
    placed_at = la("2026-11-16 09:00")
    facts = OrderClockFacts(placed_at=placed_at)

    assert estimated_delivery(facts, rules_for("US", placed_at)) == la("2026-11-24 23:59:59")


# ---- Who has a clock at all


def test_digital_orders_have_no_dispatch_clock():
    placed_at = la("2026-11-16 09:00")

    found = clock("US", placed_at, shipping_type=ShippingType.DIGITAL, scan_due_at=placed_at)

    assert (found.dispatch_due_at, found.due_source, found.cancels_at) == (None, None, None)


def test_the_platforms_warehouse_is_never_given_a_deadline_of_ours():
    placed_at = la("2026-11-16 09:00")

    assert clock("US", placed_at, shipping_type=ShippingType.PLATFORM_WAREHOUSE).dispatch_due_at is None


# ---- Own stores


def own_store(placed_at: datetime, *, market: str = "US", own: dict | None = None, **facts: object) -> Clock:
    book = load()
    rules = book.rules(platform="own_store", market=market, at=placed_at, time_zone=NEW_YORK.key)
    return clock_of(OrderClockFacts(placed_at=placed_at, **facts), rules.with_overrides(own or {}))


NEW_YORK = ZoneInfo("America/New_York")
WEDNESDAY = datetime(2026, 11, 25, 10, tzinfo=NEW_YORK)


def test_an_own_store_without_a_promise_has_no_deadline():
    assert own_store(WEDNESDAY).dispatch_due_at is None


@pytest.mark.parametrize(
    ("own", "facts", "due"),
    [
        ({"handling.regular": 2}, {}, "2026-11-30 23:59:59"),  # the market's Thanksgiving is kept
        ({"handling.regular": 2, "holidays": "none"}, {}, "2026-11-27 23:59:59"),
        (
            {"handling.regular": 2},
            {"handling_days": 1},
            "2026-11-27 23:59:59",
        ),  # the order's own promise wins
        ({}, {"handling_days": 1}, "2026-11-27 23:59:59"),
        ({"handling.regular": 0, "day_ends": "17:00"}, {}, "2026-11-25 17:00:00"),
        ({"handling.regular": 0, "dispatch.regular": {"cut_off": "09:00"}}, {}, "2026-11-27 23:59:59"),
        ({"handling.regular": 0, "day_ends": "09:00"}, {}, "2026-11-27 09:00:00"),  # 9 o'clock has passed
        ({"handling.regular": {"least": 3, "most": 3, "unit": "calendar"}}, {}, "2026-11-30 23:59:59"),
        ({"dispatch.regular": 1}, {}, "2026-11-27 23:59:59"),  # one business day, whatever the handling time
    ],
)
def test_an_own_store_keeps_its_own_promise(own, facts, due):
    due_at = datetime.fromisoformat(due).replace(tzinfo=NEW_YORK)

    assert own_store(WEDNESDAY, own=own, **facts).dispatch_due_at == due_at


def test_a_promise_on_the_order_itself_needs_no_rule():
    promised_at = WEDNESDAY + timedelta(hours=30)

    found = own_store(WEDNESDAY, promised_at=promised_at)

    assert (found.dispatch_due_at, found.due_source) == (promised_at, DueSource.PLATFORM)


# ---- Late


def test_the_last_second_is_in_time_and_the_next_is_late():
    found = clock("US", la("2026-11-16 09:00"))
    due_at = la("2026-11-18 23:59:59")
    long_after = due_at + timedelta(days=9)

    assert not is_late(found, dispatched_at=due_at, now=long_after)
    assert is_late(found, dispatched_at=due_at + SECOND, now=long_after)
    assert not is_late(found, dispatched_at=None, now=due_at)
    assert is_late(found, dispatched_at=None, now=due_at + SECOND)


def test_what_has_no_deadline_is_never_late():
    assert not is_late(own_store(WEDNESDAY), dispatched_at=None, now=WEDNESDAY + timedelta(days=900))


# ---- Properties

MARKETS = [market for market in load().markets() if market.market]
moments = st.datetimes(
    min_value=datetime(2021, 1, 2),  # noqa: DTZ001 Hypothesis wants them naive and adds the zone
    max_value=datetime(2031, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
kinds = st.sampled_from(list(OrderKind))
ours = st.sampled_from([ShippingType.SELLER, ShippingType.PLATFORM])
handlings = st.one_of(st.none(), st.integers(min_value=0, max_value=60))
markets = st.sampled_from([market.market for market in MARKETS])


@given(
    market=markets,
    placed_at=moments,
    kind=kinds,
    shipping_type=ours,
    days=handlings,
    in_business_days=st.booleans(),
)
def test_an_estimated_deadline_ends_a_business_day_and_never_lies_before_the_order(
    market, placed_at, kind, shipping_type, days, in_business_days
):
    rules = rules_for(market, placed_at)
    facts = OrderClockFacts(
        placed_at=placed_at,
        kind=kind,
        shipping_type=shipping_type,
        handling_days=days,
        handling_in_business_days=in_business_days,
    )

    found = clock_of(facts, rules)

    assert found.dispatch_due_at is not None
    assert found.dispatch_due_at >= placed_at
    assert is_business_day(rules.day_of(found.dispatch_due_at), rules.calendar)
    assert found.dispatch_due_at.astimezone(rules.zone).time() == rules.day_ends
    assert found.due_source == DueSource.ESTIMATED


@given(
    market=markets,
    placed_at=moments,
    kind=kinds,
    shipping_type=ours,
    days=handlings,
    later=st.timedeltas(min_value=timedelta(), max_value=timedelta(days=20)),
)
def test_a_later_order_never_gets_an_earlier_deadline(market, placed_at, kind, shipping_type, days, later):
    rules = rules_for(market, placed_at)  # one version for both: a change of rules may shorten a deadline
    first, second = (
        clock_of(
            OrderClockFacts(placed_at=at, kind=kind, shipping_type=shipping_type, handling_days=days), rules
        ).dispatch_due_at
        for at in (placed_at, placed_at + later)
    )

    assert first is not None
    assert second is not None
    assert first <= second


@given(
    placed_at=moments,
    hour=st.times(),
    cut_off=st.times(),
    later=st.timedeltas(min_value=timedelta(), max_value=timedelta(days=5)),
)
def test_no_hour_of_an_own_store_breaks_the_order_of_deadlines(placed_at, hour, cut_off, later):
    own = {
        "handling.regular": 0,
        "day_ends": hour.replace(microsecond=0).isoformat(),
        "dispatch.regular": {"cut_off": cut_off.replace(microsecond=0).isoformat()},
    }

    first, second = (own_store(at, own=own).dispatch_due_at for at in (placed_at, placed_at + later))

    assert first is not None
    assert second is not None
    assert placed_at <= first <= second


@given(market=markets, placed_at=moments, told=moments)
def test_a_deadline_that_the_platform_tells_is_never_changed(market, placed_at, told):
    found = clock(market, placed_at, ready_due_at=told, scan_due_at=told)

    assert (found.dispatch_due_at, found.due_source) == (told, DueSource.PLATFORM)


@pytest.mark.parametrize("absurd", [datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)])
def test_absurd_dates_do_not_stop_the_clock(absurd):
    found = clock("US", absurd, kind=OrderKind.MADE_TO_ORDER, handling_days=3000)

    assert found.dispatch_due_at is None or found.dispatch_due_at.date() > date(1, 1, 1)
