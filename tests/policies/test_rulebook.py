"""The product's own rulebook: which rules hold where and when, and what they say."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.policies.files import read_books
from fulfillment.policies.rulebook import BOOKS, UnknownMarket, load
from fulfillment.policies.rules import UnknownMetric
from fulfillment.policies.terms import Counting, DatedBy, OrderKind, ShippingType, SourceKind, StopEvent
from fulfillment.tracking.carriers.directory import CARRIERS

NOW = datetime(2026, 11, 24, 20, tzinfo=UTC)
LDR, VTR, SFCR = "late-dispatch-rate", "valid-tracking-rate", "seller-fault-cancellation-rate"
WANTED = ["US", "GB", "DE", "FR", "IT", "ES", "IE", "ID", "MY", "PH", "SG", "TH", "VN"]


def rules(market: str = "US", at: datetime = NOW):
    return load().rules(platform="tiktok", market=market, at=at)


def test_every_wanted_market_has_its_rules():
    assert {market.market for market in load().markets() if market.platform == "tiktok"} == set(WANTED)
    assert all(load().rules(platform="own_store", market=market, at=NOW) for market in ("US", "BR", ""))


def test_a_market_without_rules_is_said_to_have_none():
    with pytest.raises(
        UnknownMarket, match="There is no rulebook for tiktok JP; there is one for own_store, "
    ):
        load().rules(platform="tiktok", market="JP", at=NOW)

    assert not load().knows(platform="tiktok", market="JP")
    assert load().knows(platform="tiktok", market="UK")


def test_the_us_versions_begin_when_its_rules_changed():
    assert [each.version for each in load().versions("tiktok", "US")] == [
        "tiktok-us/2021-01-01",
        "tiktok-us/2024-11-04",
        "tiktok-us/2025-05-05",
        "tiktok-us/2026-01-26",
        "tiktok-us/2026-03-02",
    ]


@pytest.mark.parametrize(
    ("local", "version", "stop_event"),
    [
        ("2026-01-25 23:59:59", "tiktok-us/2025-05-05", StopEvent.READY_TO_SHIP),
        ("2026-01-26 00:00:00", "tiktok-us/2026-01-26", StopEvent.FIRST_SCAN),
        ("2026-11-24 12:00:00", "tiktok-us/2026-03-02", StopEvent.FIRST_SCAN),
        ("1970-01-01 00:00:00", "tiktok-us/2021-01-01", StopEvent.FIRST_SCAN),
    ],
)
def test_an_order_is_judged_by_the_rules_of_the_market_day_it_was_placed_on(local, version, stop_event):
    at = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("America/Los_Angeles"))

    found = rules(at=at.astimezone(UTC))

    assert (found.version, found.stop_event) == (version, stop_event)


def test_us_thresholds():
    now, before = rules(), rules(at=datetime(2026, 2, 1, tzinfo=UTC))

    assert (now.metric(LDR).target, now.metric(LDR).enforcement) == (Decimal("0.04"), Decimal("0.1"))
    assert (before.metric(LDR).target, before.metric(LDR).enforcement) == (Decimal("0.04"), None)
    assert now.metric(VTR).target == Decimal("0.95")
    assert now.metric(SFCR).target == Decimal("0.025")
    assert now.metric("on-time-delivery-rate").enforcement == Decimal("0.8")


def test_what_a_market_does_not_judge_is_named():
    with pytest.raises(UnknownMetric, match="TikTok Shop, Germany states nothing about return-speed"):
        rules("DE").metric("return-speed")


def test_late_dispatch_is_dated_by_dispatch_and_valid_tracking_by_shipping_everywhere():
    for market in WANTED:
        assert rules(market).metric(LDR).dated_by == DatedBy.DISPATCHED
        assert rules(market).metric(VTR).dated_by == DatedBy.SHIPPED


@pytest.mark.parametrize(
    ("slug", "shipping_type", "kinds", "counting", "because"),
    [
        (LDR, ShippingType.SELLER, [OrderKind.REGULAR], Counting.COUNTS, ""),
        (LDR, ShippingType.PLATFORM, [], Counting.COUNTS, ""),
        (LDR, ShippingType.PLATFORM_WAREHOUSE, [], Counting.DENOMINATOR_ONLY, "platform_warehouse"),
        (LDR, ShippingType.DIGITAL, [], Counting.LEFT_OUT, "digital"),
        (LDR, ShippingType.SELLER, [OrderKind.SAMPLE], Counting.COUNTS, ""),
        (VTR, ShippingType.SELLER, [OrderKind.PRE_ORDER], Counting.COUNTS, ""),
        (VTR, ShippingType.PLATFORM, [], Counting.LEFT_OUT, "platform"),
        (VTR, ShippingType.PLATFORM_WAREHOUSE, [], Counting.LEFT_OUT, "platform_warehouse"),
        (SFCR, ShippingType.SELLER, [OrderKind.SAMPLE], Counting.LEFT_OUT, "sample"),
        # the most excluding answer wins
        (SFCR, ShippingType.PLATFORM_WAREHOUSE, [OrderKind.SAMPLE], Counting.LEFT_OUT, "sample"),
        (
            SFCR,
            "platform_warehouse",
            ["pre_order", "replacement"],
            Counting.DENOMINATOR_ONLY,
            "platform_warehouse",
        ),
    ],
)
def test_what_counts_in_the_us(slug, shipping_type, kinds, counting, because):
    assert rules().counts(slug, shipping_type=shipping_type, kinds=kinds) == counting
    assert rules().counting(slug, shipping_type=shipping_type, kinds=kinds) == (counting, because)


def test_accepted_carriers_are_ones_that_tracking_knows():
    for market in load().markets():
        for version in load().versions(market.platform, market.market):
            assert (version.tracking.accepted_carriers or set()) <= set(CARRIERS)


def test_where_no_list_of_carriers_is_known_none_is_refused():
    assert rules("DE").tracking.accepts("anything_at_all")
    assert rules("US").tracking.accepts("usps")
    assert not rules("US").tracking.accepts("yunexpress")


def test_every_value_is_sourced_and_what_is_inferred_says_so():
    for market in load().markets():
        for version in load().versions(market.platform, market.market):
            for value in version.values():
                assert value.label
                assert value.rendered
                assert value.source
                assert value.why.endswith(".")
                assert not (value.confirmed and value.source_kind == SourceKind.INFERENCE)


def test_the_zone_behind_pst_is_marked_as_not_confirmed():
    (zone,) = [value for value in rules().values() if value.name == "time_zone"]

    assert (zone.rendered, zone.confirmed) == ("America/Los_Angeles", False)
    assert "daylight saving" in zone.why


def test_values_are_shown_in_words():
    shown = {value.name: value.rendered for value in rules().values()}

    assert shown["dispatch.regular"] == "2 business days after the order"
    assert shown["dispatch.longer_handling"] == "the handling time plus 1 business day after the order"
    assert shown["handling.pre_order"] == "3 to 60 calendar days"
    assert shown["metric.late-dispatch-rate.enforcement"] == "10 %"
    assert shown["metric.valid-tracking-rate.enforcement"] == "none"
    assert shown["auto_cancel.not_scanned.regular"] == "not known"
    assert shown["business_days"] == "Mon to Fri"


def test_a_value_asks_to_be_verified_after_90_days():
    value = rules().values()[0]
    read = datetime.combine(value.verified_on, datetime.min.time(), tzinfo=UTC)

    assert not value.needs_verifying(read + timedelta(days=89, hours=23))
    assert value.needs_verifying(read + timedelta(days=90))


def test_versions_differ_in_hash_exactly_when_they_differ_in_content():
    hashes = {each.version: each.content_hash for each in load().versions("tiktok", "US")}

    assert len(set(hashes.values())) == len(hashes)
    assert rules().content_hash == hashes["tiktok-us/2026-03-02"]


def test_an_own_store_lives_in_its_own_zone_and_keeps_its_markets_holidays():
    book = load()
    berlin = book.rules(platform="own_store", market="DE", at=NOW, time_zone="Europe/Berlin")
    nowhere = book.rules(platform="own_store", market="", at=NOW)

    assert (berlin.zone.key, berlin.calendar.country) == ("Europe/Berlin", "DE")
    assert (nowhere.zone.key, nowhere.calendar.country) == ("UTC", "")
    assert berlin.version == nowhere.version == "own-store/2000-01-01"
    assert berlin.content_hash != nowhere.content_hash


@given(
    market=st.sampled_from(WANTED),
    at=st.datetimes(
        min_value=datetime(1990, 1, 1),  # noqa: DTZ001 Hypothesis wants them naive and adds the zone
        max_value=datetime(2090, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
)
def test_every_moment_has_exactly_one_version(market, at):
    found, versions = rules(market, at), load().versions("tiktok", market)
    begun = [each for each in versions if each.effective_from <= found.day_of(at)]

    assert found is (begun[-1] if begun else versions[0])
    assert found.effective_from <= max(found.day_of(at), date(2021, 1, 1))


def test_what_was_read_of_another_market_confirms_nothing_in_this_one():
    indonesia, us = ({v.name: v for v in rules(market=m).values()} for m in ("ID", "US"))

    foreign, home = (of["metric.valid-tracking-rate.enforcement"] for of in (indonesia, us))
    assert (home.confirmed, home.rendered) == (True, "none")
    assert (foreign.confirmed, foreign.rendered) == (False, "not known")
    assert foreign.why.endswith("Read of other markets only (US) and taken for this one.")


def test_no_market_calls_a_value_confirmed_by_a_source_that_does_not_speak_of_it():
    for each in read_books(BOOKS):
        if not each.shared:
            for stated in (one for series in each.series.values() for one in series):
                assert not stated.confirmed or stated.source.speaks_of(each.market), (each.key, stated.name)
