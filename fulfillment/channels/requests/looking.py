"""One request with all that its answer depends on, read in a fixed number of queries."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Q

from fulfillment.channels import base
from fulfillment.channels.answering import Asked, Step
from fulfillment.channels.requests.telling import Facts, Parcel
from fulfillment.orders import requests
from fulfillment.orders.models import Cancellation, Order
from fulfillment.orders.requests import Request
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import ANSWERS, Kind
from fulfillment.tracking.models import PackageOrder
from fulfillment.tracking.numbers import carrier_name
from fulfillment.tracking.states import PackageStatus
from fulfillment.warehouse.models import Packing

ASKED = {
    "refund": Asked.REFUND,
    "return": Asked.RETURN,
    "replacement": Asked.REPLACEMENT,
    "exchange": Asked.EXCHANGE,
}


class Looked(NamedTuple):
    """`others` wait for an answer too; `open_write` is an answer that is on its way already."""

    request: Request
    asked: Asked
    step: Step
    facts: Facts
    others: tuple[Request, ...] = ()
    open_write: OutboundWrite | None = None


def what_is_asked(row: Request) -> tuple[Asked, Step] | None:
    """None where only the channel's own pages can answer it."""
    if isinstance(row, Cancellation):
        return (Asked.CANCELLATION, Step.REQUEST) if row.status == "requested" else None
    asked = ASKED.get(row.kind)
    if asked is None or row.status not in ("requested", "in_return"):
        return None
    return asked, Step.REQUEST if row.status == "requested" else Step.RECEIVED


def can_answer(row: Request, order: Order) -> bool:
    found = what_is_asked(row) if requests.waits_for_us(row) else None
    return found is not None and base.takes_answers(order.shop, found[0])


def look_at(order: Order, external_id: str = "") -> Looked | None:
    """The named request, else the one with the least time; None where none waits that can be answered here."""
    open_ = [row for row in requests.of_order(order) if can_answer(row, order)]
    chosen = next((row for row in open_ if external_id in ("", row.external_id)), None)
    found = what_is_asked(chosen) if chosen else None
    if chosen is None or found is None:
        return None
    asked, step = found
    writes = OutboundWrite.objects.of(order.team).about(order.shop_id, [order.external_id]).unsettled()
    rows = list(writes.filter(Q(kind__in=ANSWERS) | Q(kind=Kind.SHIPMENT_CREATE)))
    facts = Facts(
        asked=asked,
        step=step,
        channel=base.label(order.shop.channel),
        is_own_store=order.shop.platform == "own_store",
        parcels=_parcels(order),
        waiting=tuple(row.payload["tracking_number"] for row in rows if row.kind == Kind.SHIPMENT_CREATE),
        is_labelled=order.labelled_at is not None,
        suppliers=_suppliers(order),
        boxes=_boxes(order),
    )
    on_its_way = (row for row in rows if row.payload.get("request_external_id") == chosen.external_id)
    others = tuple(row for row in open_ if row is not chosen)
    return Looked(chosen, asked, step, facts, others, next(on_its_way, None))


def _parcels(order: Order) -> tuple[Parcel, ...]:
    links = PackageOrder.objects.filter(order=order, is_current=True).select_related("package")
    rows = [link.package for link in links if link.package.status != PackageStatus.CANCELLED]
    return tuple(
        Parcel(
            row.tracking_number,
            carrier_name(row.carrier),
            is_scanned=bool(row.first_scan_at or row.channel_scan_at),
            is_delivered=bool(row.delivered_at),
        )
        for row in rows
    )


def _boxes(order: Order) -> tuple[str, ...]:
    inside = Packing.objects.of(order.team).in_the_house().filter(packed_orders__order=order)
    return tuple(inside.order_by("pk").values_list("label_number", flat=True))


def _suppliers(order: Order) -> tuple[str, ...]:
    named = (line.supplier.name for line in order.lines.select_related("supplier") if line.supplier)
    return tuple(dict.fromkeys(named))
