"""Parcels on a manifest that must not go any more: since they were scanned their order was cancelled, held or asked back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q

from fulfillment.orders.models import Cancellation, Hold, Order
from fulfillment.orders.requests import waiting
from fulfillment.orders.states import Stage
from fulfillment.tracking.models import PackageOrder
from fulfillment.warehouse.handover.recognising import seen
from fulfillment.warehouse.handover.refusals import Parcel, of_orders
from fulfillment.warehouse.models import Manifest, ManifestLine, PackedOrder

SHOWN = 25


class Overtaken(NamedTuple):
    line: ManifestLine
    sentence: str


def on(manifest: Manifest | None) -> list[Overtaken]:
    """Three queries where all may go."""
    if manifest is None:
        return []
    lines = ManifestLine.objects.filter(manifest=manifest).on_it()
    rows = list(_stopped(manifest, lines).only("pk", "number", "external_id", "stage")[:SHOWN])
    if not rows:
        return []
    told, found = seen(manifest.team, rows), dict[int, Overtaken]()
    for line, order in _pairs(lines, list(told)):
        if said := of_orders(Parcel(line.number, orders=(told[order],))):
            found.setdefault(line.pk, Overtaken(line, said.sentence))
    return list(found.values())


def _stopped(manifest: Manifest, lines: Any) -> Any:
    by_label = PackageOrder.objects.filter(package__in=lines.values("package"), is_current=True)
    by_box = PackedOrder.objects.filter(packing__in=lines.filter(package=None).values("packing"))
    ids = {*by_label.values_list("order", flat=True), *by_box.values_list("order", flat=True)}
    held = Exists(Hold.objects.open().filter(order=OuterRef("pk"), blocks=True))
    asked = Q(pk__in=waiting(Cancellation, manifest.team).order_by().values("order"))
    return Order.objects.filter(Q(stage=Stage.CANCELLED) | held | asked, pk__in=ids).order_by("pk")


def _pairs(lines: Any, orders: list[int]) -> Iterable[tuple[ManifestLine, int]]:
    by_label = PackageOrder.objects.filter(order__in=orders, is_current=True).values_list("package", "order")
    by_box = PackedOrder.objects.filter(order__in=orders).values_list("packing", "order")
    labels, boxes = list(by_label), list(by_box)
    here = Q(package__in=[pk for pk, _ in labels]) | Q(package=None, packing__in=[pk for pk, _ in boxes])
    for line in lines.filter(here).order_by("pk"):
        told, key = (labels, line.package_id) if line.package_id else (boxes, line.packing_id)
        yield from ((line, order) for pk, order in told if pk == key)
