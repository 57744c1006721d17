"""Reasons in words, in the market's local time."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from fulfillment.orders.reasons import KINDS, kind_of, sentence_of
from fulfillment.orders.risk import judge
from fulfillment.orders.sentences import hours, span
from tests.orders.cases import HOUR, NOW, awaiting_scan, clock, facts, hold

PACIFIC = ZoneInfo("America/Los_Angeles")


def said(order: object, times: object) -> tuple[str, str]:
    return sentence_of(judge(order, times, NOW).reasons[0].as_data(), now=NOW, zone=PACIFIC)  # type: ignore[arg-type]


def test_moments_are_told_in_the_markets_time() -> None:
    sentence, detail = said(awaiting_scan(stage_since_at=NOW - 3 * HOUR, usual_hours=9.2), clock())

    assert sentence == "Label made Tue 09:00, not scanned since"
    assert detail == "8 in 10 are scanned within 9 h"


def test_a_detail_with_an_unknown_value_is_left_out() -> None:
    assert said(awaiting_scan(), clock())[1] == ""


def test_time_left_is_told_until_the_deadline_and_not_after() -> None:
    assert said(facts(), clock(due_in=9.1))[0] == "No tracking number yet, 9 h 06 m left"
    assert said(facts(), clock(due_in=-1))[0] == "No tracking number"


def test_a_far_day_is_named_with_its_date() -> None:
    sentence = said(facts(), clock(due_in=-300, cancels_in=-200))[0]

    assert sentence == "Cancels itself Mon 16 Nov 04:00 unless it gets a label or number"


def test_a_reason_nobody_described_speaks_for_itself() -> None:
    sentence, _ = said(facts(holds=(hold("box_short"),)), clock())

    assert sentence == "Box short: lid cracks, 7 of 80"
    assert kind_of("box_short").label == "Box short"


def test_a_split_order_counts_its_packages() -> None:
    assert said(awaiting_scan(packages_total=2, packages_scanned=1), clock())[0] == "1 of 2 packages scanned"


@pytest.mark.parametrize("code", list(KINDS))
def test_every_reason_can_be_said_without_its_values(code: str) -> None:
    sentence, _ = sentence_of({"code": code, "values": {}}, now=NOW, zone=PACIFIC)

    assert sentence


@pytest.mark.parametrize(
    ("length", "words"),
    [(0.5, "30 min"), (9.083, "9 h 04 m"), (47.99, "47 h 59 m"), (76, "3 d 4 h"), (-3, "0 min")],
)
def test_spans(length: float, words: str) -> None:
    assert span(timedelta(hours=length)) == words


def test_short_usual_hours_are_told_in_minutes() -> None:
    assert (hours(0.5), hours(9.4)) == ("30 min", "9 h")
