"""Asking a carrier: the parcels that nobody scanned, their pages there, words to send, and who asked last."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member_of
from fulfillment.accounts.roles import May
from fulfillment.channels.sync import utc_now
from fulfillment.desk import undoing
from fulfillment.desk.time_left import in_words
from fulfillment.orders.models import Order, OrderEvent
from fulfillment.tracking.models import Package
from fulfillment.tracking.numbers import carrier_name, tracking_url
from fulfillment.tracking.states import PackageStatus
from fulfillment.web import render_page, wants_fragment


@require_GET
@member_of(Order, May.SEE_ORDERS, "order_id")
def carrier(request: Any, order: Order) -> HttpResponse:
    now = utc_now()
    asked = last_asked(order)
    parcels = [_parcel(each) for each in unscanned(order)]
    context = {
        "order": order,
        "parcels": parcels,
        "words": _words(order, parcels, now),
        "asked": asked,
        "may_undo": asked is not None and undoing.is_kept(request, asked.pk),
        "zone": order.shop.time_zone,
        "may_act": request.membership.may(May.ACT_ON_ORDERS) and order.is_open,
        "in_dialog": wants_fragment(request),
        "now": now,
    }
    return render_page(request, "desk/carrier.html", context, partial="dialog")


def last_asked(order: Order) -> OrderEvent | None:
    """The last time that somebody asked and did not take it back."""
    if order.carrier_asked_at is None:
        return None
    told = OrderEvent.objects.filter(order=order, kind="carrier.asked", happened_at=order.carrier_asked_at)
    return told.select_related("actor").first()


def unscanned(order: Order) -> list[Package]:
    """Numbered packages of the order that neither carrier nor channel has scanned."""
    of_order = Package.objects.filter(package_orders__order=order, package_orders__is_current=True)
    waiting = of_order.filter(first_scan_at=None, channel_scan_at=None).exclude(
        Q(status=PackageStatus.CANCELLED) | Q(tracking_number="")
    )
    return list(waiting.order_by("shipped_at", "pk"))


def _parcel(row: Package) -> dict[str, Any]:
    return {
        "number": row.tracking_number_given or row.tracking_number,
        "carrier": carrier_name(row.carrier) if row.carrier else row.carrier_name,
        "url": tracking_url(row.carrier, row.tracking_number),
        "labelled_at": row.shipped_at,
    }


def _words(order: Order, parcels: list[dict[str, Any]], now: Any) -> str:
    """What to write to the carrier, to be copied."""
    zone = ZoneInfo(order.shop.time_zone)
    lines = []
    for each in parcels:
        label = f", label made {in_words(each['labelled_at'], zone, now)}" if each["labelled_at"] else ""
        lines.append(f"Parcel {each['number']}{label}: no acceptance scan so far.")
    return (
        "\n".join([*lines, "Do you have it? If so, please scan it in; if not, please trace it."])
        if lines
        else ""
    )
