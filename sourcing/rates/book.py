"""What an amount is worth in another currency on a day: the team's own rate first, else the central bank's. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from msgspec import Struct

EURO = "EUR"
CENT = Decimal("0.01")
# The bank tells none on its holidays: at most four days in a row, at Easter and at Christmas.
BANK_HOLDS = timedelta(days=7)
OWN_HOLDS = timedelta(days=31)  # from its day on, then the bank's is taken again


class Rate(Struct, frozen=True, kw_only=True):
    """One `base` was worth `rate` of `quote` on `day_on`. The bank's have the euro as their base."""

    base: str
    quote: str
    rate: Decimal
    day_on: date
    is_own: bool = False


class Dated(Struct, frozen=True):
    """The rate that is taken, and the day that it is of: of the older one where it goes by way of the euro."""

    rate: Decimal
    day_on: date
    is_own: bool


class Book:
    """Rates of any days; the newest that was told by the day that is asked for is taken."""

    def __init__(self, rates: Iterable[Rate]) -> None:
        self._rates: dict[tuple[bool, str, str], list[Rate]] = {}
        for each in sorted(rates, key=lambda each: each.day_on):
            self._rates.setdefault((each.is_own, each.base, each.quote), []).append(each)

    def rate(self, base: str, quote: str, on: date) -> Dated | None:
        """None where nobody told one that still holds."""
        if base == quote:
            return Dated(Decimal(1), on, False)
        if own := self._newest(True, base, quote, on):
            return Dated(own.rate, own.day_on, True)
        if turned := self._newest(True, quote, base, on):
            return Dated(1 / turned.rate, turned.day_on, True)
        start, end = self._per_euro(base, on), self._per_euro(quote, on)
        if start is None or end is None:
            return None
        return Dated(end.rate / start.rate, min(start.day_on, end.day_on), False)

    def convert(self, amount: Decimal, base: str, quote: str, on: date) -> Decimal | None:
        """To the cent, as landed costs are."""
        found = self.rate(base, quote, on)
        return None if found is None else (amount * found.rate).quantize(CENT)

    def _per_euro(self, currency: str, on: date) -> Dated | None:
        if currency == EURO:
            return Dated(Decimal(1), on, False)
        found = self._newest(False, EURO, currency, on)
        return None if found is None else Dated(found.rate, found.day_on, False)

    def _newest(self, is_own: bool, base: str, quote: str, on: date) -> Rate | None:
        told = [each for each in self._rates.get((is_own, base, quote), []) if each.day_on <= on]
        holds = OWN_HOLDS if is_own else BANK_HOLDS
        return told[-1] if told and on - told[-1].day_on <= holds else None
