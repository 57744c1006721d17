"""The team's webhooks: which addresses are told of what, and what became of the last messages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.channels.models import WebhookDelivery, WebhookSubscription
from fulfillment.channels.outgoing import queueing, sending, subscribing
from fulfillment.channels.outgoing.kinds import KINDS
from fulfillment.channels.outgoing.saying import say
from fulfillment.channels.sync import utc_now
from fulfillment.web import render_page

SHOWN = 50
COUNTS = {
    f"{state}_count": Count("deliveries", filter=Q(deliveries__state=state))
    for state in ("waiting", "delivered", "given_up")
}


class WebhookForm(forms.Form):
    url = forms.CharField(max_length=500, label="Address", widget=forms.URLInput({"placeholder": "https://"}))
    kinds = forms.MultipleChoiceField(
        choices=[(kind, f"{kind}: {meaning}") for kind, meaning in KINDS.items()],
        initial=["order.level_changed", "package.verdict_changed"],
        label="Tell it when",
        widget=forms.CheckboxSelectMultiple,
    )


@never_cache
@require_http_methods(["GET", "POST"])
@member(May.MANAGE_TEAM)
def listed(request: Any) -> HttpResponse:
    """A new secret stands in the answer to its form and nowhere else."""
    form, secret = WebhookForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            _, secret = subscribing.subscribe(
                request.team, url=data["url"], kinds=data["kinds"], now=utc_now()
            )
            form = WebhookForm()
        except subscribing.CannotSubscribe as error:
            form.add_error("url", str(error))
    rows = WebhookSubscription.objects.filter(team=request.team).order_by("pk")
    rows = rows.annotate(last_at=Max("deliveries__ended_at"), **COUNTS)
    context = {"form": form, "subscriptions": rows, "secret": secret, "now": utc_now()}
    return render_page(request, "channels/webhooks.html", context)


@require_GET
@member(May.MANAGE_TEAM)
def detail(request: Any, pk: int) -> HttpResponse:
    row = _mine(request, pk)
    context = {
        "subscription": row,
        "deliveries": row.deliveries.order_by("-created_at")[:SHOWN],
        "kinds": [(kind, KINDS.get(kind, "")) for kind in row.kinds],
        "now": utc_now(),
    }
    return render_page(request, "channels/webhook.html", context)


@require_POST
@member(May.MANAGE_TEAM)
def test(request: Any, pk: int) -> HttpResponse:
    row = _mine(request, pk)
    say(request, sending.send(queueing.queue_test(row, now=utc_now()), now=utc_now()))
    return redirect("channels:webhook-log", pk)


@require_POST
@member(May.MANAGE_TEAM)
def again(request: Any, pk: UUID) -> HttpResponse:
    """The same message with the same id is sent at once: also one that was given up."""
    mine = WebhookDelivery.objects.filter(team=request.team).select_related("subscription")
    delivery = get_object_or_404(mine, pk=pk)
    say(request, sending.send(delivery, now=utc_now()))
    return redirect("channels:webhook-log", delivery.subscription_id)


@require_POST
@member(May.MANAGE_TEAM)
def pause(request: Any, pk: int) -> HttpResponse:
    _set_active(request, pk, False)
    messages.success(request, "Paused: nothing is sent. What happens meanwhile is told after you resume it.")
    return redirect("channels:webhook-log", pk)


@require_POST
@member(May.MANAGE_TEAM)
def resume(request: Any, pk: int) -> HttpResponse:
    _set_active(request, pk, True)
    messages.success(request, "It is told again, from where it was paused.")
    return redirect("channels:webhook-log", pk)


@require_POST
@member(May.MANAGE_TEAM)
def remove(request: Any, pk: int) -> HttpResponse:
    _mine(request, pk).delete()
    messages.success(request, "Removed with its log. A new subscription has a new secret.")
    return redirect("channels:webhooks")


def _set_active(request: Any, pk: int, value: bool) -> None:
    WebhookSubscription.objects.filter(pk=_mine(request, pk).pk).update(is_active=value)


def _mine(request: Any, pk: int) -> WebhookSubscription:
    return get_object_or_404(WebhookSubscription, team=request.team, pk=pk)
