"""What changed rules would have done to past orders, beside what happened to them. Pure.

A lane is judged by the orders that took it; a lane that fewer than `ENOUGH` took says nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from statistics import median
from typing import NamedTuple

from msgspec import Struct

from sourcing.routing.deciding import Compiled, Used
from sourcing.routing.rules import Facts, Route, Rule, cost_of

ENOUGH = 20


class Past(NamedTuple):
    """An order, the lane it took, and what came of it; None: not known, or not yet."""

    facts: Facts
    lane: Route
    scan_hours: float | None
    transit_hours: float | None
    is_late: bool | None


class Evidence(Struct, frozen=True, kw_only=True):
    """Of the orders that took a lane. `late` of `judged`; medians with how many they are of."""

    orders: int
    late: int
    judged: int
    scan_hours: float | None
    scanned: int
    transit_hours: float | None
    delivered: int

    @property
    def is_enough(self) -> bool:
        return self.judged >= ENOUGH


class Move(Struct, frozen=True, kw_only=True):
    """Orders that would have gone from one lane to another; `there` None: no evidence of that lane."""

    before: Route
    after: Route
    orders: int
    here: Evidence
    there: Evidence | None
    costed: int  # orders whose cost is known on both lanes
    cost_before: Decimal
    cost_after: Decimal
    currency: str

    @property
    def expected_late(self) -> float | None:
        """Of the moved orders, at the other lane's share; None without evidence."""
        return self.orders * self.there.late / self.there.judged if self.there else None


def evidence(orders: Iterable[Past]) -> Evidence:
    """What a set of past orders says, whatever their lanes."""
    found = list(orders)
    scans = [each.scan_hours for each in found if each.scan_hours is not None]
    transits = [each.transit_hours for each in found if each.transit_hours is not None]
    judged = [each.is_late for each in found if each.is_late is not None]
    return Evidence(
        orders=len(found),
        late=sum(judged),
        judged=len(judged),
        scan_hours=median(scans) if scans else None,
        scanned=len(scans),
        transit_hours=median(transits) if transits else None,
        delivered=len(transits),
    )


def by_lane(orders: Iterable[Past]) -> dict[Route, Evidence]:
    groups: dict[Route, list[Past]] = defaultdict(list)
    for each in orders:
        groups[each.lane].append(each)
    return {lane: evidence(some) for lane, some in groups.items()}


def taken(route: Route, before: Route) -> Route:
    """The lane of an order sent that way: what a rule leaves open stays as it was. Services are not told apart."""
    return Route(
        route.supplier or before.supplier,
        route.warehouse or before.warehouse,
        route.carrier or before.carrier,
    )


def rehearse(
    rules: Sequence[Rule],
    orders: Sequence[Past],
    *,
    costs: Mapping[Route, Rule],
    tell: Callable[[int], None] = lambda seen: None,
) -> list[Move]:
    """Moves, the largest first. `costs`: a rule that says what a lane costs; orders in the order of their placing."""
    compiled, used = Compiled(rules), Used()
    moved: dict[tuple[Route, Route], list[tuple[Past, Rule]]] = defaultdict(list)
    for place, each in enumerate(orders):
        rule = compiled.decide(each.facts, used).rule
        if rule and (after := taken(rule.route, each.lane)) != each.lane:
            moved[each.lane, after].append((each, rule))
        if place % 10_000 == 9_999:
            tell(place + 1)
    lanes = by_lane(orders)
    moves = [_move(pair, some, lanes, costs) for pair, some in moved.items()]
    return sorted(moves, key=lambda move: (-move.orders, move.before, move.after))


def _move(
    pair: tuple[Route, Route],
    some: list[tuple[Past, Rule]],
    lanes: Mapping[Route, Evidence],
    costs: Mapping[Route, Rule],
) -> Move:
    before, after = pair
    there = lanes.get(after)
    known = costs.get(before)
    paid = []
    for each, rule in some:
        old = cost_of(known, each.facts.grams) if known and known.currency == rule.currency else None
        new = cost_of(rule, each.facts.grams)
        if old is not None and new is not None:
            paid.append((old, new))
    return Move(
        before=before,
        after=after,
        orders=len(some),
        here=evidence(each for each, _ in some),
        there=there if there and there.is_enough else None,
        costed=len(paid),
        cost_before=sum((old for old, _ in paid), Decimal()),
        cost_after=sum((new for _, new in paid), Decimal()),
        currency=some[0][1].currency if paid else "",
    )
