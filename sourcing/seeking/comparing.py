"""Quotes side by side for the quantity that is wanted: cost at our door, days, the least they sell. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from sourcing.offers import Break, landed, price_at


class Terms(NamedTuple):
    """A quote that was answered with a price."""

    breaks: Sequence[Break]
    currency: str
    freight: Decimal  # of one
    duty_share: Decimal
    least_units: int
    lead_days: int
    valid_until_on: date | None


class Compared(NamedTuple):
    """`landed`: of one, when `units` are bought, in the quote's currency; None below their first price step."""

    units: int  # wanted, or the least they sell where that is more
    unit_price: Decimal | None
    landed: Decimal | None
    total: Decimal | None
    ready_on: date
    is_late: bool  # cannot be handed over by the day it is wanted
    is_over: bool  # the quote held until a day before today
    is_above: bool  # dearer than what was hoped for, in the same currency
    is_cheapest: bool = False
    is_fastest: bool = False


def compare(
    quotes: Sequence[Terms], *, units: int, price: Decimal | None, currency: str, wanted_on: date | None,
    today: date,
) -> list[Compared]:  # fmt: skip
    """In the order of `quotes`. The cheapest is told among those of one currency, where there are two of it."""
    rows = [_compared(each, units, price, currency, wanted_on, today) for each in quotes]
    fastest = min((each.lead_days for each in quotes), default=0)
    return [
        row._replace(
            is_cheapest=_is_cheapest(place, quotes, rows),
            is_fastest=len(rows) > 1 and quotes[place].lead_days == fastest,
        )
        for place, row in enumerate(rows)
    ]


def _compared(
    quote: Terms, units: int, price: Decimal | None, currency: str, wanted_on: date | None, today: date
) -> Compared:
    bought = max(units, quote.least_units)
    unit_price = price_at(quote.breaks, bought)
    cost = (
        None if unit_price is None else landed(unit_price, freight=quote.freight, duty_share=quote.duty_share)
    )
    ready_on = today + timedelta(days=quote.lead_days)
    return Compared(
        units=bought,
        unit_price=unit_price,
        landed=cost,
        total=None if cost is None else cost * bought,
        ready_on=ready_on,
        is_late=wanted_on is not None and ready_on > wanted_on,
        is_over=quote.valid_until_on is not None and quote.valid_until_on < today,
        is_above=price is not None and cost is not None and quote.currency == currency and cost > price,
    )


def _is_cheapest(place: int, quotes: Sequence[Terms], rows: Sequence[Compared]) -> bool:
    of_currency = [
        row.landed
        for quote, row in zip(quotes, rows, strict=True)
        if quote.currency == quotes[place].currency and row.landed is not None
    ]
    return len(of_currency) > 1 and rows[place].landed == min(of_currency)
