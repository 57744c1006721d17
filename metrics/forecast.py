"""What a rate will be at its next evaluation, with an interval that past weeks have calibrated. Pure.

Three parts make it: days that are over, open orders each with its probability of being late, and orders still to
come, which are taken to be like those of the last weeks. Past weeks are forecast the same way from what was known
then; how far they missed, measured in the spread that was foreseen, stretches the interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import sqrt

from msgspec import Struct
from msgspec.structs import replace

from metrics.counts import Counts

CENTRAL = 0.8  # of the weeks shall lie inside the interval
NORMAL = 1.2816  # standard deviations on either side that hold 80 % of a normal distribution
BEFORE = 28  # days that those to come are taken to be like
ENOUGH_WEEKS = 8  # below so many forecasts nothing is said of how good they are
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)


class Open(Struct, frozen=True, kw_only=True):
    """A unit that will count before the evaluation; `probability` of counting against us.

    `counts`: of counting at all by then. `is_mendable`: it counts against us already, and can still be put right.
    """

    id: int
    probability: float
    is_mendable: bool = False
    counts: float = 1.0


class Recent(Struct, frozen=True, kw_only=True):
    """How the last days went: units a day, the rate, and how much more days differ than chance alone would make them.

    `by_weekday`: units of each weekday, Monday first; blank where all days are taken to be alike.
    """

    daily: float
    rate: float
    dispersion: float
    by_weekday: tuple[float, ...] = ()

    def on(self, day: date) -> float:
        return self.by_weekday[day.weekday()] if self.by_weekday else self.daily

    def between(self, first_on: date, last_on: date) -> float:
        """What such days bring, both included."""
        return sum(self.on(first_on + timedelta(days=at)) for at in range((last_on - first_on).days + 1))


class Outlook(Struct, frozen=True, kw_only=True):
    """Rates are fractions. `spread` is the standard deviation of the rate before any stretching.

    `of_open`: how many of the open ones are expected to count by then; None: all.
    """

    decided: Counts
    open: int
    expected_late: float  # of the open ones
    to_come: float
    expected: float
    spread: float
    low: float
    high: float
    of_open: float | None = None

    @property
    def of_all(self) -> float:
        return self.decided.denominator + (self.open if self.of_open is None else self.of_open) + self.to_come

    @property
    def is_decided(self) -> bool:
        """Nothing that is open or to come can move it."""
        return not self.open and self.to_come < 0.5


class Replayed(Struct, frozen=True, kw_only=True):
    """A past evaluation: what would have been said on `asked_on`, and what it became."""

    asked_on: date
    until_on: date
    outlook: Outlook
    actual: Counts
    stretch: float  # known on that day, of the weeks before it

    @property
    def missed_by(self) -> float:
        """In spreads that were foreseen."""
        actual = float(self.actual.rate or 0)
        return abs(actual - self.outlook.expected) / self.outlook.spread if self.outlook.spread else 0.0

    @property
    def is_inside(self) -> bool:
        return self.outlook.low <= float(self.actual.rate or 0) <= self.outlook.high


def recent(days: Mapping[date, Counts], *, until_on: date) -> Recent:
    """Of the BEFORE days up to `until_on`; the rate leans to one in a hundred where little is known."""
    some = [days.get(until_on - timedelta(days=back), Counts()) for back in range(BEFORE)]
    whole = sum(some, Counts())
    rate = (whole.numerator + 0.2) / (whole.denominator + 20)
    by_weekday = [0.0] * 7
    for back, each in enumerate(some):
        by_weekday[(until_on - timedelta(days=back)).weekday()] += each.denominator * 7 / BEFORE
    return Recent(
        daily=whole.denominator / BEFORE,
        rate=rate,
        dispersion=_dispersion(some, rate),
        by_weekday=tuple(by_weekday),
    )


def _dispersion(some: Sequence[Counts], rate: float) -> float:
    """Pearson's chi square by its degrees of freedom, at least 1."""
    counted = [each for each in some if each.denominator]
    if len(counted) < 2 or not 0 < rate < 1:
        return 1.0
    chi = sum(
        (each.numerator - each.denominator * rate) ** 2 / (each.denominator * rate * (1 - rate))
        for each in counted
    )
    return max(1.0, chi / (len(counted) - 1))


def outlook(
    decided: Counts,
    opened: Sequence[Open],
    like: Recent,
    *,
    to_come: float,
    stretch: float = 1.0,
) -> Outlook:
    """The figure expected when the open units and `to_come` more are decided."""
    late, counted = (
        sum(each.probability * each.counts for each in opened),
        sum(each.counts for each in opened),
    )
    of_all = decided.denominator + counted + to_come
    if not of_all:
        return Outlook(
            decided=decided,
            open=0,
            expected_late=0.0,
            to_come=0.0,
            expected=0.0,
            spread=0.0,
            low=0.0,
            high=0.0,
        )
    expected = (decided.numerator + late + to_come * like.rate) / of_all
    chance = sum(each.probability * each.counts * (1 - each.probability * each.counts) for each in opened)
    variance = (chance + to_come * like.rate * (1 - like.rate)) * like.dispersion
    spread = sqrt(variance) / of_all
    reach = NORMAL * spread * stretch
    return Outlook(
        decided=decided,
        open=len(opened),
        expected_late=late,
        to_come=to_come,
        expected=expected,
        spread=spread,
        low=max(0.0, expected - reach),
        high=min(1.0, expected + reach),
        of_open=counted,
    )


def to_come(like: Recent, today: date, until_on: date, part_over: float) -> float:
    """What the rest of today and the days after it bring."""
    return like.between(today, until_on) - part_over * like.on(today)


def window(days: Mapping[date, Counts], *, until_on: date, length: int) -> Counts:
    """The counts of the `length` days that end with `until_on`."""
    return sum((days.get(until_on - timedelta(days=back), Counts()) for back in range(length)), Counts())


def replay(
    days: Mapping[date, Counts], *, first_on: date, last_on: date, length: int, days_left: int
) -> list[Replayed]:
    """Every week's evaluation from `first_on` to `last_on`, forecast `days_left` days before it; oldest first.

    Of the open orders of then nothing is kept: those days are taken to bring what the weeks before them brought.
    Each forecast knows only what was known on its day, its stretch included.
    """
    found: list[Replayed] = []
    until_on = first_on
    while until_on <= last_on:
        asked_on = until_on - timedelta(days=days_left)
        actual = window(days, until_on=until_on, length=length)
        if actual.denominator:
            decided = window(days, until_on=asked_on, length=max(length - days_left, 0))
            like = recent(days, until_on=asked_on)
            stretch = stretch_of([each for each in found if each.until_on <= asked_on])
            coming = like.between(max(asked_on, until_on - timedelta(days=length)) + A_DAY, until_on)
            told = outlook(decided, [], like, to_come=coming, stretch=stretch)
            found.append(
                Replayed(asked_on=asked_on, until_on=until_on, outlook=told, actual=actual, stretch=stretch)
            )
        until_on += A_WEEK
    return found


def stretch_of(past: Sequence[Replayed]) -> float:
    """By how much intervals must be wider, or may be narrower, so that CENTRAL of these weeks lie inside."""
    if len(past) < ENOUGH_WEEKS:
        return 1.0
    missed = sorted(each.missed_by for each in past)
    # The share is taken a little above what was seen: of few weeks the widest may not have been seen yet.
    at = min(len(missed) - 1, int(CENTRAL * (len(missed) + 1)))
    return max(missed[at] / NORMAL, 0.25)


def harmful(days: Mapping[date, Counts]) -> dict[date, Counts]:
    """Days of a rate whose numerator is good, counted by what is not."""
    return {day: flipped_counts(each) for day, each in days.items()}


def flipped_counts(counts: Counts) -> Counts:
    return Counts(counts.denominator - counts.numerator, counts.denominator)


def flipped(told: Outlook) -> Outlook:
    """The share of harm told as the rate whose numerator is what is fine. `expected_late` stays a count of harm."""
    return replace(
        told,
        decided=flipped_counts(told.decided),
        expected=1 - told.expected,
        low=1 - told.high,
        high=1 - told.low,
    )


def flipped_week(each: Replayed) -> Replayed:
    return replace(each, outlook=flipped(each.outlook), actual=flipped_counts(each.actual))


def turning(opened: Sequence[Open], told: Outlook, limit: Decimal) -> list[Open]:
    """The fewest open units which, put right, bring the expected share of harm within `limit`: the likeliest first.

    Empty where it is within the limit already; all that can still be put right where even that is not enough.
    """
    excess = (told.expected - float(limit)) * told.of_all
    chosen: list[Open] = []
    for each in sorted(opened, key=lambda each: (-each.probability, each.id)):
        if excess <= 0 or each.probability <= 0:
            break
        if each.probability >= 1 and not each.is_mendable:
            continue  # past its deadline: nobody can turn it
        chosen.append(each)
        excess -= each.probability
    return chosen
