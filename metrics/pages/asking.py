"""What a request asks for: whose shop, which rate, which days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from fulfillment.catalog.models import Shop
from metrics import figures
from metrics.definitions import METRICS, Definition
from metrics.spans import LONGEST, BadSpan

Query = dict[str, Any]


def definition_or_404(slug: str) -> Definition:
    if slug not in METRICS:
        raise Http404(f"There is no rate called {slug}.")
    return METRICS[slug]


def judged_shops(team_shops: Sequence[Shop]) -> list[Shop]:
    return [shop for shop in team_shops if figures.is_judged(shop)]


class NoSuchShop(LookupError):
    """The message is a sentence for the page."""


def shop_asked(shops: Sequence[Shop], slug: str, metric: str, *, now: datetime) -> Shop:
    """The shop of that slug, without one the shop that stands worst. Call with at least one; raises NoSuchShop."""
    if not slug:
        worst = figures.figures(shops, metric, now=now)[0].shop_id if len(shops) > 1 else shops[0].pk
        return next(shop for shop in shops if shop.pk == worst)
    for shop in shops:
        if shop.slug == slug:
            return shop
    raise NoSuchShop(f"No shop of this team that a rulebook judges is called “{slug}”.")


def instead(name: str, slug: str, shop: Shop, refused: BadSpan) -> dict[str, str]:
    """The nearest days that can be shown, as a link; empty where there are none."""
    if not refused.instead:
        return {}
    url = link(name, slug, shop=shop.slug, **refused.instead)
    return {"url": url, "label": f"Show the {LONGEST} days up to {refused.instead['to']:%-d %b %Y}"}


def link(name: str, slug: str, **query: object) -> str:
    """The address of a page of this rate; blank parts of the query are left away."""
    given = {key: value for key, value in query.items() if value not in ("", None)}
    return f"{reverse(f'metrics:{name}', args=[slug])}?{urlencode(given)}"
