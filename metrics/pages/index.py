"""All rates, each per shop as its platform judges it."""

from __future__ import annotations

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
        "rates": [(definition, dials_of(judged, slug, now=now)) for slug, definition in METRICS.items()],
        "fresh": freshness(request.team, now=now),
    }
    return render_page(request, "metrics/index.html", context)
