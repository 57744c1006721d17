"""Packages of one order in the browser: what would become of each order is shown first, then the channel is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from fulfillment.accounts.access import member_of
from fulfillment.accounts.roles import May
from fulfillment.channels import base
from fulfillment.channels.bundles import looking, sending
from fulfillment.channels.bundles.looking import Looked
from fulfillment.channels.rounds import utc_now
from fulfillment.orders.models import Order
from fulfillment.orders.rulings import rules_of, terms_of
from fulfillment.outbox.words import Kind
from fulfillment.policies.terms import StopEvent
from fulfillment.web import render_page

SAYS = {
    Kind.PACKAGES_COMBINE: "The wish to combine {count} orders",
    Kind.PACKAGES_UNCOMBINE: "The wish to take the package apart",
    Kind.PACKAGES_SPLIT: "The wish to split the order into {groups} packages",
}


@require_GET
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def combine(request: Any, order: Order) -> HttpResponse:
    """What the channel would put into one package with this order; `with` in the address names some of it."""
    now = utc_now()
    looked = looking.combining(order, request.GET.getlist("with"), now=now)
    return render_page(request, "bundles/combine.html", _context(order, looked, now))


@require_POST
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def send_combined(request: Any, order: Order) -> HttpResponse:
    now, chosen = utc_now(), request.POST.getlist("with")
    # Nobody chosen is nobody, not everybody: the form says who goes with it.
    looked = looking.combining(order, chosen or ["none"], now=now)
    again = (
        f"{reverse('bundles:combine', args=[order.pk])}?{urlencode({'with': chosen or ['none']}, doseq=True)}"
    )
    return _send(request, Kind.PACKAGES_COMBINE, order, looked, now=now, again=again)


@require_GET
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def split(request: Any, order: Order) -> HttpResponse:
    """Which unit goes into which package; as proposed until the address says otherwise."""
    now = utc_now()
    looked, choices = looking.splitting(order, request.GET, now=now)
    used = range(1, min(len(choices), looking.MOST_PACKAGES) + 1)
    context = _context(order, looked, now) | {"choices": choices, "packages": used}
    return render_page(request, "bundles/split.html", context)


@require_POST
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def send_split(request: Any, order: Order) -> HttpResponse:
    now = utc_now()
    looked, choices = looking.splitting(order, request.POST, now=now)
    chosen = urlencode({choice.name: choice.package for choice in choices})
    again = f"{reverse('bundles:split', args=[order.pk])}?{chosen}"
    return _send(request, Kind.PACKAGES_SPLIT, order, looked, now=now, again=again)


@require_GET
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def take_apart(request: Any, order: Order) -> HttpResponse:
    """The order leaves its shared package; with `all` in the address every order of it goes alone again."""
    now, everything = utc_now(), request.GET.get("all") == "1"
    looked = looking.taking_out(order, everything=everything, now=now)
    context = _context(order, looked, now) | {"everything": everything}
    return render_page(request, "bundles/take_apart.html", context)


@require_POST
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def send_apart(request: Any, order: Order) -> HttpResponse:
    now, everything = utc_now(), request.POST.get("all") == "1"
    looked = looking.taking_out(order, everything=everything, now=now)
    again = reverse("bundles:take-apart", args=[order.pk]) + ("?all=1" if everything else "")
    return _send(request, Kind.PACKAGES_UNCOMBINE, order, looked, now=now, again=again)


def _context(order: Order, looked: Looked, now: datetime) -> dict[str, Any]:
    shop = order.shop
    rules = rules_of(terms_of(shop), order.placed_at)
    return {
        "order": order,
        "looked": looked,
        "rows": _rows(looked),
        "due_word": "scanned" if rules.stop_event is StopEvent.FIRST_SCAN else "ready to ship",
        "channel_label": base.label(shop.channel),
        "seconds": f"{sending.ONE_WAITS.total_seconds():.0f}",
        "now": now,
    }


def _rows(looked: Looked) -> Sequence[dict[str, Any]]:
    due = {each.part.external_id: each for each in looked.dues}
    return [
        {"order": order, "due": due.get(order.external_id), "is_chosen": order.pk in looked.chosen}
        for order in looked.orders
    ]


def _send(
    request: Any, kind: Kind, order: Order, looked: Looked, *, now: datetime, again: str
) -> HttpResponse:
    """In the outbox where nothing speaks against it; else it is said, on the page where it can be mended."""
    if not looked.may_go:
        messages.error(request, f"Not sent: {next(f for f in looked.findings if f.refuses).says}")
        return redirect(again)
    about = looked.orders if kind is Kind.PACKAGES_UNCOMBINE else looked.bundled
    if sending.send(kind, about, looked.bundle, by=request.user, now=now) is None:
        messages.info(request, "The same was asked for before: see what became of it.")
    else:
        what = SAYS[kind].format(count=len(looked.bundled), groups=len(looked.bundle.groups))
        seconds = f"{sending.ONE_WAITS.total_seconds():.0f}"
        channel = base.label(order.shop.channel)
        messages.success(
            request, f"{what} leaves for {channel} in {seconds} s; until then it can be withdrawn."
        )
    return redirect("orders:detail", order.pk)
