"""Reasons in words, in the market's local time."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from fulfillment.orders.reasons import KINDS, asked_words, kind_of, sentence_of
from fulfillment.orders.risk import judge
from fulfillment.orders.sentences import hours, moment, span
from fulfillment.policies.terms import StopEvent
from tests.orders.cases import HOUR, NOW, awaiting_scan, clock, facts, hold

PACIFIC = ZoneInfo("America/Los_Angeles")


def said(order: object, times: object) -> tuple[str, str]:
    return sentence_of(judge(order, times, NOW).reasons[0].as_data(), now=NOW, zone=PACIFIC)  # type: ignore[arg-type]


def test_moments_are_told_in_the_markets_time() -> None:
    sentence, detail = said(awaiting_scan(stage_since_at=NOW - 3 * HOUR, usual_hours=9.2), clock())

    assert sentence == "Label made Tue 09:00 PST, not scanned since"
    assert detail == "8 in 10 are scanned within 9 h"


def test_a_detail_with_an_unknown_value_is_left_out() -> None:
    assert said(awaiting_scan(), clock())[1] == ""


def test_time_left_is_told_until_the_deadline_and_not_after() -> None:
    assert said(facts(), clock(due_in=9.1))[0] == "No tracking number yet, 9 h 06 m left"
    assert said(facts(), clock(due_in=-1))[0] == "No tracking number"


def test_a_far_day_is_named_with_its_date() -> None:
    sentence = said(facts(), clock(due_in=-300, cancels_in=-200))[0]

    assert sentence == "Was to cancel itself Mon 16 Nov 04:00 PST; the channel has not said that it did"
    assert said(facts(), clock(due_in=-300, cancels_in=5))[0] == (
        "Cancels itself Tue 17:00 PST unless it gets a label or number"
    )


def test_a_reason_nobody_described_speaks_for_itself() -> None:
    sentence, _ = said(facts(holds=(hold("box_short"),)), clock())

    assert sentence == "Box short: lid cracks, 7 of 80"
    assert kind_of("box_short").label == "Box short"


def test_a_split_order_counts_its_packages() -> None:
    assert said(awaiting_scan(packages_total=2, packages_scanned=1), clock())[0] == "1 of 2 packages scanned"


def test_a_split_order_of_a_market_that_counts_labels_speaks_of_labels_and_scans_apart() -> None:
    times = clock(stop_event=StopEvent.READY_TO_SHIP)
    since = NOW - 3 * HOUR
    partly_scanned = said(awaiting_scan(packages_total=2, packages_scanned=1, stage_since_at=since), times)
    partly_ready = said(facts(status="partly_shipped", packages_total=1, packages_scanned=1), times)

    assert partly_scanned == (
        "1 of 2 packages scanned",
        "the clock stopped Tue 09:00 PST, when all had labels; until all are scanned the platform may cancel",
    )
    assert partly_ready == (
        "Part of the order has no package yet",
        "ready to ship only when every part has a label or number",
    )


@pytest.mark.parametrize(
    ("stop_event", "event"), [("first_scan", "scanned"), ("ready_to_ship", "ready to ship")]
)
def test_what_is_late_counts_by_its_markets_event(stop_event: str, event: str) -> None:
    found = judge(facts(), clock(due_in=-2, stop_event=StopEvent(stop_event)), NOW)
    sentence, _ = sentence_of(found.reasons[1].as_data(), now=NOW, zone=PACIFIC)

    assert sentence == f"Past the deadline since Tue 10:00 PST: will count late when {event}"


def test_who_asked_the_carrier_and_when_is_said_in_the_markets_time() -> None:
    asked = judge(awaiting_scan(carrier_asked_at=NOW - 2 * HOUR), clock(), NOW).reasons[0].as_data()
    unasked = judge(awaiting_scan(), clock(), NOW).reasons[0].as_data()

    assert asked_words(asked, by="Mia", now=NOW, zone=PACIFIC) == "Carrier asked Tue 10:00 PST by Mia"
    assert asked_words(asked, by="", now=NOW, zone=PACIFIC) == "Carrier asked Tue 10:00 PST"
    assert asked_words(unasked, by="Mia", now=NOW, zone=PACIFIC) == ""


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/London", "Tue 20:00 GMT"),
        ("Asia/Singapore", "Wed 04:00 UTC+8"),
        ("America/Los_Angeles", "Tue 12:00 PST"),
    ],
)
def test_every_moment_names_its_zone(zone: str, words: str) -> None:
    assert moment(NOW, now=NOW, zone=ZoneInfo(zone)) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-3700, "Fri 7 Oct 2016 13:00 PDT"),
        (-2, "Sun 22 Nov 12:00 PST"),
        (-1, "Mon 12:00 PST"),
        (5, "Sun 12:00 PST"),
        (6, "Mon 30 Nov 12:00 PST"),  # yesterday was a Monday too
        (7, "Tue 1 Dec 12:00 PST"),
    ],
)
def test_a_weekday_that_could_be_another_weeks_carries_its_date(days: int, words: str) -> None:
    assert moment(NOW + timedelta(days=days), now=NOW, zone=PACIFIC) == words


@pytest.mark.parametrize("code", list(KINDS))
def test_every_reason_can_be_said_without_its_values(code: str) -> None:
    sentence, _ = sentence_of({"code": code, "values": {}}, now=NOW, zone=PACIFIC)

    assert sentence


@pytest.mark.parametrize(
    ("length", "words"),
    [(0.5, "30 min"), (9.083, "9 h 04 m"), (47.99, "47 h 59 m"), (76, "3 d 4 h"), (72, "3 d"), (-3, "0 min")],
)
def test_spans(length: float, words: str) -> None:
    assert span(timedelta(hours=length)) == words


def test_short_usual_hours_are_told_in_minutes() -> None:
    assert (hours(0.5), hours(9.4), hours(76.3), hours(72)) == ("30 min", "9 h", "3 d 4 h", "3 d")


@pytest.mark.parametrize(
    ("hours", "detail"),
    [
        (1, "answer by Tue 13:00 PST, after that the channel decides"),
        (-1, "an answer was due Tue 11:00 PST, after that the channel decides"),
    ],
)
def test_a_time_to_answer_by_that_has_passed_is_told_as_such(hours: float, detail: str) -> None:
    values = {
        "asked_at": NOW.isoformat(),
        "answer_by_at": (NOW + timedelta(hours=hours)).isoformat(),
        "then": "after that the channel decides",
        "must": "answer before shipping",
    }

    _, said = sentence_of({"code": "buyer_asked_to_cancel", "values": values}, now=NOW, zone=PACIFIC)

    assert said == detail
