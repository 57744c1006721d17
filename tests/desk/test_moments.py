"""Times as people read them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.desk.templatetags.moments import (
    ago,
    clock,
    duration,
    local_day,
    local_time,
    moment,
    time_left,
)

NOW = datetime(2026, 11, 25, 22, 54, tzinfo=UTC)
LA = "America/Los_Angeles"


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{MINUS SIGN}", "-")


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(hours=9, minutes=5), "9 h 05 m"),
        (timedelta(days=1, hours=3, minutes=59), "27 h 59 m"),
        (timedelta(days=2, hours=3, minutes=59), "2 d 3 h"),
        (timedelta(days=2), "2 d"),
        (timedelta(minutes=4, seconds=59), "4 min"),
        (timedelta(hours=-2, minutes=-10), "-2 h 10 m"),
        (timedelta(seconds=-20), "-20 s"),
        (3600.0, "1 h 00 m"),
        (None, ""),
    ],
)
def test_a_span_is_told_in_the_units_of_sentences(span: timedelta | float | None, words: str) -> None:
    assert plain(duration(span)) == words


@given(st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=900)))
def test_time_past_the_deadline_reads_like_time_before_it_with_a_minus(span: timedelta) -> None:
    assert time_left(NOW - span, NOW) == "\N{MINUS SIGN}" + time_left(NOW + span, NOW)


def test_no_deadline_leaves_the_place_empty() -> None:
    assert time_left(None, NOW) == ""


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=50), "just now"),
        (timedelta(minutes=2), "2 min ago"),
        (timedelta(hours=47), "47 h ago"),
        (timedelta(days=5), "5 d ago"),
    ],
)
def test_age_is_told_in_one_unit(age: timedelta, words: str) -> None:
    assert plain(ago(NOW - age, NOW)) == words


def test_what_never_happened_says_never() -> None:
    assert ago(None, NOW) == "never"


@pytest.mark.parametrize(
    ("moment_at", "words"),
    [
        (NOW + timedelta(minutes=10), "15:04"),
        (NOW + timedelta(days=1), "Thu 14:54"),
        (NOW - timedelta(days=1), "Tue 14:54"),
        (NOW - timedelta(days=2), "23 Nov 14:54"),
        (NOW - timedelta(days=8), "17 Nov 14:54"),
        (NOW + timedelta(days=5), "Mon 14:54"),
        (NOW + timedelta(days=6), "1 Dec 14:54"),
        (NOW + timedelta(days=7), "2 Dec 14:54"),
        (NOW + timedelta(days=60), "24 Jan 2027 14:54"),
    ],
)
def test_the_clock_says_the_day_only_when_it_is_another(moment_at: datetime, words: str) -> None:
    assert clock(moment_at, LA, NOW) == words


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        (LA, "Wed 25 Nov 14:54 PST"),
        ("Europe/London", "Wed 25 Nov 22:54 GMT"),
        ("Asia/Singapore", "Thu 26 Nov 06:54 UTC+8"),
        ("Asia/Kathmandu", "Thu 26 Nov 04:39 UTC+5:45"),
        ("America/Sao_Paulo", "Wed 25 Nov 19:54 UTC\N{MINUS SIGN}3"),
    ],
)
def test_every_local_time_names_its_zone(zone: str, words: str) -> None:
    assert local_time(NOW, zone) == words


def test_the_day_is_that_of_the_market() -> None:
    assert local_day(NOW, "Asia/Manila") == "Thu 26 Nov"


def test_a_moment_keeps_the_exact_time_for_machines() -> None:
    html = moment(NOW, LA, NOW)

    assert 'datetime="2026-11-25T22:54:00+00:00"' in html
    assert "2026-11-25 22:54 UTC" in html
    assert ">14:54 PST</time>" in html
    assert moment(None, LA) == ""
