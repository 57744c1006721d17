"""What waits to be inspected, worst deadline first: lots that came in or back, and what somebody asked to be seen again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Min, Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Sku
from fulfillment.inspections.models import Inspection
from fulfillment.orders.models import Order, OrderLine
from fulfillment.orders.states import Stage
from fulfillment.warehouse.lot_states import LotState
from fulfillment.warehouse.models import ExpectedLine, Lot
from fulfillment.warehouse.scanning import cleaned, spellings

KEPT = 200  # on a tablet
MOST_FOUND = 20
NEVER = datetime.max.replace(tzinfo=UTC)


class Waiting(NamedTuple):
    """One thing to inspect; `again`: the inspection that somebody asked for."""

    kind: str  # as in items.About.subject
    row: Any
    sku: Sku | None
    size: int
    again: Inspection | None = None


class Need(NamedTuple):
    """Open orders that wait for goods of a SKU."""

    orders: int = 0
    act_by_at: datetime | None = None
    due_at: datetime | None = None

    @property
    def first_at(self) -> datetime:
        return self.act_by_at or self.due_at or NEVER


def waiting(team: Team) -> list[tuple[Waiting, Need]]:
    """At most `KEPT`; a fixed number of queries."""
    again = _again(team)
    lots = Lot.objects.of(team).filter(on_hand__gt=0).select_related("sku", "supplier", "returned_line")
    rows = lots.filter(Q(state=LotState.QUARANTINED) | Q(pk__in=again))
    found = [Waiting("lot", lot, lot.sku, lot.on_hand, again.get(lot.pk)) for lot in rows]
    needs = needs_of(team, [each.sku for each in found])
    by_sku = [(each, needs.get(each.row.sku_id, Need())) for each in found]
    return sorted(by_sku, key=lambda each: (each[1].first_at, each[0].row.received_at, each[0].row.pk))[:KEPT]


def to_inspect(team: Team) -> int:
    """How many lots wait in all."""
    return Lot.objects.of(team).filter(on_hand__gt=0, state=LotState.QUARANTINED).count()


def _again(team: Team) -> dict[int, Inspection]:
    """By lot, what was asked for and nobody has begun."""
    rows = Inspection.objects.of(team).open().filter(opened_at=None, lot__isnull=False)
    return {row.lot_id: row for row in rows if row.lot_id}


def needs_of(team: Team, skus: Iterable[Sku | None]) -> dict[int, Need]:
    ids = {sku.pk for sku in skus if sku}
    lines = OrderLine.objects.filter(team=team, sku__in=ids, order__is_open=True, order__packed_at=None)
    rows = lines.filter(order__stage__in=[Stage.TO_SHIP, Stage.REMORSE]).values("sku").annotate(
        n=Count("order", distinct=True), act_by=Min("order__act_by_at"), due=Min("order__dispatch_due_at")
    )  # fmt: skip
    return {row["sku"]: Need(row["n"], row["act_by"], row["due"]) for row in rows.order_by()}


def find(team: Team, text: str) -> list[tuple[Waiting, Need]]:
    """By a lot's code, a SKU or its barcode, a delivery's papers, an order, or `lot:12` as the pages here name it."""
    code = cleaned(text)
    if not code or len(code) > 80:
        return []
    found = (
        _named(team, code)
        or _lots(team, code)
        or _lines(team, code)
        or _of_sku(team, code)
        or _orders(team, code)
    )
    needs = needs_of(team, [each.sku for each in found])
    return [(each, needs.get(each.sku.pk if each.sku else 0, Need())) for each in found[:MOST_FOUND]]


def _named(team: Team, code: str) -> list[Waiting]:
    kind, _, pk = code.partition(":")
    return _waiting_lots(team, Q(pk=int(pk))) if kind == "lot" and pk.isdecimal() and len(pk) < 19 else []


def _lots(team: Team, code: str) -> list[Waiting]:
    return _waiting_lots(team, Q(code__iexact=code) | Q(supplier_code__iexact=code))


def _waiting_lots(team: Team, which: Q) -> list[Waiting]:
    again = _again(team)
    rows = (
        Lot.objects.of(team).filter(which, on_hand__gt=0).select_related("sku", "supplier", "returned_line")
    )
    return [Waiting("lot", lot, lot.sku, lot.on_hand, again.get(lot.pk)) for lot in rows[:MOST_FOUND]]


def _lines(team: Team, code: str) -> list[Waiting]:
    """Lines of a delivery that has not come: looked at where it is made."""
    rows = ExpectedLine.objects.filter(
        team=team, delivery__reference__iexact=code, delivery__closed_at=None
    ).select_related("sku", "delivery__supplier")
    return [Waiting("line", line, line.sku, line.quantity) for line in rows.order_by("pk")[:MOST_FOUND]]


def _of_sku(team: Team, code: str) -> list[Waiting]:
    """Its lots that wait, else the SKU itself."""
    named = Q(code__iexact=code) | Q(barcodes__text__in=spellings(code))
    sku = Sku.objects.filter(named, team=team).distinct().first()
    if sku is None:
        return []
    lots = _waiting_lots(team, Q(sku=sku, state=LotState.QUARANTINED))
    on_shelf = sum(Lot.objects.of(team).filter(sku=sku).values_list("on_hand", flat=True))
    return lots or [Waiting("sku", sku, sku, max(on_shelf, 1))]


def _orders(team: Team, code: str) -> list[Waiting]:
    """The goods of one order, all of them, before they are packed."""
    rows = Order.objects.of(team).open().filter(Q(external_id=code) | (Q(number=code) & ~Q(number="")))
    found = list(rows.prefetch_related("lines__sku")[:MOST_FOUND])
    return [Waiting("order", each, _only_sku(each), _units(each)) for each in found]


def _only_sku(order: Order) -> Sku | None:
    skus = {line.sku for line in order.lines.all()}
    return skus.pop() if len(skus) == 1 else None


def _units(order: Order) -> int:
    return max(sum(line.to_send for line in order.lines.all()), 1)
