"""The platform's label of one package as a PDF; each printing is an event, so that a second one is known as such."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from fulfillment.accounts.access import member_of
from fulfillment.accounts.roles import May
from fulfillment.channels import base
from fulfillment.channels.documents import WORDS, DocumentKind
from fulfillment.channels.errors import ChannelError
from fulfillment.channels.labels.asking import PRINTED
from fulfillment.channels.labels.fetching import Lines
from fulfillment.channels.rounds import utc_now
from fulfillment.orders.history import record
from fulfillment.orders.models import Hold, Order, OrderEvent
from fulfillment.policies.terms import ShippingType
from fulfillment.tracking.models import Package
from fulfillment.tracking.states import PackageStatus

WITH_LABEL = [WORDS[DocumentKind.LABEL], WORDS[DocumentKind.BOTH]]


class Printable(NamedTuple):
    """A package with how often its label was printed; `last_at` None: never yet."""

    package: Package
    times: int
    last_at: datetime | None


def printable(order: Order) -> list[Printable] | None:
    """None where the platform does not ship it, or does not print from here; two queries."""
    if order.shipping_type != ShippingType.PLATFORM or not base.prints(order.shop):
        return None
    printed: dict[str, list[datetime]] = {}
    events = OrderEvent.objects.filter(order=order, kind=PRINTED, data__name__in=WITH_LABEL).order_by(
        "happened_at"
    )
    for name, at in events.values_list("data__package", "happened_at"):
        printed.setdefault(name, []).append(at)
    found = []
    for package in _packages(order).order_by("pk"):
        moments = printed.get(package.external_id, [])
        found.append(Printable(package, len(moments), moments[-1] if moments else None))
    return found


@require_POST
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def print_document(request: Any, order: Order, package_id: int, kind: str) -> HttpResponse:
    if kind not in set(DocumentKind) or order.shipping_type != ShippingType.PLATFORM:
        raise Http404
    package, wanted = get_object_or_404(_packages(order), pk=package_id), DocumentKind(kind)
    if Hold.objects.open().filter(order=order, blocks=True).exists():
        messages.error(request, "Not printed: the order is on hold and must not ship.")
        return redirect("orders:detail", order.pk)
    try:
        with Lines(now=utc_now()) as lines:
            content = lines.document(order.shop, package, wanted)
    except ChannelError as fault:
        messages.error(request, f"Not printed. {fault.sentence} {fault.fix}")
        return redirect("orders:detail", order.pk)
    now = utc_now()
    data = {"package": package.external_id, "name": WORDS[wanted]}
    record([order.pk], kind=PRINTED, key=f"{PRINTED}:{now.isoformat()}", data=data, by=request.user, now=now)
    name = f"{package.external_id}-{wanted}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _packages(order: Order) -> Any:
    served = Package.objects.filter(package_orders__order=order, package_orders__is_current=True)
    return served.filter(team=order.team_id).exclude(status=PackageStatus.CANCELLED)
