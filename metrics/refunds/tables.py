"""Requests as the page's tables: by reason, by period, and reasons under each value of a dimension. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from metrics.counts import Counts
from metrics.refunds.counting import LeftOut, Request, is_paid, left_out, values
from metrics.spans import Period, Span, periods

WORDS_SHOWN = 4


class Reason(Struct, frozen=True, kw_only=True):
    """`share` and `running` (with all above it) are fractions of all counted requests; `paid` by currency;
    `words` are the channel's own with how often each was given, most often first."""

    group: str
    count: int
    share: float
    running: float
    paid: dict[str, Decimal]
    words: list[tuple[str, int]]


class Value(Struct, frozen=True, kw_only=True):
    """One value of a dimension: refunds of orders dispatched, and how many for each reason."""

    value: str
    counts: Counts
    by_group: dict[str, int]


def by_reason(requests: Sequence[Request]) -> list[Reason]:
    """Of counted requests; the most frequent first."""
    of_group: dict[str, list[Request]] = defaultdict(list)
    for each in requests:
        of_group[each.group or "other"].append(each)
    found, running = [], 0
    for group, some in sorted(of_group.items(), key=lambda item: (-len(item[1]), item[0])):
        running += len(some)
        words = Counter(each.words for each in some if each.words)
        found.append(
            Reason(
                group=group,
                count=len(some),
                share=len(some) / len(requests),
                running=running / len(requests),
                paid=paid(some),
                words=sorted(words.items(), key=lambda item: (-item[1], item[0]))[:WORDS_SHOWN],
            )
        )
    return found


def paid(requests: Iterable[Request]) -> dict[str, Decimal]:
    """What went back to buyers, by currency; never added up across currencies."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for each in requests:
        if is_paid(each) and each.amount is not None:
            found[each.currency] += each.amount
    return dict(sorted(found.items()))


def by_period(requests: Iterable[Request], span: Span) -> list[tuple[Period, dict[str, int]]]:
    """Each period of the span, oldest first, with its requests by reason; the empty ones too."""
    found: list[tuple[Period, Counter[str]]] = [(period, Counter()) for period in periods(span)]
    for each in requests:
        for period, groups in found:
            if period.since_on <= each.day_on <= period.until_on:
                groups[each.group or "other"] += 1
    return [(period, dict(groups)) for period, groups in found]


def by_value(requests: Iterable[Request], dimension: str, dispatched: Mapping[str, int]) -> list[Value]:
    """`dispatched`: orders dispatched in the same days by value. Most refunds first."""
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for each in requests:
        for value in values(each, dimension):
            groups[value][each.group or "other"] += 1
    found = [
        Value(value=value, counts=Counts(some.total(), dispatched.get(value, 0)), by_group=dict(some))
        for value, some in groups.items()
    ]
    return sorted(found, key=lambda each: (-each.counts.numerator, each.value))


def by_why(requests: Iterable[Request]) -> list[tuple[LeftOut, int]]:
    """What was left out, most first."""
    found = Counter(why for each in requests if (why := left_out(each)))
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))
