"""Why an order goes by this rule: each rule before it, and what of it the order did not meet. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from sourcing.routing.rules import Facts, Rule, cost_of, heaviest


class Told(NamedTuple):
    rule: Rule
    has_won: bool
    why: str  # of one that lost


def explain(
    rules: Iterable[Rule], facts: Facts, *, won: int | None, full: Collection[int] = ()
) -> list[Told]:
    """Every rule in its order; behind the winner none was asked."""
    found, is_decided = [], False
    for rule in rules:
        if is_decided:
            why = "an earlier rule had decided"
        elif rule.id == won:
            is_decided, why = True, ""
        elif rule.id in full:
            why = f"its cap of {rule.daily_cap} orders a day was used up"
        else:
            why = next(unmet(rule, facts), "")
        found.append(Told(rule, rule.id == won, why))
    return found


def unmet(rule: Rule, facts: Facts) -> Iterator[str]:
    """What of the rule the order does not meet, in words."""
    if rule.is_paused:
        yield "it is paused"
    yield from _words(rule, facts)
    yield from _numbers(rule, facts)
    carrier = rule.route.carrier
    if carrier and facts.accepted is not None and carrier not in facts.accepted:
        yield f"the channel does not accept {carrier}"


def _words(rule: Rule, facts: Facts) -> Iterator[str]:
    for name, wanted, given in (
        ("goes to", rule.countries, {facts.country}),
        ("channel is", rule.channels, {facts.channel}),
        ("market is", rule.markets, {facts.market}),
        ("has the tags", rule.tags, facts.tags),
        ("supplier is", rule.suppliers, facts.suppliers),
    ):
        if wanted and not wanted & given:
            what = ", ".join(sorted(filter(None, given))) or "not known"
            yield f"{name} {what}, not {_or(wanted)}"


def _numbers(rule: Rule, facts: Facts) -> Iterator[str]:
    if (rule.value_min, rule.value_max) != (None, None):
        if facts.value is not None and facts.currency != rule.currency:
            yield f"its value is in {facts.currency or 'no currency'}, the rule's in {rule.currency}"
        elif outside := _outside(facts.value, rule.value_min, rule.value_max, f" {rule.currency}"):
            yield f"value {outside}"
    if outside := _outside(facts.grams, rule.grams_min, rule.grams_max, " g"):
        yield f"weight {outside}"
    if outside := _outside(facts.hours, rule.hours_min, rule.hours_max, " h"):
        yield f"time to the promised date {outside}"
    if rule.cost_ceiling is not None:
        cost = cost_of(rule, facts.grams)
        limit = heaviest(rule)
        if cost is None:
            known = rule.cost_per_order is not None
            yield (
                "its weight is not known, so its cost is not" if known else "nobody has entered what it costs"
            )
        elif limit is not None and (facts.grams or 0) > limit and cost > rule.cost_ceiling:
            yield f"it would cost {cost} {rule.currency}, above {rule.cost_ceiling}"


def _outside(
    given: Decimal | float | None, low: Decimal | float | None, high: Decimal | float | None, unit: str
) -> str:
    if low is None and high is None:
        return ""
    if given is None:
        return "is not known"
    shown = f"{given:,.0f}" if isinstance(given, float) else f"{given:,}"
    if low is not None and given < low:
        return f"{shown}{unit} is below {low:,}"
    if high is not None and given > high:
        return f"{shown}{unit} is above {high:,}"
    return ""


def _or(values: Iterable[str]) -> str:
    *first, last = sorted(values)
    return f"{', '.join(first)} or {last}" if first else last
