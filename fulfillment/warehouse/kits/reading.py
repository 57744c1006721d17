"""A team's kits as choosing reads them, and what open orders need of them; a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Q, Sum

from fulfillment.orders.models import Order
from fulfillment.orders.states import Stage
from fulfillment.orders.upsert.rowset import execute
from fulfillment.warehouse.allocating import Place, Stock
from fulfillment.warehouse.kit_states import Per, Scope
from fulfillment.warehouse.kits.choosing import Artwork, Item, Kit, Kits, Line, in_force
from fulfillment.warehouse.lot_states import LotState
from fulfillment.warehouse.models import BrandKit, KitArtwork, KitItem, KitSku, KitUse, Lot, PlainOrder
from fulfillment.warehouse.needs import PACKED_HERE
from fulfillment.warehouse.whence import whence_of

# Of an order whose label is made the parcel may be closed; one that was never judged may be long gone.
LINES = """
SELECT o.id, o.shop_id, o.warehouse_external_id, o.dispatch_due_at, o.act_by_at, o.placed_at, l.sku_id,
    (l.quantity - l.cancelled_quantity)::int
FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
WHERE o.team_id = %(team)s AND o.is_open AND o.stage = %(stage)s AND o.shipping_type = ANY(%(packed)s)
    AND o.packed_at IS NULL AND o.rule_version <> '' AND l.quantity > l.cancelled_quantity
    AND NOT EXISTS (SELECT FROM warehouse_plainorder p WHERE p.order_id = o.id AND p.ended_at IS NULL)
    AND (%(shops)s::bigint[] IS NULL OR o.shop_id = ANY(%(shops)s) OR l.sku_id = ANY(%(skus)s))
ORDER BY o.id
"""


class Need(NamedTuple):
    """What one open order needs of one item."""

    order: int
    shop: int
    place: Place  # warehouse (0: nobody knows) and SKU of the item
    item: int
    units: int
    due_at: datetime | None
    act_by_at: datetime | None
    placed_at: datetime


def kits_of(team_id: int) -> Kits:
    """Three queries."""
    rows = list(BrandKit.objects.active().filter(team=team_id).values_list("pk", "scope", "shop"))
    items: dict[int, list[Item]] = defaultdict(list)
    if rows:
        found = KitItem.objects.filter(team=team_id, ended_at=None, kit__in=[pk for pk, *_ in rows])
        columns = ("kit", "pk", "sku", "quantity", "per")
        for kit, pk, sku, quantity, per in found.order_by("pk").values_list(*columns):
            items[kit].append(Item(pk, sku, quantity, Per(per)))
    skus: dict[int, set[int]] = defaultdict(set)
    for kit, sku in KitSku.objects.filter(kit__in=list(items)).values_list("kit", "sku"):
        skus[kit].add(sku)
    return Kits(
        Kit(pk, Scope(scope), shop, frozenset(skus[pk]), tuple(items[pk])) for pk, scope, shop in rows
    )


def needs(team_id: int, kits: Kits) -> list[Need]:
    """Of open orders that are neither packed nor labelled nor allowed to go plain."""
    if not kits.ready:
        return []
    whence, gone = whence_of(team_id), _used(team_id)
    found = []
    for head, rows in groupby(_lines(team_id, kits), key=lambda row: row[:6]):
        order, shop, named, due_at, act_by_at, placed_at = head
        for item, units in kits.needed(shop, [Line(*row[6:]) for row in rows]).items():
            if (order, item.id) not in gone:
                place = (whence.of(shop, named) or 0, item.sku)
                found.append(Need(order, shop, place, item.id, units, due_at, act_by_at, placed_at))
    return found


def _lines(team_id: int, kits: Kits) -> list[tuple[Any, ...]]:
    """Only of shops and SKUs that a kit is for, unless one is for all."""
    by_place = [kit for kit in kits.ready if kit.scope in (Scope.TEAM, Scope.SHOP)]
    shops = None if any(kit.shop is None for kit in by_place) else [kit.shop for kit in by_place]
    skus = sorted({sku for kit in kits.ready for sku in kit.skus})
    values = {
        "team": team_id,
        "stage": Stage.TO_SHIP.value,
        "packed": PACKED_HERE,
        "shops": shops,
        "skus": skus,
    }
    return list(execute(LINES, values))


def _used(team_id: int) -> set[tuple[int, int]]:
    rows = KitUse.objects.filter(team=team_id, returned_at=None, order__is_open=True)
    return set(rows.values_list("order", "item"))


def of_orders(team_id: int, order_ids: Iterable[int], kits: Kits | None = None) -> dict[int, dict[Item, int]]:
    """What each of these orders gets, however it stands, but plain ones; what is in its boxes already included."""
    kits = kits or kits_of(team_id)
    if not kits.ready:
        return {}
    ids = list(order_ids)
    plain = set(PlainOrder.objects.filter(order__in=ids, ended_at=None).values_list("order", flat=True))
    rows = Order.objects.filter(pk__in=ids, team=team_id, shipping_type__in=PACKED_HERE).exclude(pk__in=plain)
    lines: dict[tuple[int, int], list[Line]] = defaultdict(list)
    columns = ("pk", "shop", "lines__sku", "lines__quantity", "lines__cancelled_quantity")
    for order, shop, sku, quantity, cancelled in rows.values_list(*columns):
        lines[order, shop].append(Line(sku, (quantity or 0) - (cancelled or 0)))
    return {order: kits.needed(shop, told) for (order, shop), told in lines.items()}


def stock(team_id: int, skus: Iterable[int]) -> list[Stock]:
    """What is free of items, one row for each place and shop it is kept for; what sealed boxes took is out of it."""
    rows = Lot.objects.filter(team=team_id, sku__in=set(skus), state=LotState.RELEASED, on_hand__gt=0)
    free: dict[tuple[Place, int | None], int] = defaultdict(int)
    received = {}
    columns = ("warehouse", "sku", "kept_for", "on_hand", "allocated", "received_at")
    for house, sku, kept_for, on_hand, allocated, at in rows.values_list(*columns):
        free[(house, sku), kept_for] += on_hand - allocated
        received[(house, sku), kept_for] = at
    for place, units in _to_move(team_id).items():
        for key in [key for key in free if key[0] == place]:
            taken = min(free[key], units)
            free[key], units = free[key] - taken, units - taken
    return [
        Stock(number, place, free[place, shop], received[place, shop], shop)
        for number, (place, shop) in enumerate(free)
    ]


def _to_move(team_id: int) -> Mapping[Place, int]:
    """Units in sealed boxes that the ledger does not know of yet."""
    rows = KitUse.objects.filter(team=team_id, moved_at=None, returned_at=None).order_by()
    told = rows.values_list("packing__warehouse", "item__sku").annotate(n=Sum("quantity"))
    return {(house, sku): units for house, sku, units in told}


def artworks_in_force(items: Iterable[int], *, now: datetime) -> dict[int, int]:
    """The artwork by item; no entry where none is."""
    found: dict[int, list[Artwork]] = defaultdict(list)
    rows = KitArtwork.objects.filter(~Q(approved_at=None), item__in=list(items), retired_at=None)
    for row in rows:
        told = Artwork(row.pk, row.version, row.begins_at, row.approved_at, row.retired_at)
        found[row.item_id].append(told)
    chosen = {item: in_force(told, now) for item, told in found.items()}
    return {item: artwork.id for item, artwork in chosen.items() if artwork}
