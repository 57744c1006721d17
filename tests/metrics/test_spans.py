"""Which days a page shows, and how they are grouped."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.spans import BY, LONGEST, BadSpan, Span, dates, period_label, periods, read_span

TODAY = date(2026, 11, 24)


def read(**asked) -> Span:
    return read_span({name.rstrip("_"): value for name, value in asked.items()}, today=TODAY, days=7)


def test_nothing_asked_is_the_markets_own_window_up_to_today():
    assert read() == Span(since_on=date(2026, 11, 18), until_on=TODAY, by="day")


def test_a_span_may_be_a_week_of_the_year():
    found = read(week="2026-W47")

    assert (found.since_on, found.until_on) == (date(2026, 11, 16), date(2026, 11, 22))


def test_a_long_span_is_grouped_into_weeks_unless_asked_otherwise():
    assert read(days="90").by == "week"
    assert read(days="90", by="month").by == "month"
    assert read(days="28").by == "day"


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ({"week": "2026-W54"}, "no week"),
        ({"week": "2025-W53"}, "no week"),
        ({"week": "soon"}, "no week"),
        ({"week": "99999999999-W01"}, "no week"),
        ({"from_": "2026-02-30"}, "no day"),
        ({"to": "tomorrow"}, "no day"),
        ({"to": "0001-01-01"}, "0001-01-01 is too far away"),
        ({"from_": "9999-12-31", "to": "9999-12-31"}, "9999-12-31 is too far away"),
        ({"week": "0001-W01"}, "too far away"),
        ({"from_": "2026-11-24", "to": "2026-11-23"}, "after the last"),
        ({"from_": "2020-01-01"}, "at most 400"),
        ({"days": "0"}, "no number of days"),
        ({"days": "٣"}, "no number of days"),
        ({"by": "fortnight"}, "no way to group"),
    ],
)
def test_days_that_do_not_exist_are_refused_with_a_sentence(asked, word):
    with pytest.raises(BadSpan, match=word):
        read(**asked)


@pytest.mark.parametrize(("since", "until", "words"), [
    (date(2020, 1, 7), date(2020, 1, 7), "7 Jan 2020"), (date(2020, 1, 1), date(2020, 1, 7), "1 to 7 Jan 2020"),
    (date(2026, 10, 30), TODAY, "30 Oct to 24 Nov 2026"),
    (date(2025, 11, 20), TODAY, "20 Nov 2025 to 24 Nov 2026"),
])  # fmt: skip
def test_days_are_written_as_people_do(since, until, words):
    assert dates(since, until) == words


@given(
    st.text(max_size=12), st.text(max_size=12), st.text(max_size=6), st.text(max_size=9), st.text(max_size=6)
)
def test_any_query_gives_a_span_or_a_sentence(since, until, days, week, by):
    asked = {"from": since, "to": until, "days": days, "week": week, "by": by}
    try:
        found = read_span(asked, today=TODAY, days=7)
    except BadSpan:
        return
    assert 1 <= found.days <= LONGEST


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 200), st.sampled_from(BY))
def test_periods_cover_every_day_once_in_order_and_never_cross_a_week_or_month(since, length, by):
    span = Span(since_on=since, until_on=since + timedelta(days=length), by=by)
    days = []

    for period in periods(span):
        within = [
            period.since_on + timedelta(days=n) for n in range((period.until_on - period.since_on).days + 1)
        ]
        assert {period_label(day, by) for day in within} == {period.label}
        days += within

    assert days == [since + timedelta(days=n) for n in range(length + 1)]
