"""One week under two versions of the rules: both rates, and the orders that changed sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop
from fulfillment.orders.models import Order
from fulfillment.policies.rules import Rules
from fulfillment.policies.terms import CountedUnit
from fulfillment.tracking.models import PackageOrder
from fulfillment.web import render_page
from metrics import figures
from metrics.alike import alike
from metrics.clock import utc_now
from metrics.definitions import Definition, Outcome, in_words
from metrics.pages.asking import NoSuchShop, definition_or_404, instead, judged_shops, link, shop_asked
from metrics.spans import BadSpan, Span, read_span
from metrics.two_rules import Changed, compare

TEMPLATE = "metrics/versions.html"
SHOWN = 200
A_WEEK = 7


@require_GET
@member(May.SEE_METRICS)
def versions(request: Any, slug: str) -> HttpResponse:
    definition, now = definition_or_404(slug), utc_now()
    shops = judged_shops(list(Shop.objects.of(request.team).order_by("name")))
    context: dict[str, Any] = {"definition": definition, "now": now, "shops": shops}
    if not shops:
        return render_page(request, TEMPLATE, context)
    query = request.GET.dict()
    try:
        shop = shop_asked(shops, query.get("shop", ""), slug, now=now)
        context |= _compared(definition, shop, query, now=now)
    except NoSuchShop as refused:
        return render_page(request, TEMPLATE, context | {"refused": str(refused)}, status=404)
    except BadSpan as refused:
        context |= {"refused": str(refused), "instead": instead("versions", slug, shop, refused)}
        return render_page(request, TEMPLATE, context, status=400)
    return render_page(request, TEMPLATE, context)


def _compared(
    definition: Definition, shop: Shop, query: Mapping[str, str], *, now: datetime
) -> dict[str, Any]:
    known = figures.versions_of(shop)
    today = figures.market_today(shop, now=now)
    span = read_span(query, today=today, days=A_WEEK)
    second = _version(known, query.get("second", ""), known[-1])
    first = _version(known, query.get("first", ""), before(known, second, definition.slug))
    found = compare(shop, definition, span, first, second)
    return {
        "shop": shop,
        "span": span,
        "versions": known,
        "first": first,
        "second": second,
        "found": found,
        "sides": [(first, found.first), (second, found.second)],
        "minimum": max(second.metric(definition.slug).minimum_count, 1),
        "rows": _rows(definition, found.changed[:SHOWN]),
        "more": len(found.changed) - SHOWN,
        "zone": second.zone.key,
        "rate_url": link("detail", definition.slug, shop=shop.slug, **_days(span)),
    }


def before(known: Sequence[Rules], second: Rules, metric: str) -> Rules:
    """The newest version ahead of it that may judge an order otherwise; where none does, the one ahead of it."""
    earlier = [rules for rules in known if rules.effective_from < second.effective_from]
    other = [rules for rules in earlier if not alike(rules, second, metric)]
    return (other or earlier or [second])[-1]


def _days(span: Span) -> dict[str, object]:
    return {"from": span.since_on, "to": span.until_on}


def _version(known: Sequence[Rules], asked: str, otherwise: Rules) -> Rules:
    if not asked:
        return otherwise
    for rules in known:
        if rules.version == asked:
            return rules
    raise BadSpan(f"There are no rules called “{asked}” for this shop: choose one of the list.")


def _rows(definition: Definition, changed: Sequence[Changed]) -> list[dict[str, Any]]:
    """Each with the order that leads to it; two queries."""
    ids = [each.unit_id for each in changed]
    order_of = {pk: pk for pk in ids}
    if definition.unit == CountedUnit.PACKAGE:
        links = PackageOrder.objects.filter(package__in=ids, is_current=True).order_by("-order_id")
        order_of = dict(links.values_list("package_id", "order_id"))
    orders = Order.objects.only("id", "external_id", "number").in_bulk(set(order_of.values()))
    return [
        {
            "order": orders.get(order_of.get(each.unit_id, 0)),
            "first": _said(definition, each.first),
            "second": _said(definition, each.second),
        }
        for each in changed
    ]


def _said(definition: Definition, outcome: Outcome | None) -> dict[str, Any]:
    if outcome is None:
        return {"words": "has no part in it", "harms": False}
    harms = definition.harms(in_denominator=outcome.in_denominator, in_numerator=outcome.in_numerator)
    words = in_words(outcome.why)
    return {"words": words if outcome.in_denominator else f"left out: {words}", "harms": harms}
