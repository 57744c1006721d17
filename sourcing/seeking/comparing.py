"""Quotes side by side for the quantity that is wanted: cost at our door, days, the least they sell. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    """`landed`: of one, when `units` are bought, in the quote's currency; None below their first price step. `worth`: the
    same in the currency of the request; None, too, where no exchange rate is known.
    """

    units: int  # wanted, or the least they sell where that is more
    unit_price: Decimal | None
    landed: Decimal | None
    total: Decimal | None
    ready_on: date
    is_late: bool  # cannot be handed over by the day it is wanted
    is_over: bool  # the quote held until a day before today
    worth: Decimal | None
    is_above: bool  # dearer than what was hoped for
    is_cheapest: bool = False
    is_fastest: bool = False


def compare(
    quotes: Sequence[Terms], *, units: int, price: Decimal | None, wanted_on: date | None, today: date,
    worth: Callable[[Decimal, str], Decimal | None],
) -> list[Compared]:  # fmt: skip
    """In the order of `quotes`. `worth(amount, currency)`: in the request's, as `price` is. The cheapest is told where
    two can be compared.
    """
    rows = [_compared(each, units, price, wanted_on, today, worth) for each in quotes]
    comparable = [each.worth for each in rows if each.worth is not None]
    fastest = min((each.lead_days for each in quotes), default=0)
    return [
        row._replace(
            is_cheapest=len(comparable) > 1 and row.worth == min(comparable),
            is_fastest=len(rows) > 1 and quote.lead_days == fastest,
        )
        for quote, row in zip(quotes, rows, strict=True)
    ]


def _compared(
    quote: Terms, units: int, price: Decimal | None, wanted_on: date | None, today: date,
    worth: Callable[[Decimal, str], Decimal | None],
) -> Compared:  # fmt: skip
    bought = max(units, quote.least_units)
    unit_price = price_at(quote.breaks, bought)
    cost = (
        None if unit_price is None else landed(unit_price, freight=quote.freight, duty_share=quote.duty_share)
    )
    told = None if cost is None else worth(cost, quote.currency)
    ready_on = today + timedelta(days=quote.lead_days)
    return Compared(
        units=bought,
        unit_price=unit_price,
        landed=cost,
        total=None if cost is None else cost * bought,
        ready_on=ready_on,
        is_late=wanted_on is not None and ready_on > wanted_on,
        is_over=quote.valid_until_on is not None and quote.valid_until_on < today,
        worth=told,
        is_above=price is not None and told is not None and told > price,
    )
