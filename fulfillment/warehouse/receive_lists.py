"""What the pages of goods in read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Sku
from fulfillment.warehouse.comparing import LABELS, TONES, Compared, compare
from fulfillment.warehouse.models import (
    ExpectedDelivery,
    ExpectedLine,
    Receipt,
    ReceiptLine,
    StockMovement,
)

SHOWN = 100
DONE_SHOWN = 10
SCANS_SHOWN = 8


def expected(team: Team, *, today: date) -> list[dict[str, Any]]:
    """Open deliveries that nobody is receiving just now, the earliest first."""
    lines = ExpectedLine.objects.filter(delivery=OuterRef("pk")).values("delivery")
    came = StockMovement.objects.filter(receipt_line__receipt__delivery=OuterRef("pk"))
    rows = (
        ExpectedDelivery.objects.filter(team=team, closed_at=None)
        .exclude(Exists(Receipt.objects.filter(delivery=OuterRef("pk"), closed_at=None)))
        .select_related("supplier", "warehouse")
        .annotate(
            announced=Coalesce(Subquery(lines.annotate(n=Sum("quantity")).values("n")), 0),
            skus=Coalesce(Subquery(lines.annotate(n=Count("pk")).values("n")), 0),
            came=Coalesce(
                Subquery(
                    came.values("receipt_line__receipt__delivery").annotate(n=Sum("quantity")).values("n")
                ),
                0,
            ),
        )
        .order_by("expected_on", "pk")[:SHOWN]
    )
    return [{"row": row, "is_late": row.expected_on is not None and row.expected_on < today} for row in rows]


def open_receipts(team: Team) -> list[Receipt]:
    return list(_receipts(Receipt.objects.filter(team=team, closed_at=None)).order_by("-opened_at")[:SHOWN])


def done_receipts(team: Team) -> list[Receipt]:
    rows = _receipts(Receipt.objects.filter(team=team, closed_at__isnull=False))
    return list(rows.order_by("-closed_at")[:DONE_SHOWN])


def _receipts(rows: Any) -> Any:
    units = StockMovement.objects.filter(receipt_line__receipt=OuterRef("pk")).values("receipt_line__receipt")
    summed = Coalesce(Subquery(units.annotate(n=Sum("quantity")).values("n")), 0)
    return rows.select_related("supplier", "warehouse", "opened_by").annotate(units=summed)


def compared(receipt: Receipt) -> list[dict[str, Any]]:
    """What came beside what was announced, over all receipts of the delivery; with the lots of this receipt."""
    announced = dict(
        ExpectedLine.objects.filter(delivery=receipt.delivery_id)
        .order_by("pk")
        .values_list("sku", "quantity")
        if receipt.delivery_id
        else ()
    )
    of = (
        Q(receipt_line__receipt__delivery=receipt.delivery_id)
        if receipt.delivery_id
        else Q(receipt_line__receipt=receipt)
    )
    sums = StockMovement.objects.filter(of).values_list("sku", "receipt_line__is_damaged")
    good: dict[int, int] = defaultdict(int)
    damaged: dict[int, int] = defaultdict(int)
    for sku, is_damaged, quantity in sums.annotate(n=Sum("quantity")).values_list(
        "sku", "receipt_line__is_damaged", "n"
    ):
        (damaged if is_damaged else good)[sku] += quantity
    rows = compare(announced, good, damaged)
    skus = Sku.objects.in_bulk([row.sku for row in rows])
    lots = _lots(receipt)
    return [_shown(row, skus[row.sku], lots.get(row.sku, ())) for row in rows]


def _lots(receipt: Receipt) -> dict[int, list[ReceiptLine]]:
    found: dict[int, list[ReceiptLine]] = defaultdict(list)
    lines = ReceiptLine.objects.filter(receipt=receipt).select_related("lot").order_by("pk")
    for line in lines.annotate(n=Coalesce(Sum("movements__quantity"), 0)).filter(n__gt=0):
        found[line.lot.sku_id].append(line)
    return found


def _shown(row: Compared, sku: Sku, lots: Iterable[ReceiptLine]) -> dict[str, Any]:
    tone, icon = TONES[row.verdict]
    words = f"{LABELS[row.verdict]}{f' by {row.difference}' if row.verdict in ('short', 'over') else ''}"
    return {"each": row, "sku": sku, "lots": lots, "tone": tone, "icon": icon, "words": words}


def scans(receipt: Receipt) -> list[StockMovement]:
    """The last ones, newest first."""
    rows = StockMovement.objects.filter(receipt_line__receipt=receipt)
    related = rows.select_related("lot", "sku", "moved_by", "receipt_line", "taken_back")
    return list(related.order_by("-moved_at", "-pk")[:SCANS_SHOWN])
