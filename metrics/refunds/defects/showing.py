"""The table of defects and reasons in the words of the page, each figure with the address of its orders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fulfillment import sheets
from metrics.refunds.asking import Asked
from metrics.refunds.defects.counting import ANY, SMALL, Cell, Table
from metrics.refunds.showing import label

ROWS, COLUMNS = 20, 6
HEADINGS = (
    "defect", "reason", "refunds_with", "orders_with", "rate_with", "refunds_without", "orders_without", "rate_without",
    "ratio", "ratio_low", "ratio_high", "few",
)  # fmt: skip

ORDER_HEADINGS = ("order", "number", "shop", "dispatched_at", "wanted_back_for", "found_in_its_goods")


def shown(asked: Asked, table: Table, names: Mapping[str, str]) -> dict[str, Any]:
    columns = [ANY, *table.reasons[:COLUMNS]]
    return {
        "table": table,
        "small": SMALL,
        "columns": [named(reason) for reason in columns],
        "rows": [
            {
                "name": names.get(defect, defect),
                "orders": table.cells[(defect, ANY)].present.denominator,
                "cells": [cell_of(asked, table.cells[(defect, reason)]) for reason in columns],
            }
            for defect in [ANY, *table.defects[:ROWS]]
        ],
        "more": max(len(table.defects) - ROWS, 0),
    }


def named(reason: str) -> str:
    return label(reason) if reason else "Any reason"


def cell_of(asked: Asked, cell: Cell) -> dict[str, Any]:
    told = {"defect": cell.defect, "reason": cell.reason, "tab": "", "by": ""}
    return {
        "cell": cell,
        "ratio": cell.ratio,
        "with_url": asked.url("defect-orders", **told),
        "without_url": asked.url("defect-orders", **told, absent="1"),
    }


def lines(table: Table, names: Mapping[str, str]) -> Iterator[list[Any]]:
    """As HEADINGS: every pair, those beyond the page's too."""
    for defect in [ANY, *table.defects]:
        for reason in [ANY, *table.reasons]:
            yield _line(table.cells[(defect, reason)], names)


def _line(cell: Cell, names: Mapping[str, str]) -> list[Any]:
    found = cell.ratio
    bounds = (found.value, found.low, found.high) if found else (None, None, None)
    return [
        names.get(cell.defect, cell.defect), named(cell.reason),
        cell.present.numerator, cell.present.denominator, _rounded(cell.present.rate),
        cell.absent.numerator, cell.absent.denominator, _rounded(cell.absent.rate),
        *(_rounded(each) for each in bounds), "few" if cell.is_small else "",
    ]  # fmt: skip


def _rounded(value: Any) -> float | str:
    return "" if value is None else round(float(value), 4)


def order_line(row: Mapping[str, Any]) -> list[Any]:
    """As ORDER_HEADINGS; several reasons or defects stand in one cell."""
    order = row["order"]
    told = ["; ".join(row["reasons"]), "; ".join(row["defects"])]
    return [order.external_id, order.number, order.shop.name, sheets.utc(order.dispatched_at), *told]
