"""Back from an order to where its goods came from: each line's lots, what brought them, and who looked at them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Prefetch, Q

from fulfillment.inspections import asking
from fulfillment.inspections.models import Finding, Inspection
from fulfillment.orders.models import Order, OrderLine
from fulfillment.warehouse import order_goods
from fulfillment.warehouse.models import Lot, ReceiptLine


class Looked(NamedTuple):
    """An inspection, and its defects in words with the pieces that have each, most first."""

    row: Inspection
    defects: list[tuple[str, int]]


class Part(NamedTuple):
    """Units of one lot. `is_sent`: they went out; `is_back`: the buyer sent them back as this lot."""

    lot: Lot
    quantity: int
    is_sent: bool
    is_back: bool
    receipts: list[ReceiptLine]
    looks: list[Looked]


class Line(NamedTuple):
    row: OrderLine
    parts: list[Part]


class Behind(NamedTuple):
    lines: list[Line]
    packing: list[Looked]  # of the order's own goods, before they were packed


def of_order(order: Order) -> Behind:
    """Every line, those without a lot too; nine queries for any number of them."""
    rows = list(order.lines.select_related("sku", "supplier").order_by("pk"))
    given = order_goods.lots_of([row.pk for row in rows])
    lots = {part["lot"].pk for parts in given.values() for part in parts}
    receipts, looks = receipts_of(lots), looks_at(Q(lot__in=lots))
    of_lot: dict[int | None, list[Looked]] = defaultdict(list)
    for each in looks:
        of_lot[each.row.lot_id].append(each)
    lines = [
        Line(row, [_part(part, receipts[part["lot"].pk], of_lot[part["lot"].pk]) for part in given[row.pk]])
        for row in rows
    ]
    return Behind(lines, looks_at(Q(order=order)))


def receipts_of(lots: Iterable[int]) -> dict[int, list[ReceiptLine]]:
    found: dict[int, list[ReceiptLine]] = defaultdict(list)
    rows = ReceiptLine.objects.filter(lot__in=lots)
    for row in rows.select_related("receipt__supplier", "receipt__opened_by", "expected_line").order_by("pk"):
        found[row.lot_id].append(row)
    return found


def looks_at(which: Q) -> list[Looked]:
    """Settled inspections, newest first, those that decide nothing too; two queries."""
    findings = Prefetch("findings", queryset=Finding.objects.order_by("number", "pk"))
    rows = Inspection.objects.filter(which).settled().select_related("inspector").prefetch_related(findings)
    return [Looked(row, _defects(row)) for row in rows.order_by("-settled_at", "-pk")[:100]]


def _defects(row: Inspection) -> list[tuple[str, int]]:
    asked = asking.read(row.plan)
    found: Counter[str] = Counter()
    for each in row.findings.all():
        found[asking.named(asked, each.check_key, each.defect)] += each.quantity
    return found.most_common()


def _part(told: dict[str, object], receipts: list[ReceiptLine], looks: list[Looked]) -> Part:
    lot, quantity = told["lot"], told["quantity"]
    assert isinstance(lot, Lot)
    assert isinstance(quantity, int)
    return Part(lot, quantity, bool(told["is_sent"]), bool(told.get("is_back")), receipts, looks)
