"""Where the goods of an order come from: for each line the lots it is given, or went out of, and what is missing."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Q, Sum

from fulfillment.orders.models import Order
from fulfillment.warehouse.lot_states import SUPPLY_LABELS, MoveKind, SupplyKind
from fulfillment.warehouse.models import Allocation, Lot, Packing, StockMovement, Supply
from fulfillment.warehouse.pack_states import PackState


def lines(order: Order) -> list[dict[str, Any]]:
    """Lines with goods on a shelf, now or when they were sent; six queries. None of a team that keeps no stock."""
    rows = list(order.lines.select_related("sku", "supplier").order_by("pk"))  # type: ignore[attr-defined]
    kinds = _kinds(order, [row.sku_id for row in rows])
    lots = lots_of([row.pk for row in rows])
    missing = _missing(order)
    found = []
    for row in rows:
        kind = kinds.get(row.sku_id or 0)
        if lots[row.pk] or kind:
            needs = row.quantity - row.cancelled_quantity
            found.append(
                {
                    "row": row,
                    "needs": needs,
                    "lots": lots[row.pk],
                    "source": SUPPLY_LABELS[kind] if kind else "",
                    "is_per_order": kind == SupplyKind.PER_ORDER,
                    "missing": missing.get(row.sku.code if row.sku else "", ""),
                    "is_open": order.is_open,
                }
            )
    return found


def boxes(order: Order) -> Any:
    """As they were sealed, with their pictures."""
    rows = Packing.objects.filter(packed_orders__order=order, sealed_at__isnull=False)
    rows = rows.exclude(state=PackState.UNPACKED).select_related("packer").prefetch_related("photos")
    return rows.order_by("sealed_at")


def _kinds(order: Order, skus: list[int | None]) -> dict[int, SupplyKind]:
    """What is kept on a shelf anywhere wins over what is bought per order."""
    rows = Supply.objects.filter(team=order.team_id, sku__in=[sku for sku in skus if sku])
    found: dict[int, SupplyKind] = {}
    for sku, kind in rows.order_by("pk").values_list("sku", "kind"):
        if found.get(sku, SupplyKind.PER_ORDER) == SupplyKind.PER_ORDER:
            found[sku] = SupplyKind(kind)
    return found


def lots_of(line_ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    """By line: what waits for it, what went out for it, and what came back of it; three queries."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    given = Allocation.objects.filter(order_line__in=line_ids).select_related("lot__supplier").order_by("pk")
    for each in given:
        found[each.order_line_id].append(_of(each.lot, each.quantity, is_sent=False))
    sent = StockMovement.objects.filter(order_line__in=line_ids).select_related("lot__supplier")
    for row in sent.order_by("pk"):
        assert row.order_line_id is not None
        found[row.order_line_id].append(_of(row.lot, -row.quantity, is_sent=True))
    back = Lot.objects.filter(returned_line__in=line_ids).select_related("supplier")
    came = Sum("movements__quantity", filter=Q(movements__kind=MoveKind.RECEIVED), default=0)
    for lot in back.annotate(units=came).filter(units__gt=0).order_by("pk"):
        assert lot.returned_line_id is not None
        found[lot.returned_line_id].append(_of(lot, lot.units, is_sent=False) | {"is_back": True})
    return found


def _of(lot: Lot, quantity: int, *, is_sent: bool) -> dict[str, Any]:
    return {"lot": lot, "quantity": quantity, "is_sent": is_sent}


def _missing(order: Order) -> dict[str, str]:
    """What is said to be missing, by SKU code."""
    rows = order.holds.open().filter(reason="stock_short")  # type: ignore[attr-defined]
    return dict(rows.values_list("subject", "evidence"))
