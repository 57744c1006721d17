"""What a request asks for: whose shop, which rate, which days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from fulfillment.catalog.models import Shop
from metrics import figures
from metrics.definitions import METRICS, Definition

Query = dict[str, Any]


def definition_or_404(slug: str) -> Definition:
    if slug not in METRICS:
        raise Http404(f"There is no rate called {slug}.")
    return METRICS[slug]


def judged_shops(team_shops: Sequence[Shop]) -> list[Shop]:
    return [shop for shop in team_shops if figures.is_judged(shop)]


def shop_or_404(shops: Sequence[Shop], slug: str) -> Shop:
    """The shop of that slug, without one the first. Call with at least one shop."""
    found = next((shop for shop in shops if shop.slug == slug), None) if slug else shops[0]
    if found is None:
        raise Http404(f"There is no shop {slug} that a rulebook judges.")
    return found


def link(name: str, slug: str, **query: object) -> str:
    """The address of a page of this rate; blank parts of the query are left away."""
    given = {key: value for key, value in query.items() if value not in ("", None)}
    return f"{reverse(f'metrics:{name}', args=[slug])}?{urlencode(given)}"
