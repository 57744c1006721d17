"""A purchase as PDF and as a sheet: what the supplier gets, and what our people download."""

from __future__ import annotations

from typing import cast

from django.template.loader import render_to_string

from fulfillment import sheets
from fulfillment.papers import laid_out
from sourcing.models import Purchase
from sourcing.purchasing.writing import lines_of, total_of

COLUMNS = (
    "Purchase",
    "Line",
    "SKU",
    "Title",
    "Order",
    "Units",
    "Unit price",
    "Currency",
    "Accepted",
    "Recalled",
)


def pdf_of(row: Purchase) -> bytes:
    context = {
        "row": row,
        "lines": lines_of(row).filter(ended_at=None),
        "total": total_of(row),
        "team": row.team,
    }
    return cast(bytes, laid_out(render_to_string("sourcing/purchase_paper.html", context)).write_pdf())


def sheet_of(row: Purchase) -> str:
    rows = [
        [
            str(row), str(each.pk), each.offer.sku.code, each.offer.sku.title, str(each.order_line.order),
            each.quantity, each.unit_price, row.currency,
            "" if each.accepted_quantity is None else each.accepted_quantity, each.ended_why,
        ]
        for each in lines_of(row)
    ]  # fmt: skip
    return "".join(sheets.written(COLUMNS, [rows]))
