"""What the stock pages read: SKUs by code, movements newest first, one lot with all that hangs on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from fulfillment.accounts.models import Team
from fulfillment.warehouse import newest
from fulfillment.warehouse.lot_states import LotState, MoveKind, SupplyKind
from fulfillment.warehouse.models import Allocation, Lot, ReceiptLine, StockMovement, Supply, Warehouse

SIZE = 50
LOTS_SHOWN = 60
ORDERS_SHOWN = 20
VIEWS = {"all": "All", "quarantined": "With quarantined lots", "free": "Free to sell"}
SUMS = {
    "shelf": Sum("on_hand", filter=Q(state=LotState.RELEASED), default=0),
    "quarantined": Sum("on_hand", filter=Q(state=LotState.QUARANTINED), default=0),
    "rejected": Sum("on_hand", filter=Q(state=LotState.REJECTED), default=0),
    "given": Sum("allocated", default=0),
}
NOTHING = dict.fromkeys(SUMS, 0)


@dataclass(frozen=True)
class Asked:
    """`given` are the values that are known."""

    team: Team
    warehouses: list[Warehouse]
    given: dict[str, str] = field(default_factory=dict)

    def supplies(self) -> QuerySet[Supply]:
        rows = Supply.objects.filter(team=self.team)
        if code := self.given.get("warehouse"):
            rows = rows.filter(warehouse__code=code)
        if words := self.given.get("q"):
            rows = rows.filter(Q(sku__code__istartswith=words) | Q(sku__title__icontains=words))
        if self.given.get("view") == "quarantined":
            held = Lot.objects.filter(team=self.team, on_hand__gt=0, state=LotState.QUARANTINED)
            rows = rows.filter(_in(held))
        if self.given.get("view") == "free":
            free = Lot.objects.filter(team=self.team, state=LotState.RELEASED, on_hand__gt=F("allocated"))
            rows = rows.filter(_in(free))
        return rows


def _in(lots: QuerySet[Lot]) -> Q:
    """Supplies whose goods are among these lots."""
    return Q(Exists(lots.filter(warehouse=OuterRef("warehouse"), sku=OuterRef("sku"))))


def asked(team: Team, given: Mapping[str, str]) -> Asked:
    warehouses = list(Warehouse.objects.of(team).order_by("-is_default", "name"))
    known = {"warehouse": {each.code for each in warehouses}, "view": set(VIEWS)}
    kept = {name: given[name] for name, values in known.items() if given.get(name) in values}
    if words := given.get("q", "").strip()[:120]:
        kept["q"] = words
    return Asked(team, warehouses, kept)


def key_of(row: Supply) -> str:
    return f"{row.pk}~{row.sku.code}"


def page(told: Asked, after: str, *, size: int = SIZE) -> tuple[list[dict[str, Any]], bool]:
    """Up to `size` SKUs from the key on, and whether more follow. Two queries."""
    rows = told.supplies()
    pk, mark, code = after.partition("~")
    if mark and pk.isdecimal() and len(pk) < 19:
        rows = rows.filter(Q(sku__code__gt=code) | Q(sku__code=code, pk__gt=int(pk)))
    found = list(rows.select_related("sku", "warehouse").order_by("sku__code", "pk")[: size + 1])
    return _with_sums(told.team, found[:size]), len(found) > size


def every(told: Asked, *, size: int = 2000) -> Iterator[list[dict[str, Any]]]:
    after, more = "", True
    while more:
        rows, more = page(told, after, size=size)
        yield rows
        after = key_of(rows[-1]["row"]) if rows else ""


def _with_sums(team: Team, rows: list[Supply]) -> list[dict[str, Any]]:
    lots = Lot.objects.filter(team=team, on_hand__gt=0, sku__in={row.sku_id for row in rows})
    summed: Any = lots.values("warehouse", "sku").annotate(**SUMS).order_by()
    sums = {(each["warehouse"], each["sku"]): {name: each[name] for name in SUMS} for each in summed}
    return [_shown(row, sums.get((row.warehouse_id, row.sku_id), NOTHING)) for row in rows]


def _shown(row: Supply, sums: Mapping[str, int]) -> dict[str, Any]:
    found = {"row": row, **sums, "free": sums["shelf"] - sums["given"]}
    return found | {"is_per_order": row.kind == SupplyKind.PER_ORDER}


def of_sku(team: Team, sku_id: int) -> list[dict[str, Any]]:
    """One row for each warehouse that keeps it."""
    rows = Supply.objects.filter(team=team, sku=sku_id).select_related("sku", "warehouse")
    return _with_sums(team, list(rows.order_by("warehouse__name", "pk")))


def lots_of(team: Team, sku_id: int) -> list[Lot]:
    """Those with something left, the oldest first; then the last that are used up."""
    rows = Lot.objects.filter(team=team, sku=sku_id).select_related("warehouse", "supplier", "kept_for")
    here = list(rows.filter(on_hand__gt=0).oldest_first()[:LOTS_SHOWN])
    return here + list(rows.filter(on_hand=0).order_by("-received_at", "-pk")[: LOTS_SHOWN - len(here)])


def moment_key(row: StockMovement) -> str:
    return newest.key_of(row, "moved_at")


def movements(rows: QuerySet[StockMovement], after: str) -> tuple[list[StockMovement], bool]:
    """Newest first, from the key on, and whether older ones follow."""
    related = rows.select_related(
        "lot", "sku", "moved_by", "order_line__order", "receipt_line__receipt", "taken_back"
    )
    return newest.page(related, "moved_at", after, size=SIZE)


def receipts_of(lot: Lot) -> list[ReceiptLine]:
    """What brought it, each with its units."""
    rows = ReceiptLine.objects.filter(lot=lot).select_related(
        "receipt__supplier", "receipt__delivery", "receipt__opened_by", "expected_line"
    )
    return list(rows.annotate(units=Sum("movements__quantity", default=0)).order_by("pk")[:LOTS_SHOWN])


def came_back_of(lot: Lot) -> list[Lot]:
    """What buyers sent back of it, newest first, each with the units that came."""
    rows = Lot.objects.filter(returned_lot=lot).select_related("returned_line__order")
    came = Sum("movements__quantity", filter=Q(movements__kind=MoveKind.RECEIVED), default=0)
    return list(rows.annotate(units=came).filter(units__gt=0).order_by("-received_at", "-pk")[:ORDERS_SHOWN])


def allocations_of(lot: Lot) -> list[Allocation]:
    rows = Allocation.objects.filter(lot=lot).select_related("order_line__order__shop")
    return list(rows.order_by("order_line__order__dispatch_due_at", "pk")[: ORDERS_SHOWN + 1])


def shipped_of(lot: Lot) -> list[StockMovement]:
    rows = StockMovement.objects.filter(lot=lot, order_line__isnull=False)
    return list(
        rows.select_related("order_line__order__shop").order_by("-moved_at", "-pk")[: ORDERS_SHOWN + 1]
    )
