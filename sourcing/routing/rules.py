"""What a routing rule asks of an order and where it sends it; what an order tells a rule. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct


class Route(NamedTuple):
    """A lane: whose goods, from which warehouse, by which carrier. Codes; blank: as it would be anyway."""

    supplier: str = ""
    warehouse: str = ""
    carrier: str = ""
    service: str = ""


class Rule(Struct, frozen=True, kw_only=True):
    """Empty conditions ask nothing. Bounds are inclusive; of several tags or suppliers one is enough."""

    id: int
    name: str = ""
    is_paused: bool = False
    countries: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    markets: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    suppliers: frozenset[str] = frozenset()
    value_min: Decimal | None = None
    value_max: Decimal | None = None
    currency: str = ""  # of the bounds of the value, the costs and the ceiling
    grams_min: int | None = None
    grams_max: int | None = None
    hours_min: float | None = None  # from the order to the moment it was promised to be dispatched by
    hours_max: float | None = None
    route: Route = Route()
    cost_per_order: Decimal | None = None  # what this way costs, as the team entered it
    cost_per_kg: Decimal | None = None
    cost_ceiling: Decimal | None = None
    daily_cap: int | None = None  # orders a day by this route, whichever rule sends them


class Facts(Struct, frozen=True, kw_only=True):
    """`accepted`: the carriers that the channel takes, None: all; `day`: the day whose cap an order uses up."""

    country: str = ""
    channel: str = ""
    market: str = ""
    tags: frozenset[str] = frozenset()
    suppliers: frozenset[str] = frozenset()
    value: Decimal | None = None
    currency: str = ""
    grams: int | None = None
    hours: float | None = None
    accepted: frozenset[str] | None = None
    day: str = ""


def cost_of(rule: Rule, grams: int | None) -> Decimal | None:
    """None: nobody entered it, or it depends on a weight that is not known."""
    if rule.cost_per_order is None:
        return None
    if not rule.cost_per_kg:
        return rule.cost_per_order
    if grams is None:
        return None
    return (rule.cost_per_order + rule.cost_per_kg * grams / 1000).quantize(Decimal("0.01"))


def heaviest(rule: Rule) -> int | None:
    """The grams that both the rule's own bound and its ceiling allow; None: any weight. Negative: none."""
    bounds = [] if rule.grams_max is None else [rule.grams_max]
    if rule.cost_ceiling is not None:
        left = rule.cost_ceiling - rule.cost_per_order if rule.cost_per_order is not None else Decimal(-1)
        if left < 0:
            bounds.append(-1)
        elif rule.cost_per_kg:
            bounds.append(int(left * 1000 / rule.cost_per_kg))
    return min(bounds, default=None)
