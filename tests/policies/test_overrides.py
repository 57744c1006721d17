"""A shop's own values."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from fulfillment.policies.overrides import OverrideRefused
from fulfillment.policies.rulebook import load
from fulfillment.policies.terms import OrderKind, Promise

NOW = datetime(2026, 11, 24, 20, tzinfo=UTC)


def us():
    return load().rules(platform="tiktok", market="US", at=NOW)


def test_a_shops_value_makes_another_version_with_another_hash():
    own = us().with_overrides({"metric.late-dispatch-rate.target": 0.03})

    assert own.metric("late-dispatch-rate").target == Decimal("0.03")
    assert own.version == "tiktok-us/2026-03-02+shop"
    assert own.content_hash != us().content_hash
    assert us().metric("late-dispatch-rate").target == Decimal("0.04")


@pytest.mark.parametrize(
    "own", [{}, {"metric.late-dispatch-rate.target": 0.04}, {"dispatch.regular": {"days": 2}}]
)
def test_saying_what_the_rulebook_says_changes_nothing(own):
    assert us().with_overrides(own) is us()


def test_a_table_may_name_only_what_differs():
    own = us().with_overrides({"dispatch.longer_handling": {"days": 3}})

    rule = own.dispatch[Promise.LONGER_HANDLING]

    assert rule is not None
    assert (rule.days, rule.handling) == (3, True)


def test_a_plain_number_is_a_handling_time_in_business_days():
    own = load().rules(platform="own_store", market="US", at=NOW).with_overrides({"handling.regular": 2})

    handling = own.handling[OrderKind.REGULAR]

    assert handling is not None
    assert (handling.least, handling.most, handling.unit) == (2, 2, "business")


def test_the_page_shows_the_shops_value_beside_the_rulebooks():
    own = us().with_overrides({"metric.late-dispatch-rate.target": 0.03})

    (changed,) = [value for value in own.values() if value.is_override]

    assert (changed.name, changed.rendered, changed.rulebook_says) == (
        "metric.late-dispatch-rate.target",
        "3 %",
        "4 %",
    )
    assert changed.source == "This shop's own setting"
    assert not changed.needs_verifying(datetime(2030, 1, 1, tzinfo=UTC))


def test_overrides_of_overrides_start_from_the_rulebook_again():
    once = us().with_overrides({"remorse.hours": 5})

    twice = once.with_overrides({"tracking.edits_allowed": 2})

    assert (twice.remorse_hours, twice.tracking.edits_allowed) == (1, 2)
    assert twice.version == "tiktok-us/2026-03-02+shop"
    assert once.with_overrides({}) is us()


def test_the_order_of_overrides_does_not_matter():
    pairs = {"remorse.hours": 5, "tracking.edits_allowed": 2}

    assert us().with_overrides(pairs) is us().with_overrides(dict(reversed(pairs.items())))


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        (
            {"metric.late-dispatch-rate.goal": 0.1},
            "metric.late-dispatch-rate.goal is no value of this shop's rulebook",
        ),
        ({"metric.late-dispatch-rate.target": 4}, "must be a share from 0 to 1 (4 % is 0.04), not 4"),
        ({"stop_event": "label"}, "stop_event must be one of first_scan, ready_to_ship, not 'label'"),
        ({"time_zone": "Mars/Phobos"}, "time_zone must be a time zone such as America/Los_Angeles"),
        ({"time_zone": "../../etc/passwd"}, "time_zone must be a time zone"),
        (
            {"dispatch.regular": {"days": -1}},
            "dispatch.regular has a wrong part: days must be a whole number",
        ),
        ({"dispatch.regular": {"start": "due"}}, "a deadline cannot start from itself"),
        (
            {"dispatch.regular": {"hours": 4}},
            "dispatch.regular must be a table of days, start, handling, cut_off",
        ),
        ({"business_days": []}, "business_days must be a list of mon, tue"),
        ({"holidays": "ZZ"}, "holidays must be a country such as US"),
        (
            {"handling.custom": {"least": 9, "most": 3}},
            "handling.custom must not have a least of 9 above its most of 3",
        ),
        ({"remorse.hours": True}, "remorse.hours must be a whole number"),
        ({"remorse.hours": None}, "remorse.hours must be a whole number"),
        ({"tracking.accepted_carriers": ["USPS"]}, 'must be "any" or a list of carrier codes in lower case'),
        (
            {"metric.valid-tracking-rate.by_kind": {"gift": "counts"}},
            "must say something about each of sample",
        ),
        ({"day_ends": "25:00"}, "day_ends must be a time of day such as 14:00"),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence(own, sentence):
    with pytest.raises(OverrideRefused) as refused:
        us().with_overrides(own)

    assert sentence in str(refused.value)
