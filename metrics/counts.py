"""Two integers and the rate they make. Never stored as a percentage, never shown without its counts."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct


class Counts(Struct, frozen=True):
    """How many counted, of how many; the rate is a fraction, None where nothing was counted."""

    numerator: int = 0
    denominator: int = 0

    @property
    def rate(self) -> Decimal | None:
        return Decimal(self.numerator) / self.denominator if self.denominator else None

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.numerator + other.numerator, self.denominator + other.denominator)
