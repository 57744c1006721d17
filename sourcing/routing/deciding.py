"""Which rule an order goes by: the first that matches. Pure.

Rules are compiled once into sets of rules, written as bits: for each value of each condition those that accept it.
An order is then a handful of look-ups whatever the number of rules; the lowest bit that is left has won.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from sourcing.routing.rules import Facts, Route, Rule, cost_of, heaviest

Used = Counter[tuple[str, Route]]


class Decision(NamedTuple):
    """`rule` None: none matched, and nothing changes. `full`: rules that matched, but the day's cap was used up."""

    rule: Rule | None
    route: Route
    cost: Decimal | None
    full: tuple[int, ...] = ()


class Words:
    """Rules by the values that they accept."""

    def __init__(self, wanted: Sequence[Iterable[str]]) -> None:
        self.free = 0
        self.by_value: dict[str, int] = defaultdict(int)
        for place, values in enumerate(wanted):
            if not values:
                self.free |= 1 << place
            for value in values:
                self.by_value[value] |= 1 << place

    def one(self, value: str) -> int:
        return self.free | self.by_value.get(value, 0)

    def any(self, values: Iterable[str]) -> int:
        found = self.free
        for value in values:
            found |= self.by_value.get(value, 0)
        return found


class Bounds:
    """Rules by the numbers that they accept: sets for each bound and for each gap between two."""

    def __init__(self, bounds: Sequence[tuple[Any, Any]]) -> None:
        self.edges = sorted({edge for pair in bounds for edge in pair if edge is not None})
        self.free = sum(1 << place for place, pair in enumerate(bounds) if pair == (None, None))
        gaps = range(len(self.edges) + 1)
        self.at = [sum(1 << p for p, pair in enumerate(bounds) if _holds(pair, edge)) for edge in self.edges]
        self.between = [
            sum(1 << p for p, pair in enumerate(bounds) if self._spans(pair, gap)) for gap in gaps
        ]

    def one(self, number: Any) -> int:
        if number is None:
            return self.free
        place = bisect_left(self.edges, number)
        is_edge = place < len(self.edges) and self.edges[place] == number
        return self.at[place] if is_edge else self.between[place]

    def _spans(self, pair: tuple[Any, Any], gap: int) -> bool:
        low, high = pair
        above = low is None or (gap > 0 and low <= self.edges[gap - 1])
        return above and (high is None or (gap < len(self.edges) and high >= self.edges[gap]))


def _holds(pair: tuple[Any, Any], number: Any) -> bool:
    low, high = pair
    return (low is None or low <= number) and (high is None or number <= high)


class Compiled:
    """Rules in their order, ready for many orders; paused ones take no part."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = live = [rule for rule in rules if not rule.is_paused]
        self.countries = Words([rule.countries for rule in live])
        self.channels = Words([rule.channels for rule in live])
        self.markets = Words([rule.markets for rule in live])
        self.tags = Words([rule.tags for rule in live])
        self.suppliers = Words([rule.suppliers for rule in live])
        self.grams = Bounds([(rule.grams_min, heaviest(rule)) for rule in live])
        self.hours = Bounds([(rule.hours_min, rule.hours_max) for rule in live])
        self.values = {currency: self._values(currency) for currency in {"", *(r.currency for r in live)}}
        self.accepting: dict[frozenset[str] | None, int] = {}

    def decide(self, facts: Facts, used: Used) -> Decision:
        """The first that matches and whose route has room on the order's day, which it then takes."""
        left = self._matching(facts)
        full: tuple[int, ...] = ()
        while left:
            lowest = left & -left
            left ^= lowest
            rule = self.rules[lowest.bit_length() - 1]
            place = (facts.day, rule.route)
            if rule.daily_cap is None or used[place] < rule.daily_cap:
                used[place] += 1
                return Decision(rule, rule.route, cost_of(rule, facts.grams), full)
            full = (*full, rule.id)
        return Decision(None, Route(), None, full)

    def _matching(self, facts: Facts) -> int:
        """Bits of the rules whose every condition the order meets."""
        accepted = self.accepting.get(facts.accepted)
        if accepted is None:
            accepted = self.accepting[facts.accepted] = self._accepted(facts.accepted)
        values = self.values.get(facts.currency) or self.values[""]
        return (
            accepted
            & self.countries.one(facts.country)
            & self.channels.one(facts.channel)
            & self.markets.one(facts.market)
            & self.tags.any(facts.tags)
            & self.suppliers.any(facts.suppliers)
            & self.grams.one(facts.grams)
            & self.hours.one(facts.hours)
            & values.one(facts.value)
        )

    def _accepted(self, carriers: frozenset[str] | None) -> int:
        """Rules whose carrier the channel takes; one that names no carrier leaves it as it is."""
        return sum(
            1 << place
            for place, rule in enumerate(self.rules)
            if carriers is None or not rule.route.carrier or rule.route.carrier in carriers
        )

    def _values(self, currency: str) -> Bounds:
        """A bound in another currency is met by nothing: amounts of two currencies are not compared."""
        nothing = (Decimal(1), Decimal(0))
        pairs = [(rule.value_min, rule.value_max) for rule in self.rules]
        return Bounds(
            [
                pair if pair == (None, None) or rule.currency == currency else nothing
                for rule, pair in zip(self.rules, pairs, strict=True)
            ]
        )


def decide_all(rules: Iterable[Rule], orders: Iterable[Facts], used: Used | None = None) -> list[Decision]:
    """One decision for each order, in the order given: caps are used up by whoever comes first."""
    compiled, counted = Compiled(rules), Counter() if used is None else used
    return [compiled.decide(facts, counted) for facts in orders]
