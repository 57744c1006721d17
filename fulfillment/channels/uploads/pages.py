"""One number for one order in the browser: looked at while it is typed, sent, taken back, corrected."""

from __future__ import annotations

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
from fulfillment.channels.rounds import utc_now
from fulfillment.channels.uploads import sending, standing
from fulfillment.channels.uploads.looking import Looked, look_at
from fulfillment.channels.uploads.preflight import Doing, closed
from fulfillment.orders.actions import channel_page
from fulfillment.orders.models import Order
from fulfillment.outbox import asking
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import ANSWERS
from fulfillment.tracking.carriers.directory import CARRIERS
from fulfillment.web import render_page


@require_GET
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def of_order(request: Any, order: Order) -> HttpResponse:
    """The form; with a number in the address also what is found about it, and the button that sends it."""
    now = utc_now()
    looked = look_at(request.team, order, request.GET, now=now)
    shop = order.shop
    context = {
        "order": order,
        "looked": looked,
        "closed": closed(looked.upload.doing, looked.facts, looked.shop, now=now),
        "given": request.GET.get("number", "").strip(),
        "chosen": request.GET.get("carrier", ""),
        "doing": looked.upload.doing,
        "corrects": looked.upload.doing is Doing.CORRECT,
        "parcels": looked.facts.parcels,
        "carriers": carriers(looked.shop.accepted),
        "channel_label": base.label(shop.channel),
        "channel_url": channel_page(channel=shop.channel, market=shop.market, external_id=order.external_id),
    }
    return render_page(request, "uploads/order.html", context, partial="verdict")


@require_POST
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def send(request: Any, order: Order) -> HttpResponse:
    """What may go is in the outbox; what may not is said again on the form."""
    now = utc_now()
    looked = look_at(request.team, order, request.POST, now=now)
    if not looked.may_go:
        messages.error(request, f"Not sent: {next(f for f in looked.findings if f.refuses).says}")
        return redirect(f"{reverse('uploads:order', args=[order.pk])}?{_query(looked)}")
    sent = sending.send([sending.Going(order, looked.upload, looked.facts)], by=request.user, now=now)
    if sent:
        channel = base.label(order.shop.channel)
        seconds = sending.ONE_WAITS.total_seconds()
        messages.success(
            request,
            f"{looked.upload.number} leaves for {channel} in {seconds:.0f} s; until then it can be withdrawn.",
        )
    else:
        messages.info(request, "The same number was sent for this order before: see what became of it.")
    return redirect("orders:detail", order.pk)


@require_GET
@member_of(Order, May.SEE_ORDERS, "order_id")
def panel(request: Any, order: Order) -> HttpResponse:
    """What was sent about the order and where it stands: a panel of the order page, and a page of its own."""
    now = utc_now()
    writes = standing.described(standing.of_order(order), order, now=now)
    context = {
        "order": order,
        "writes": writes,
        "is_open": any(each["is_open"] for each in writes),
        "may_act": request.membership.may(May.ACT_ON_ORDERS),
        "now": now,
    }
    return render_page(request, "uploads/panel.html", context, partial="panel")


@require_POST
@member_of(OutboundWrite, May.ACT_ON_ORDERS, "write_id")
def withdraw(request: Any, write: OutboundWrite) -> HttpResponse:
    number = write.payload.get("tracking_number", "")
    what = number or ("The answer" if write.kind in ANSWERS else "The change of packages")
    if asking.withdraw(OutboundWrite.objects.filter(pk=write.pk), now=utc_now()):
        messages.success(request, f"{what} was not sent.")
    else:
        then = "; correct it if it is wrong" if number else ""
        messages.error(request, f"{what} has left already, so it cannot be withdrawn{then}.")
    return _back(request, write)


@require_POST
@member_of(OutboundWrite, May.ACT_ON_ORDERS, "write_id")
def retry(request: Any, write: OutboundWrite) -> HttpResponse:
    if asking.try_again(OutboundWrite.objects.filter(pk=write.pk), now=utc_now()):
        sending.wake([write.shop_id])
        messages.success(
            request, "It is looked for on the channel, and sent again only where it is not there."
        )
    return _back(request, write)


def carriers(accepted: frozenset[str] | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """(heading, [(code, name)]) for a choice: those that the market accepts before all others."""
    everything = sorted((carrier.name, code) for code, carrier in CARRIERS.items())
    taken = [(code, name) for name, code in everything if accepted is not None and code in accepted]
    others = [(code, name) for name, code in everything if accepted is None or code not in accepted]
    groups = [("Accepted in this market", taken), ("Others", others)] if taken else [("Carriers", others)]
    return [(heading, group) for heading, group in groups if group]


def _query(looked: Looked) -> str:
    upload = looked.upload
    given = {
        "number": upload.number, "carrier": upload.carrier, "doing": upload.doing, "package": upload.package,
    }  # fmt: skip
    return urlencode(given | {part.line.field: max(part.units, 0) for part in upload.parts})


def _back(request: Any, write: OutboundWrite) -> HttpResponse:
    order = Order.objects.of(request.team).filter(shop=write.shop_id, external_id=write.subject).first()
    return redirect("orders:detail", order.pk) if order else redirect("tracking:list")
