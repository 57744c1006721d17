"""What leads a row: the time until the deadline, or until the order cancels itself where that is near."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fulfillment.desk import time_left
from tests.factories import NOW

PACIFIC = ZoneInfo("America/Los_Angeles")
HOUR = timedelta(hours=1)


def order(level: str = "at_risk", **fields: Any) -> Any:
    defaults = {
        "level": level,
        "rule_version": "tiktok-us/2026-03-02@seen",
        "dispatch_due_at": None,
        "due_source": "platform",
        "cancels_at": None,
        "dispatched_at": None,
    }
    return SimpleNamespace(**defaults | fields)


def left(row: Any) -> tuple[str, str, bool]:
    lead, note, is_missed = time_left.of_open(row, PACIFIC, now=NOW)
    return lead.replace("\N{NO-BREAK SPACE}", " "), note, is_missed


def test_the_time_until_the_deadline_leads() -> None:
    assert left(order(dispatch_due_at=NOW + 9.1 * HOUR)) == ("9 h 06 m", "due Tue 24 Nov 21:06 PST", False)
    estimated = order(dispatch_due_at=NOW + HOUR, due_source="estimated")
    assert left(estimated)[1] == "due Tue 24 Nov 13:00 PST, estimated"


def test_a_missed_deadline_says_when_the_order_cancels_itself() -> None:
    late = order("will_count_late", dispatch_due_at=NOW - 2.2 * HOUR, cancels_at=NOW + 80 * HOUR)

    assert left(late) == (
        "\N{MINUS SIGN}2 h 12 m",
        "due Tue 24 Nov 09:48 PST · cancels itself Fri 27 Nov 20:00 PST",
        True,
    )


def test_what_cancels_itself_soon_leads_with_the_time_until_then() -> None:
    row = order("auto_cancel_near", dispatch_due_at=NOW - 308 * HOUR, cancels_at=NOW + 5 * HOUR)

    assert left(row) == (
        "5 h 00 m",
        "until it cancels itself, Tue 24 Nov 17:00 PST · 12 d 20 h past the deadline",
        True,
    )


def test_a_deadline_that_is_still_to_come_stands_beside_the_cancellation() -> None:
    row = order("auto_cancel_near", dispatch_due_at=NOW + 2 * HOUR, cancels_at=NOW + 5 * HOUR)

    assert left(row)[1] == "until it cancels itself, Tue 24 Nov 17:00 PST · due Tue 24 Nov 14:00 PST"


def test_a_cancellation_that_is_past_is_not_announced() -> None:
    row = order("auto_cancel_near", dispatch_due_at=NOW - 30 * HOUR, cancels_at=NOW - HOUR)

    assert left(row)[:2] == (
        "\N{MINUS SIGN}1 h 00 m",
        "past its automatic cancellation, Tue 24 Nov 11:00 PST · 30 h 00 m past the deadline",
    )


@pytest.mark.parametrize("level", ["at_risk", "on_track"])
def test_where_a_label_stopped_the_clock_no_time_runs(level: str) -> None:
    row = order(level, dispatch_due_at=NOW - HOUR, dispatched_at=NOW - 9 * HOUR)

    assert left(row) == ("clock stopped", "Tue 24 Nov 03:00 PST", False)


def test_without_a_deadline_only_the_cancellation_can_be_said() -> None:
    assert left(order()) == ("no deadline", "", False)
    assert left(order(cancels_at=NOW + 80 * HOUR))[1] == "cancels itself Fri 27 Nov 20:00 PST"


def test_a_finished_order_says_how_late_it_was() -> None:
    late = order(dispatch_due_at=NOW - 3 * HOUR, dispatched_at=NOW - HOUR)
    in_time = order(dispatch_due_at=NOW - HOUR, dispatched_at=NOW - HOUR)

    assert (
        time_left.of_finished(late, PACIFIC, now=NOW).lead
        == "late by 2\N{NO-BREAK SPACE}h 00\N{NO-BREAK SPACE}m"
    )
    assert time_left.of_finished(in_time, PACIFIC, now=NOW).lead == "in time"
    assert time_left.of_finished(order(), PACIFIC, now=NOW).lead == ""


def test_before_it_is_judged_nothing_is_said_of_its_time() -> None:
    assert left(order(rule_version="")) == ("", "", False)
