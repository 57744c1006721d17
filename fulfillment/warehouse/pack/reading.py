"""What the packing table knows of orders: a fixed number of queries, however many orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.utils import timezone

from fulfillment.accounts.models import Team
from fulfillment.orders.models import Cancellation, Hold, Order, OrderLine
from fulfillment.orders.requests import waiting
from fulfillment.orders.states import OrderStatus, Stage
from fulfillment.tracking.models import PackageOrder
from fulfillment.warehouse.models import Allocation, Barcode, PackClaim, PackedItem, Packing
from fulfillment.warehouse.pack import kitting
from fulfillment.warehouse.pack.deciding import Line, Parcel, key_of
from fulfillment.warehouse.pack.kitting import KitLine
from fulfillment.warehouse.pack.recalling import Standing, Stop, stop_of
from fulfillment.warehouse.pack_states import PackState
from fulfillment.warehouse.scanning import spellings

PACKED = (PackState.SEALED, PackState.GONE)


class AtTable(NamedTuple):
    """One order. `parcel.lines` need what lies in no sealed box yet."""

    order: Order
    lines: list[OrderLine]
    parcel: Parcel
    stop: Stop | None
    claim: PackClaim | None
    kit: list[KitLine] = []


def read(team: Team, order_ids: Iterable[int]) -> dict[int, AtTable]:
    """By id, only orders of the team; ten queries, nineteen where it has brand kits. `parcel.lines` end with the kit's."""
    orders = list(Order.objects.of(team).filter(pk__in=order_ids).select_related("shop", "truck"))
    ids = [order.pk for order in orders]
    lines: dict[int, list[OrderLine]] = defaultdict(list)
    for line in OrderLine.objects.filter(order__in=ids).select_related("sku").order_by("pk"):
        lines[line.order_id].append(line)
    codes = _codes(team, [line for of_order in lines.values() for line in of_order])
    packed, labels = _packed(ids), _labels(ids)
    stops = _stops(team, orders, labels)
    kits = kitting.lines_of(team, ids, now=timezone.now())
    claims = {row.order_id: row for row in PackClaim.objects.filter(order__in=ids).select_related("packer")}
    return {
        order.pk: AtTable(
            order,
            lines[order.pk],
            parcel := _parcel(order, lines[order.pk], codes, packed, labels, stops, kits.get(order.pk, ())),
            stops[order.pk],
            claims.get(order.pk),
            [] if parcel.is_packed else kits.get(order.pk, []),
        )
        for order in orders
    }


def _parcel(
    order: Order,
    lines: Sequence[OrderLine],
    codes: Mapping[int, frozenset[str]],
    packed: Mapping[int, int],
    labels: Mapping[int, dict[str, bool]],
    stops: Mapping[int, Stop | None],
    kit: Sequence[KitLine],
) -> Parcel:
    """A kit goes with goods: once all of those are packed nothing more is needed."""
    goods = tuple(
        Line(line.pk, max(line.to_send - packed.get(line.pk, 0), 0), codes[line.pk]) for line in lines
    )
    beside = tuple(each.line for each in kit) if any(line.need for line in goods) else ()
    free = frozenset(number for number, is_used in labels.get(order.pk, {}).items() if not is_used)
    stop = stops[order.pk]
    return Parcel(
        id=order.pk,
        buyer=f"{order.shop_id}:{order.buyer_key}" if order.buyer_key else "",
        codes=frozenset(key_of(code) for code in (order.external_id, order.number) if code),
        labels=free,
        lines=goods + beside,
        stop=stop.title if stop else "",
    )  # fmt: skip


def _codes(team: Team, lines: Sequence[OrderLine]) -> dict[int, frozenset[str]]:
    """Whatever may be printed on the goods: the SKU, its barcodes in each spelling, labels of the lots given to the line."""
    barcodes: dict[int, set[str]] = defaultdict(set)
    skus = {line.sku_id for line in lines if line.sku_id}
    for sku, text in Barcode.objects.filter(team=team, sku__in=skus).values_list("sku", "text"):
        barcodes[sku] |= {key_of(each) for each in spellings(text)}
    lots: dict[int, set[str]] = defaultdict(set)
    given = Allocation.objects.filter(order_line__in=[line.pk for line in lines])
    for line_id, code in given.values_list("order_line", "lot__code"):
        lots[line_id].add(key_of(code))
    return {
        line.pk: frozenset(
            {key_of(code) for code in (line.sku.code if line.sku else "", line.sku_code) if code}
            | barcodes[line.sku_id or 0]
            | lots[line.pk]
        )
        for line in lines
    }


def _packed(order_ids: Sequence[int]) -> dict[int, int]:
    """Units by line that lie in sealed boxes with which nothing is wrong."""
    rows = PackedItem.objects.filter(
        order_line__order__in=order_ids, packing__state__in=PACKED, packing__problem=""
    )
    return dict(rows.values_list("order_line").annotate(n=Sum("quantity")))


def _labels(order_ids: Sequence[int]) -> dict[int, dict[str, bool]]:
    """The numbers of its packages by order, and whether a sealed box carries each already."""
    rows = PackageOrder.objects.filter(order__in=order_ids, is_current=True)
    told = [row for row in rows.values_list("order", "package", "package__tracking_number") if row[2]]
    used = Packing.objects.filter(package__in=[package for _, package, _ in told], state__in=PACKED)
    carried = set(used.values_list("package", flat=True))
    found: dict[int, dict[str, bool]] = defaultdict(dict)
    for order, package, number in told:
        found[order][number] = package in carried
    return found


def _stops(
    team: Team, orders: Sequence[Order], labels: Mapping[int, dict[str, bool]]
) -> dict[int, Stop | None]:
    holds: dict[int, list[tuple[str, str]]] = defaultdict(list)
    blocking = Hold.objects.open().filter(order__in=[order.pk for order in orders], blocks=True)
    for order_id, reason, evidence in blocking.order_by("placed_at", "pk").values_list(
        "order", "reason", "evidence"
    ):
        holds[order_id].append((reason, evidence))
    asked = waiting(Cancellation, team).filter(order__in=[order.pk for order in orders])
    to_cancel = set(asked.order_by().values_list("order", flat=True))
    return {
        order.pk: stop_of(
            Standing(
                Stage.CANCELLED if order.status == OrderStatus.CANCELLED else order.stage,
                bool(labels.get(order.pk)),
                order.pk in to_cancel,
                tuple(holds[order.pk]),
            )
        )
        for order in orders
    }


def lock(team: Team, order_ids: Iterable[int]) -> dict[int, AtTable]:
    """As `read`, and until the transaction ends nobody else packs, cancels or holds them."""
    ids = sorted(set(order_ids))
    list(
        Order.objects.of(team)
        .filter(pk__in=ids)
        .order_by("pk")
        .select_for_update(no_key=True)
        .values_list("pk")
    )
    return read(team, ids)


def orders_of(box: Packing) -> list[int]:
    return list(box.packed_orders.order_by("order").values_list("order", flat=True))  # type: ignore[attr-defined]


def inside(box: Packing) -> dict[int, int]:
    """Units by line, those of kits too."""
    goods = PackedItem.objects.filter(packing=box).values_list("order_line").annotate(n=Sum("quantity"))
    return {**dict(goods), **kitting.inside(box)}


def who(claim_or_box: Any) -> str:
    packer = claim_or_box.packer
    return (packer.get_full_name() or packer.email.partition("@")[0].capitalize()) if packer else "Somebody"


def clock(at: datetime, team: Team) -> str:
    return f"{at.astimezone(ZoneInfo(team.time_zone)):%H:%M}"
