"""Rules that can never decide: they contradict themselves, or an earlier one takes all that they match. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sourcing.routing.rules import Rule, heaviest


class Oddity(NamedTuple):
    rule: Rule
    words: str


def oddities(rules: Sequence[Rule]) -> list[Oddity]:
    """At most one for each rule that takes part; a rule that two others shadow only together is not found here."""
    live = [rule for rule in rules if not rule.is_paused]
    found = []
    for place, rule in enumerate(live):
        words = impossible(rule) or next(
            (f"“{earlier.name}” above it takes every order that it matches"
             for earlier in live[:place] if shadows(earlier, rule)), "",
        )  # fmt: skip
        if words:
            found.append(Oddity(rule, words))
    return found


def impossible(rule: Rule) -> str:
    """Why no order can match; blank where one can."""
    if rule.cost_ceiling is not None and rule.cost_per_order is None:
        return "it has a cost ceiling, but nobody has entered what it costs: it matches nothing"
    if rule.cost_ceiling is not None and rule.cost_per_order and rule.cost_per_order > rule.cost_ceiling:
        return "it costs more than its own ceiling: it matches nothing"
    for name, low, high in (
        ("value", rule.value_min, rule.value_max),
        ("weight", rule.grams_min, heaviest(rule)),
        ("time to the promised date", rule.hours_min, rule.hours_max),
    ):
        if low is not None and high is not None and low > high:
            return f"its {name} would have to be above {low} and below {high}: it matches nothing"
    if rule.daily_cap == 0:
        return "its cap is none a day: it matches nothing"
    return ""


def shadows(earlier: Rule, later: Rule) -> bool:
    """The earlier one takes all that the later one matches: it has no cap, and each condition is as wide."""
    if earlier.daily_cap is not None or impossible(earlier):
        return False
    carrier = earlier.route.carrier
    if carrier and carrier != later.route.carrier:
        return False  # a channel may refuse the first one's carrier and take the second's
    words = (
        (earlier.countries, later.countries), (earlier.channels, later.channels),
        (earlier.markets, later.markets), (earlier.tags, later.tags), (earlier.suppliers, later.suppliers),
    )  # fmt: skip
    return all(not wide or (narrow and narrow <= wide) for wide, narrow in words) and (
        _wider(earlier.grams_min, heaviest(earlier), later.grams_min, heaviest(later))
        and _wider(earlier.hours_min, earlier.hours_max, later.hours_min, later.hours_max)
        and _value_wider(earlier, later)
    )


def _value_wider(earlier: Rule, later: Rule) -> bool:
    if (earlier.value_min, earlier.value_max) == (None, None):
        return True
    return earlier.currency == later.currency and _wider(
        earlier.value_min, earlier.value_max, later.value_min, later.value_max
    )


def _wider(low: Any, high: Any, other_low: Any, other_high: Any) -> bool:
    """Where the earlier bounds anything, the later must bound it within: else an unknown number slips through."""
    if low is None and high is None:
        return True
    if other_low is None and other_high is None:
        return False
    return (low is None or (other_low is not None and low <= other_low)) and (
        high is None or (other_high is not None and other_high <= high)
    )
