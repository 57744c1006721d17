"""What a rate will be whose days go on changing: an order placed weeks ago may still be cancelled by our fault. Pure.

Of each day it is known how many orders it has, and how many days later each of those that count against us came to do
so. How much a day ripens from one age to another is learned from days that were old enough; what days that are too
young for it will still bring follows from it. Past weeks are forecast the same way, from what was known then.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import accumulate
from math import sqrt

from msgspec import Struct

from metrics.counts import Counts
from metrics.forecast import A_WEEK, BEFORE, NORMAL, Outlook, Recent, Replayed, recent, stretch_of

Ages = Mapping[date, Mapping[int, int]]  # by day: how many came to count against us at that age in days
LEARNED_FROM = 56  # days before the one that is asked on
A_DAY = timedelta(days=1)


class Ripening(Struct, frozen=True):
    """`shares[age]`: what part of a day's orders counts against us when it is that old; the last holds for older ones."""

    shares: tuple[float, ...] = (0.0,)

    def at(self, age: int) -> float:
        return 0.0 if age < 0 else self.shares[min(age, len(self.shares) - 1)]

    def between(self, age: int, later: int) -> float:
        return max(self.at(later) - self.at(age), 0.0)


def learned(days: Mapping[date, Counts], ages: Ages, *, asked_on: date) -> Ripening:
    """Each age's part from the days that had reached it by `asked_on`, which is over."""
    came, of_age = [0] * LEARNED_FROM, [0] * LEARNED_FROM
    for reached in range(LEARNED_FROM):  # a day that has reached this age has reached all before it
        day = asked_on - timedelta(days=reached)
        of_age[reached] = days[day].denominator if day in days else 0
        for age, count in ages.get(day, {}).items():
            if age <= reached:
                came[age] += count
    counted = list(accumulate(reversed(of_age)))[::-1]
    shares = accumulate(
        here / of_them if of_them else 0.0 for here, of_them in zip(came, counted, strict=True)
    )
    return Ripening(tuple(shares))


def known_on(days: Mapping[date, Counts], ages: Ages, asked_on: date) -> dict[date, Counts]:
    """The days up to `asked_on` as they stood when it was over."""
    return {
        day: Counts(
            sum(count for age, count in ages.get(day, {}).items() if age <= (asked_on - day).days),
            each.denominator,
        )
        for day, each in days.items()
        if day <= asked_on
    }


def ripened(
    known: Mapping[date, Counts],
    how: Ripening,
    like: Recent,
    *,
    asked_on: date,
    until_on: date,
    length: int,
    days_left: float,
    still_open: int = 0,
    stretch: float = 1.0,
    settles: bool = False,
) -> Outlook:
    """The figure of the `length` days to `until_on` when they are over; `settles`: when nothing changes them any more.

    `known`: as it stands after `asked_on`.
    """
    ends_on = until_on + LEARNED_FROM * A_DAY if settles else until_on
    window = [until_on - timedelta(days=back) for back in range(length)]
    past = [day for day in window if day <= asked_on]
    decided = sum((known.get(day, Counts()) for day in past), Counts())
    more = sum(
        known.get(day, Counts()).denominator * how.between((asked_on - day).days, (ends_on - day).days)
        for day in past
    )
    coming = [day for day in window if day > asked_on]
    to_come = like.daily * days_left if coming else 0.0
    each = to_come / len(coming) if coming else 0.0
    later = sum(each * how.at((ends_on - day).days) for day in coming)
    of_all = decided.denominator + to_come
    expected = (decided.numerator + more + later) / of_all if of_all else 0.0
    spread = sqrt((more + later) * like.dispersion) / of_all if of_all else 0.0
    reach = NORMAL * spread * stretch
    return Outlook(
        decided=decided,
        open=still_open,
        expected_late=more,
        to_come=to_come,
        expected=expected,
        spread=spread,
        low=max(0.0, expected - reach),
        high=min(1.0, expected + reach),
    )


def replayed(
    days: Mapping[date, Counts],
    ages: Ages,
    *,
    first_on: date,
    last_on: date,
    length: int,
    days_left: int,
    settles_after: int | None = None,
) -> list[Replayed]:
    """Every week's evaluation as it would have been foretold `days_left` days before it; oldest first.

    Of a week before which fewer than BEFORE days are on record nothing would have been foretold.
    `actual` is the figure as it stood on the evening of the evaluation, which is what the platform evaluates; with
    `settles_after` so many days later, and no forecast knows a week before that.
    """
    after = (settles_after or 0) * A_DAY
    found: list[Replayed] = []
    until_on = first_on
    while until_on <= last_on:
        asked_on = until_on - timedelta(days=days_left)
        at_the_end = days if settles_after else known_on(days, ages, until_on)
        window = [at_the_end.get(until_on - timedelta(days=back), Counts()) for back in range(length)]
        actual = sum(window, Counts())
        if actual.denominator and min(days) <= asked_on - timedelta(days=BEFORE):
            known = known_on(days, ages, asked_on)
            stretch = stretch_of([each for each in found if each.until_on + after <= asked_on])
            told = ripened(
                known,
                learned(days, ages, asked_on=asked_on),
                recent(known, until_on=asked_on),
                asked_on=asked_on,
                until_on=until_on,
                length=length,
                days_left=days_left,
                stretch=stretch,
                settles=bool(settles_after),
            )
            found.append(
                Replayed(asked_on=asked_on, until_on=until_on, outlook=told, actual=actual, stretch=stretch)
            )
        until_on += A_WEEK
    return found


REACHES_BACK = LEARNED_FROM + BEFORE  # days before the first evaluation that all of this needs
