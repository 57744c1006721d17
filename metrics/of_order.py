"""What one order does to each rate: counted, left out or still to come, and the rule that says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q
from msgspec import Struct

from fulfillment.orders.models import Order
from fulfillment.orders.rulings import rules_of, terms_of
from fulfillment.orders.states import OrderStatus
from fulfillment.policies.rules import Rules
from fulfillment.policies.terms import CountedUnit, Counting, OrderKind, ShippingType
from metrics import figures
from metrics.definitions import METRICS, Definition, Why, in_words
from metrics.models import Fact

RULED = {*ShippingType, *OrderKind}  # a fact's reason where the rule itself took it out of the numerator
NEVER_AGAINST = "counts in the denominator only, never against you"


class Standing(Struct, frozen=True, kw_only=True):
    """One rate: `words` say what the order does to it; `rule` is the rulebook's reason where a rule decided."""

    slug: str
    title: str
    words: str
    tone: str = "plain"
    day_on: date | None = None  # the market's day that it counts on
    rule: str = ""


def standings(order: Order, *, now: datetime) -> list[Standing]:
    """One per rate that we keep; none where no rulebook covers the market. `order` has its shop; two queries."""
    if not figures.is_judged(order.shop):
        return []
    rules = rules_of(terms_of(order.shop), order.placed_at)
    packages = list(order.packages.exclude(status="cancelled").values_list("pk", flat=True))
    today = rules.day_of(now)
    facts = _facts(order, packages)
    return [
        _standing(each, order, rules, _decided(each.slug, facts.get(each.slug, []), today), len(packages))
        for each in METRICS.values()
        if each.slug in rules.metrics
    ]


def _facts(order: Order, packages: Sequence[int]) -> dict[str, list[Fact]]:
    of_packages = [slug for slug, each in METRICS.items() if each.unit == CountedUnit.PACKAGE]
    of_orders = [slug for slug in METRICS if slug not in of_packages]
    mine = Q(metric__in=of_orders, unit_id=order.pk) | Q(metric__in=of_packages, unit_id__in=packages)
    found: dict[str, list[Fact]] = {}
    for fact in Fact.objects.filter(mine).order_by("day_on", "unit_id"):
        found.setdefault(fact.metric, []).append(fact)
    return found


def _standing(
    definition: Definition, order: Order, rules: Rules, facts: Sequence[Fact], packages: int
) -> Standing:
    counting, because = rules.counting(
        definition.slug, shipping_type=order.shipping_type, kinds=_kinds(order)
    )
    told = [of_fact(definition, fact) for fact in facts]
    words = _together(told) if told else _without_fact(definition, order, counting, because, packages)
    counted = [fact.day_on for fact in facts if fact.in_denominator]
    return Standing(
        slug=definition.slug,
        title=definition.title,
        words=words,
        tone=next((tone for _, tone in told if tone == "breach"), told[0][1] if told else "plain"),
        day_on=counted[-1] if counted else None,
        rule=_rule(definition, rules, order, because),
    )


def _decided(metric: str, facts: Sequence[Fact], today: date) -> list[Fact]:
    until_on = figures.last_judged(metric, today)
    return [fact for fact in facts if fact.day_on <= until_on]


def of_fact(definition: Definition, fact: Fact) -> tuple[str, str]:
    """(words, tone) of one counted unit."""
    if not fact.in_denominator:
        return f"left out: {_within(fact.why)}", "plain"
    if definition.harms(in_denominator=fact.in_denominator, in_numerator=fact.in_numerator):
        return f"counts against you: {in_words(fact.why)}", "breach"
    if fact.why in RULED:
        return f"{NEVER_AGAINST}: {_within(fact.why)}", "plain"
    return f"counts for you: {in_words(fact.why)}", "ok"


def _within(why: str) -> str:
    """The words of a reason behind a colon: none of their own."""
    return in_words(why).replace(": ", ", ")


def _together(told: Sequence[tuple[str, str]]) -> str:
    """One sentence of several packages, those that agree counted together."""
    found = Counter(words for words, _ in told)
    if len(found) == 1:
        return told[0][0]
    return "; ".join(f"{count} of {len(told)} {words}" for words, count in found.items())


def _without_fact(
    definition: Definition, order: Order, counting: Counting, because: str, packages: int
) -> str:
    if any(each["code"] == Why.COPY for each in order.reasons):
        return f"left out: {_within(Why.COPY)}"
    if counting == Counting.LEFT_OUT:
        return f"left out: {_within(because)}"
    unit = definition.unit
    if order.status == OrderStatus.CANCELLED:
        return f"not in it: cancelled before it was {definition.awaits or definition.dated}"
    if unit == CountedUnit.PACKAGE and not packages and not order.is_open and order.status != "unpaid":
        return "not in it: the channel told of no package"
    what = "a package" if unit == CountedUnit.PACKAGE else "it"
    if counting == Counting.DENOMINATOR_ONLY:
        return f"not yet: on the day it is {definition.dated} {what} {NEVER_AGAINST}"
    if definition.awaits:
        return f"not yet: {what} counts once it is {definition.awaits}"
    return f"not yet: {what} counts on the day it is {definition.dated}"


def _kinds(order: Order) -> list[str]:
    return [order.kind, *["sample"] * order.is_sample, *["replacement"] * order.is_replacement]


def _rule(definition: Definition, rules: Rules, order: Order, because: str) -> str:
    """The rulebook's reason, where a rule decided or where people would guess another one."""
    part = "by_shipping" if because in set(ShippingType) else "by_kind"
    if not because and not (order.is_sample or order.is_replacement):
        return ""
    stated = rules.stated.get(f"metric.{definition.slug}.{part}")
    return stated.why if stated else ""
