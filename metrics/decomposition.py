"""What a rate's change is made of: parts that did better or worse, and more or fewer units of slow parts (mix). Pure, exact.

Parts add up to the whole to the last digit (fractions). For part i with its share of the units w and its rate r:
performance is what its own rate did, at its mean share; mix what its share did, at how far its mean rate lies from the
mean of all. A part that is there in one of the two weeks only has no change of its own: all it does is mix.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from metrics.counts import Counts


class Part(Struct, frozen=True, kw_only=True):
    """One value of a dimension; `performance` and `mix` are parts of the change of the whole rate."""

    value: str
    before: Counts
    after: Counts
    performance: Fraction
    mix: Fraction


class Change(Struct, frozen=True, kw_only=True):
    """`several`: what is left because a unit with several values is counted under each of them."""

    whole: Fraction
    parts: list[Part]
    several: Fraction

    @property
    def performance(self) -> Fraction:
        return sum((part.performance for part in self.parts), Fraction())

    @property
    def mix(self) -> Fraction:
        """All of it: what is explained and was no part's own doing."""
        return self.whole - self.several - self.performance


def decompose(before: Counts, after: Counts, parts: Mapping[str, tuple[Counts, Counts]]) -> Change | None:
    """None where one of the weeks counted nothing: there is no change to explain."""
    if not before.denominator or not after.denominator:
        return None
    whole = _rate(after) - _rate(before)
    sums = [sum((each[at] for each in parts.values()), Counts()) for at in (0, 1)]
    if not sums[0].denominator or not sums[1].denominator:
        return Change(whole=whole, parts=[], several=whole)
    mean = (_rate(sums[0]) + _rate(sums[1])) / 2
    found = [
        _part(value, was, now, sums[0].denominator, sums[1].denominator, mean)
        for value, (was, now) in parts.items()
        if was.denominator or now.denominator
    ]
    explained = _rate(sums[1]) - _rate(sums[0])  # what performance and mix add up to
    return Change(whole=whole, parts=found, several=whole - explained)


def _part(value: str, was: Counts, now: Counts, of_before: int, of_after: int, mean: Fraction) -> Part:
    shares = Fraction(was.denominator, of_before), Fraction(now.denominator, of_after)
    rates = _rate(was if was.denominator else now), _rate(now if now.denominator else was)
    return Part(
        value=value,
        before=was,
        after=now,
        performance=(shares[0] + shares[1]) / 2 * (rates[1] - rates[0]),
        mix=(shares[1] - shares[0]) * ((rates[0] + rates[1]) / 2 - mean),
    )


def _rate(counts: Counts) -> Fraction:
    return Fraction(counts.numerator, counts.denominator)


def rounded(parts: Sequence[Fraction], *, step: Fraction = Fraction(1, 1000)) -> list[Fraction]:
    """Each part in whole steps, so that what is shown adds up to the rounded whole; the largest remainders give way."""
    whole = round(sum(parts, Fraction()) / step)
    floors = [part // step for part in parts]
    missing = whole - sum(floors)
    by_rest = sorted(range(len(parts)), key=lambda at: (parts[at] / step - floors[at], at), reverse=True)
    for at in by_rest[:missing]:
        floors[at] += 1
    return [floor * step for floor in floors]
