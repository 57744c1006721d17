"""The rows of lines, and the SKUs they name, that a batch of records makes. Reads no database."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from fulfillment.catalog.fitting import misfit
from fulfillment.channels.ingest.isolating import Unstorable
from fulfillment.channels.ingest.order_rows import Batch
from fulfillment.channels.records import LineRecord

LINE_COLUMNS = (
    "title", "variant", "image_url", "quantity", "cancelled_quantity", "unsent_quantity", "unit_price", "currency",
)  # fmt: skip
of_line = attrgetter(*LINE_COLUMNS)


def code_of(line: LineRecord) -> str:
    """The seller's own code; a seller without codes is shown the channel's."""
    return line.sku_code or line.sku_external_id


def listing_of(line: LineRecord) -> str:
    """What tells a shop's listings apart: the channel's id of the variant, else the seller's code, else its words."""
    return line.sku_external_id or line.sku_code or f"{line.title} · {line.variant}".strip(" ·")


def sku_titles(batch: Batch, written: dict[str, int]) -> dict[str, str]:
    records = (batch.newest[external_id] for external_id in written)
    return {line.sku_code: line.title for record in records for line in record.lines if line.sku_code}


def line_rows(batch: Batch, written: dict[str, int]) -> list[dict[str, Any]]:
    rows = {}
    for external_id, order_id in written.items():
        record = batch.newest[external_id]
        for line in record.lines:
            if line.unit_price is not None and not line.unit_price.is_finite():
                raise Unstorable("The price of a line is not a number.")
            row = dict(zip(LINE_COLUMNS, of_line(line), strict=True))
            row["order_id"], row["external_id"], row["sku_code"] = order_id, line.external_id, code_of(line)
            row["is_coded"], row["listing_external_id"] = bool(line.sku_code), listing_of(line)
            wrong = misfit(line.title, line.variant, record.country)
            row["misfit"] = wrong.as_text() if wrong else ""
            row["unit_ids"], row["placed_at"] = line.unit_ids, record.placed_at
            rows[order_id, line.external_id] = row
    return list(rows.values())
