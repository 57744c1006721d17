"""Ours beside the platform's: the list and its trend, one figure explained, and how figures come in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop
from fulfillment.channels import base
from fulfillment.orders.models import Order
from fulfillment.web import render_page
from metrics import figures
from metrics.clock import utc_now
from metrics.definitions import METRICS, Definition
from metrics.pages.asking import NoSuchShop, definition_or_404, judged_shops, link, shop_asked
from metrics.published import bringing
from metrics.published.bringing import NotTold, Told
from metrics.published.charts import differences
from metrics.published.comparing import Side, apart, explain
from metrics.published.models import PublishedFigure
from metrics.published.reading import our_counts, our_words

TEMPLATE = "published/index.html"
SHOWN = 52
LARGEST = 2 * 1024 * 1024  # bytes


def page_url(slug: str, shop: Shop) -> str:
    return f"{reverse('published:index', args=[slug])}?{urlencode({'shop': shop.slug})}"


SIDES = {Side.THEIRS: "only the platform", Side.OURS: "only we", Side.BOTH: "both"}


@require_GET
@member(May.SEE_METRICS)
def index(request: Any, slug: str) -> HttpResponse:
    definition, now = definition_or_404(slug), utc_now()
    shops = judged_shops(list(Shop.objects.of(request.team).order_by("name")))
    context: dict[str, Any] = {"definition": definition, "now": now, "shops": shops}
    if not shops:
        return render_page(request, TEMPLATE, context)
    try:
        shop = shop_asked(shops, request.GET.get("shop", ""), slug, now=now)
    except NoSuchShop as refused:
        return render_page(request, TEMPLATE, context | {"refused": str(refused)}, status=404)
    return render_page(request, TEMPLATE, context | _shown(definition, shops, shop, now=now))


def _shown(definition: Definition, shops: Sequence[Shop], shop: Shop, *, now: datetime) -> dict[str, Any]:
    told = list(
        PublishedFigure.objects.filter(shop=shop, metric=definition.slug).order_by("-until_on", "-since_on")[
            :SHOWN
        ]
    )
    ours = our_counts(shop, definition.slug, told)
    rows = [{"told": each, "ours": ours[each.pk], "apart": apart(each.rate, ours[each.pk])} for each in told]
    today = figures.market_today(shop, now=now)
    return {
        "shop": shop,
        "rows": rows,
        "today": today,
        "chart": differences(rows[::-1], definition.slug) if len(rows) > 1 else None,
        "shop_links": [
            {
                "label": each.name,
                "url": page_url(definition.slug, each),
                "active": each == shop,
            }
            for each in shops
        ],
        "rate_url": link("detail", definition.slug, shop=shop.slug),
        "columns": ", ".join(bringing.COLUMNS),
        "is_read": definition.slug in base.told_metrics(shop),
        "channel": base.label(shop.channel),
    }


@require_POST
@member(May.CHANGE_RULES)
def add(request: Any, slug: str) -> HttpResponse:
    """One figure by its fields, or those of a file."""
    definition = definition_or_404(slug)
    shops = judged_shops(list(Shop.objects.of(request.team)))
    shop = next((each for each in shops if each.slug == request.GET.get("shop", "")), None)
    if shop is None:
        return HttpResponse("No such shop.", status=404, content_type="text/plain")
    file = request.FILES.get("file")
    try:
        found = _of_file(file) if file else [_of_fields(request.POST)]
    except NotTold as refused:
        messages.error(request, f"Not taken: {refused}")
    else:
        _keep(request, shop, definition, found, source=bringing.IMPORTED if file else bringing.ENTERED)
        messages.success(
            request, "The figure is kept." if len(found) == 1 else f"{len(found)} figures are kept."
        )
    return redirect(page_url(slug, shop))


def _of_file(file: Any) -> list[Told]:
    if file.size > LARGEST:
        raise NotTold("The file is larger than 2 MB: bring it in parts.")
    try:
        return bringing.read_file(file.read().decode("utf-8"))
    except UnicodeDecodeError:
        raise NotTold("The file is no text in UTF-8: save it as CSV UTF-8.") from None


def _of_fields(given: Any) -> Told:
    names = ("since", "until", "rate", "numerator", "denominator", "orders")
    return bringing.told(**{name: given.get(name, "") for name in names})


def _keep(request: Any, shop: Shop, definition: Definition, found: Sequence[Told], *, source: str) -> None:
    """Each stands once; told again it is what was told last."""
    rows = {
        (each.since_on, each.until_on): PublishedFigure(
            team=request.team, shop=shop, metric=definition.slug, since_on=each.since_on, until_on=each.until_on,
            rate=each.rate, numerator=each.numerator, denominator=each.denominator,
            against_ids=list(each.against_ids), source=source, told_at=utc_now(), told_by=request.user,
        )
        for each in found
    }  # fmt: skip
    PublishedFigure.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["shop", "metric", "until_on", "since_on"],
        update_fields=["rate", "numerator", "denominator", "against_ids", "source", "told_at", "told_by"],
    )


@require_GET
@member_of(PublishedFigure, May.SEE_METRICS, "figure_id")
def explained(request: Any, row: PublishedFigure) -> HttpResponse:
    """The difference, order by order."""
    definition = METRICS[row.metric]
    ours = our_counts(row.shop, row.metric, [row])[row.pk]
    found = explain(row.against_ids, our_words(row, definition))
    known = dict(
        Order.objects.filter(shop=row.shop, external_id__in=[each.external_id for each in found]).values_list(
            "external_id", "pk"
        )
    )
    context = {
        "told": row,
        "definition": definition,
        "now": utc_now(),
        "zone": figures.rules_of(row.shop, now=utc_now()).zone.key,
        "ours": ours,
        "apart": apart(row.rate, ours),
        "rows": [{"each": each, "side": SIDES[each.side], "order_id": known.get(each.external_id)} for each in found],
        "sides": [(words, sum(1 for each in found if each.side == side)) for side, words in SIDES.items()],
        "back_url": page_url(row.metric, row.shop),
        "orders_url": link("units", row.metric, **{
            "shop": row.shop.slug, "from": row.since_on, "to": row.until_on, "outcome": "against",
        }),
    }  # fmt: skip
    return render_page(request, "published/explained.html", context)


@require_POST
@member_of(PublishedFigure, May.CHANGE_RULES, "figure_id")
def remove(request: Any, row: PublishedFigure) -> HttpResponse:
    url = page_url(row.metric, row.shop)
    row.delete()
    messages.success(request, "The figure is removed. Enter it again if that was a mistake.")
    return redirect(url)
