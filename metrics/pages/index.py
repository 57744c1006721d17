"""All rates, each per shop as its platform judges it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop
from fulfillment.web import render_page
from metrics.clock import utc_now
from metrics.definitions import METRICS
from metrics.dials import dials_of
from metrics.freshness import freshness
from metrics.pages.asking import judged_shops
from metrics.refunds.brief import brief


@require_GET
@member(May.SEE_METRICS)
def index(request: Any) -> HttpResponse:
    now = utc_now()
    shops = list(Shop.objects.of(request.team).order_by("name"))
    judged = judged_shops(shops)
    context = {
        "now": now,
        "shops": shops,
        "not_judged": [shop for shop in shops if shop not in judged],
        "rates": [(METRICS[slug], found) for slug, found in _dials(judged, now=now).items()],
        "refunds": brief(request.team, shops, now=now),
        "fresh": freshness(request.team, now=now),
    }
    return render_page(request, "metrics/index.html", context)


def _dials(shops: Sequence[Shop], *, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Of every rate; under the rate's own heading a dial is called by its shop. One query."""
    found = dials_of(shops, list(METRICS), now=now)
    return {
        slug: [dial | {"title": dial["shop_name"], "shop_name": ""} for dial in of_rate]
        for slug, of_rate in found.items()
    }
