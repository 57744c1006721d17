"""The metric pages."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from metrics.definitions import METRICS


@require_GET
@member(May.SEE_METRICS)
def index(request: Any) -> HttpResponse:
    return redirect("/")


@require_GET
@member(May.SEE_METRICS)
def detail(request: Any, slug: str) -> HttpResponse:
    if slug not in METRICS:
        raise Http404(f"There is no metric {slug}.")
    return redirect("/")
