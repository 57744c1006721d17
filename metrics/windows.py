"""The days of a figure in words: which they are, which of them can still change, and how the settled ones stood. Pure."""

from __future__ import annotations

from fulfillment.policies.terms import CountedUnit
from metrics.definitions import METRICS, Why
from metrics.figures import Figure
from metrics.spans import dates
from metrics.words import share


def days_of(figure: Figure) -> str:
    """`Last 7 days` up to today, with the market's own window where that is another; other days by their dates."""
    if figure.until_on != figure.today_on:
        return dates(figure.since_on, figure.until_on)
    days, judged = (figure.until_on - figure.since_on).days + 1, figure.rule.window_days
    counted = f"Last {days:,} days" if days > 1 else "Today"
    return counted if days == judged else f"{counted}, the rule judges {judged}"


def standing(figure: Figure) -> str:
    """The days, what of them can still change, and the settled window beside days that all can: whole sentences."""
    parts = (days_of(figure), _waiting(figure), _own_word(figure), _provisional(figure))
    said = "; ".join(part for part in parts if part)
    return f"{said}. {_settled(figure)}".strip()


def _waiting(figure: Figure) -> str:
    waiting = figure.left_out.get(Why.PENDING, 0)
    return f"{waiting:,} {'waits' if waiting == 1 else 'wait'} for a first scan" if waiting else ""


def _own_word(figure: Figure) -> str:
    if figure.scans_told or METRICS[figure.metric].unit != CountedUnit.ORDER:
        return ""
    return "dispatched by the store's own word, nobody tells scans"


def _provisional(figure: Figure) -> str:
    """Blank where nothing was counted on days that are over for good."""
    if figure.since_on > figure.today_on:
        return "these days are still to come"
    first, last = max(figure.since_on, figure.provisional_from_on), min(figure.until_on, figure.today_on)
    if first > last:
        return "all settled" if figure.counts.denominator else ""
    days = (last - first).days + 1
    if first == last == figure.today_on:
        return "today is provisional"
    if first == figure.since_on:
        return "all of these days are provisional" if days > 1 else "provisional"
    if last < figure.until_on:
        return f"{dates(first, last)} are provisional"
    return f"the last {days} days are provisional" if days > 1 else "the last day is provisional"


def _settled(figure: Figure) -> str:
    """`Settled: 96.2 % of 1,020, 4 to 10 Nov.`; blank where nothing was counted then."""
    then = figure.settled
    if then is None or not then.counts.denominator:
        return ""
    days = dates(then.since_on, then.until_on, this_year=figure.today_on.year)
    if then.counts.denominator < figure.minimum:
        return f"Settled: {then.counts.numerator:,} of {then.counts.denominator:,}, {days}."
    return f"Settled: {share(then.counts.rate, places=1)} of {then.counts.denominator:,}, {days}."
