"""Rules, decisions and lanes in the words of the pages."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils import timezone

from fulfillment.accounts.models import Team
from fulfillment.orders.models import Order
from fulfillment.tracking.carriers.directory import carrier_name
from sourcing.models import Rehearsal, RouteDecision, RoutingRule, SkuTag
from sourcing.routes.editing import live_of, rules_of_set
from sourcing.routes.reading import these
from sourcing.routing.explaining import Told, explain

REHEARSALS_SHOWN = 5


def row(rule: RoutingRule, odd: str, decided: int) -> dict[str, Any]:
    return {"rule": rule, "asks": asks(rule), "outcome": outcome(rule), "odd": odd, "decided": decided}


def asks(rule: RoutingRule) -> list[str]:
    """Each condition in a few words; none: every order."""
    words = [
        (rule.countries, "to {}"), (rule.channels, "on {}"), (rule.markets, "market {}"),
        (rule.tags, "tagged {}"), (rule.suppliers, "goods of {}"),
    ]  # fmt: skip
    found = [text.format(" or ".join(values)) for values, text in words if values]
    for name, low, high, unit in (
        ("worth", rule.value_min, rule.value_max, f" {rule.currency}"),
        ("weighs", rule.grams_min, rule.grams_max, " g"),
        ("promised in", rule.hours_min, rule.hours_max, " h"),
    ):
        if low is not None or high is not None:
            found.append(f"{name} {_span(low, high)}{unit}")
    return found


def outcome(rule: RoutingRule | None) -> str:
    """Where it sends an order."""
    if rule is None:
        return "as it would be anyway"
    carrier = " ".join(filter(None, (carrier_name(rule.carrier) or rule.carrier, rule.service)))
    parts = (str(rule.supplier or ""), str(rule.warehouse or ""), carrier)
    return " → ".join(filter(None, parts))


def limits(rule: RoutingRule) -> list[str]:
    found = []
    if rule.cost_per_order is not None:
        per_kg = f" + {rule.cost_per_kg} per kg" if rule.cost_per_kg else ""
        found.append(f"costs {rule.cost_per_order}{per_kg} {rule.currency}")
    if rule.cost_ceiling is not None:
        found.append(f"only up to {rule.cost_ceiling} {rule.currency}")
    if rule.daily_cap is not None:
        found.append(f"at most {rule.daily_cap:,} a day")
    return found


def tags(team: Team) -> list[tuple[str, list[str]]]:
    """(SKU code, its tags)."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = SkuTag.objects.filter(team=team).order_by("sku__code", "tag")
    for code, tag in rows.values_list("sku__code", "tag"):
        found[code].append(tag)
    return sorted(found.items())


def rehearsals(team: Team) -> list[Rehearsal]:
    rows = Rehearsal.objects.filter(team=team).select_related("rule_set", "asked_by").defer("result")
    return list(rows.order_by("-asked_at")[:REHEARSALS_SHOWN])


def of_order(order: Order) -> dict[str, Any]:
    """Which rule decided, and of each before it why it lost."""
    decision = (
        RouteDecision.objects.select_related("rule__supplier", "rule__warehouse", "rule_set", "decided_by")
        .filter(order=order)
        .first()
    )
    told: list[Told] = []
    if decision:
        rules = [rule.as_rule() for rule in rules_of_set(decision.rule_set)]
        read = these(order.team, [order.pk], now=timezone.now())
        if read:
            told = explain(rules, read[0].facts, won=decision.rule_id, full=decision.full)
    return {
        "order": order,
        "decision": decision,
        "has_rules": bool(decision or live_of(order.team)),
        "outcome": outcome(decision.rule) if decision else "",
        "told": told,
        "lost": [each for each in told if not each.has_won and each.why != "an earlier rule had decided"],
        "unasked": sum(each.why == "an earlier rule had decided" for each in told),
    }


def _span(low: Any, high: Any) -> str:
    if low is None:
        return f"at most {high:,g}" if isinstance(high, float) else f"at most {high:,}"
    if high is None:
        return f"at least {low:,g}" if isinstance(low, float) else f"at least {low:,}"
    return f"{low:,}–{high:,}"
