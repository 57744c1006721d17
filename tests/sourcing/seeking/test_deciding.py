"""Where a wanted product stands, and how quotes compare."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from sourcing.offers import Break
from sourcing.seeking.comparing import Terms, compare
from sourcing.seeking.stages import QuoteState, Stage, is_past, stage_of, waits_too_long

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = NOW.date()
UNANSWERED, PRICED = QuoteState(False, False, None), QuoteState(True, False, None)
SAMPLED, GOOD, BAD = QuoteState(True, True, None), QuoteState(True, True, True), QuoteState(True, True, False)


@pytest.mark.parametrize(
    ("quotes", "stage"),
    [
        ([], Stage.WANTED),
        ([UNANSWERED], Stage.ASKED),
        ([UNANSWERED, PRICED], Stage.QUOTED),
        ([PRICED, SAMPLED], Stage.SAMPLE),
        ([SAMPLED, GOOD], Stage.DECIDE),
        ([PRICED, BAD], Stage.QUOTED),
    ],
)
def test_a_request_stands_where_its_furthest_quote_stands(quotes, stage):
    assert stage_of(quotes, is_offered=False, is_closed=False) == stage
    assert stage_of(quotes, is_offered=True, is_closed=False) == Stage.OFFERED
    assert stage_of(quotes, is_offered=True, is_closed=True) == Stage.CLOSED


def test_patience_ends_after_the_days_of_the_stage_and_never_once_it_is_offered():
    assert not waits_too_long(Stage.ASKED, NOW - timedelta(days=3), NOW)
    assert waits_too_long(Stage.ASKED, NOW - timedelta(days=3, seconds=1), NOW)
    assert not waits_too_long(Stage.OFFERED, NOW - timedelta(days=300), NOW)


def test_a_wanted_day_is_past_until_somebody_offers_it():
    assert is_past(TODAY - timedelta(days=1), Stage.SAMPLE, TODAY)
    assert not is_past(TODAY, Stage.SAMPLE, TODAY)
    assert not is_past(TODAY - timedelta(days=1), Stage.OFFERED, TODAY)
    assert not is_past(None, Stage.SAMPLE, TODAY)


def terms(price="4.00", *, currency="USD", least=1, days=7, until=None, breaks=None):
    steps = breaks or [Break(1, Decimal(price))]
    return Terms(steps, currency, Decimal("0.50"), Decimal("0.10"), least, days, until)


def compared(*quotes, units=100, price=None, wanted_on=None):
    return compare(
        quotes, units=units, price=price, wanted_on=wanted_on, today=date(2026, 11, 20), worth=in_dollars
    )


def in_dollars(amount, currency):
    return {"USD": amount, "CNY": amount / 8}.get(currency)


def test_the_price_is_that_of_the_step_that_the_wanted_units_reach_landed():
    [found] = compared(terms(breaks=[Break(1, Decimal(4)), Break(100, Decimal(3))]))

    assert (found.unit_price, found.landed, found.total) == (Decimal(3), Decimal("3.80"), Decimal("380.00"))


def test_whoever_sells_no_fewer_is_compared_at_their_least():
    [found] = compared(terms(least=500))

    assert (found.units, found.total) == (500, Decimal("4.90") * 500)


def test_below_the_first_step_there_is_no_price():
    [found] = compared(terms(breaks=[Break(200, Decimal(3))]))

    assert (found.landed, found.total, found.is_cheapest) == (None, None, False)


def test_the_cheapest_is_named_among_those_that_a_rate_compares():
    found = compared(terms("4"), terms("24", currency="CNY"), terms("1", currency="VND"))

    assert [each.is_cheapest for each in found] == [False, True, False]
    assert [each.worth for each in found] == [Decimal("4.90"), Decimal("26.90") / 8, None]


def test_a_single_quote_that_can_be_compared_is_no_cheapest():
    found = compared(terms("4"), terms("1", currency="VND"))

    assert not any(each.is_cheapest for each in found)


def test_what_is_too_dear_is_told_across_currencies():
    dear, cheap = compared(terms("40", currency="CNY"), terms("30", currency="CNY"), price=Decimal("5.00"))

    assert (dear.is_above, cheap.is_above) == (True, False)


def test_who_is_too_late_too_dear_or_no_longer_bound_is_told():
    [found] = compared(terms(until=date(2026, 11, 19)), price=Decimal("4.89"), wanted_on=date(2026, 11, 26))

    assert (found.is_late, found.is_above, found.is_over) == (True, True, True)
    assert found.ready_on == date(2026, 11, 27)
