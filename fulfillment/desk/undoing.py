"""The Undo button of a message: what it needs stays in the session of whoever acted, for the last few acts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme

from fulfillment.desk.doing import Outcome
from fulfillment.orders.models import OrderEvent
from fulfillment.web import wants_fragment

KEPT = 5
SESSION_KEY = "undo"
UNDONE = "undone"


def say(request: HttpRequest, text: str, outcome: Outcome, *, now: Any) -> None:
    """The message, with an Undo button where something changed."""
    if not outcome.order_ids:
        messages.warning(request, text)
        return
    url = reverse("orders:undo", args=[keep(request, outcome, now=now)])
    button = format_html(
        '<form class="inline" method="post" action="{}" hx-post="{}" hx-swap="none">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button class="button link">Undo</button></form>',
        url,
        url,
        get_token(request),
    )
    messages.success(request, format_html("{} {}", text, button))


def keep(request: HttpRequest, outcome: Outcome, *, now: Any) -> int:
    """The event by which it can be undone; `outcome` changed something."""
    key = f"{outcome.event_kind}:{now.isoformat()}"
    event = OrderEvent.objects.only("pk").get(order=outcome.order_ids[0], key=key)
    kept = dict(list(request.session.get(SESSION_KEY, {}).items())[1 - KEPT :])
    request.session[SESSION_KEY] = kept | {str(event.pk): outcome.done}
    return event.pk


def is_kept(request: HttpRequest, event_id: int) -> bool:
    """Whether whoever asks can still undo it."""
    return str(event_id) in request.session.get(SESSION_KEY, {})


def take(request: HttpRequest, event_id: int) -> dict[str, Any] | None:
    """What undoing needs, once."""
    kept = request.session.get(SESSION_KEY, {})
    done: dict[str, Any] | None = kept.pop(str(event_id), None)
    request.session[SESSION_KEY] = kept
    return done


def remember_undone(request: HttpRequest, event_id: int) -> None:
    """A second press of the same button is told so."""
    request.session[UNDONE] = [*request.session.get(UNDONE, []), event_id][-KEPT:]


def was_undone(request: HttpRequest, event_id: int) -> bool:
    return event_id in request.session.get(UNDONE, [])


def answer(request: HttpRequest, *, otherwise: str) -> HttpResponse:
    """Back to the page that the button stood on; htmx stays there, gets the message and refreshes the lists."""
    if wants_fragment(request):
        return HttpResponse(headers={"HX-Trigger": "order-changed"})
    return redirect(back(request, otherwise=otherwise))


def back(request: HttpRequest, *, otherwise: str) -> str:
    """The page of ours that the button stood on: as the form says, else as the browser does."""
    asked = request.POST.get("next") or request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else otherwise
