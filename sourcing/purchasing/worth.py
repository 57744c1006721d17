"""What a purchase is worth in the currencies that its orders were sold in, at the rates of the day it was placed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sourcing.models import Purchase, PurchaseLine
from sourcing.rates.book import CENT, Dated
from sourcing.rates.keeping import book_of


class Worth(NamedTuple):
    """`found`: None where no rate of that day is known; the amount is None then, too."""

    currency: str
    amount: Decimal | None
    found: Dated | None


def worth_of(row: Purchase, total: Decimal, lines: Iterable[PurchaseLine]) -> list[Worth]:
    sold_in = {each.order_line.currency for each in lines} - {row.currency, ""}
    if not sold_in:
        return []
    day = row.placed_at.astimezone(ZoneInfo(row.team.time_zone)).date()
    book = book_of(row.team, [day])
    found = [(currency, book.rate(row.currency, currency, day)) for currency in sorted(sold_in)]
    return [
        Worth(currency, (total * rate.rate).quantize(CENT) if rate else None, rate)
        for currency, rate in found
    ]
