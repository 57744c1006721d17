"""Privacy requests: what was forgotten and when, and what a buyer wants to know, to hand over before its last day."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.channels.models import PrivacyRequest
from fulfillment.channels.shopify import privacy
from fulfillment.channels.sync import utc_now
from fulfillment.web import render_page

SHOWN = 100


@require_GET
@member(May.RUN_CHANNELS)
def requests(request: Any) -> HttpResponse:
    found = PrivacyRequest.objects.filter(team=request.team).select_related("shop", "done_by")
    context = {
        "waiting": found.filter(done_at=None).order_by("due_at")[:SHOWN],
        "done": found.exclude(done_at=None).order_by("-done_at")[:SHOWN],
        "now": utc_now(),
    }
    return render_page(request, "channels/privacy.html", context)


@require_GET
@member(May.RUN_CHANNELS)
def download(request: Any, pk: int) -> HttpResponse:
    """Everything we hold of the buyer, as a file."""
    found = _asked(request, pk)
    answer = JsonResponse(
        privacy.customer_data(found), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    answer["Content-Disposition"] = f'attachment; filename="buyer-{found.customer_external_id}.json"'
    return answer


@require_POST
@member(May.RUN_CHANNELS)
def handed_over(request: Any, pk: int) -> HttpResponse:
    found = _asked(request, pk)
    waiting = PrivacyRequest.objects.filter(pk=found.pk, done_at=None)
    if waiting.update(done_at=utc_now(), done_by=request.user):
        messages.success(request, "Noted: the buyer's data was handed over.")
    else:
        messages.info(request, "It was handed over before.")
    return redirect("channels:privacy")


@require_POST
@member(May.RUN_CHANNELS)
def not_yet(request: Any, pk: int) -> HttpResponse:
    """Undoes `handed_over`."""
    found = _asked(request, pk)
    PrivacyRequest.objects.filter(pk=found.pk).update(done_at=None, done_by=None)
    messages.success(request, "The request waits again.")
    return redirect("channels:privacy")


def _asked(request: Any, pk: int) -> PrivacyRequest:
    asked = PrivacyRequest.objects.filter(team=request.team, topic=privacy.DATA_REQUEST)
    return get_object_or_404(asked.select_related("shop"), pk=pk)
