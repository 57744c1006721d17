"""Small order files, and the map that reads them."""

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

MAP = """
[file]
time_zone = "America/Los_Angeles"
currency = "USD"
country = "US"

[order]
external_id = "order"
status = "status"
placed_at = "placed"
scanned_at = "scanned"
buyer_name = "buyer"

[line]
external_id = "line"
sku_code = "sku"
title = "title"
quantity = "pieces"
unit_price = "price"
supplier_code = "supplier"
dispatch_due_at = "due"

[statuses]
new = "to_ship"
gone = "in_transit"
"""
HEADER = (
    "order", "status", "placed", "scanned", "buyer", "line", "sku", "title", "pieces", "price", "supplier", "due",
)  # fmt: skip
NESTED_MAP = """
[file]
time_zone = "Europe/Berlin"
currency = "EUR"
country = "DE"
lines = "lines"

[order]
external_id = "id"
status = "status"
placed_at = "placed"

[line]
sku_code = "sku"
quantity = "pieces"
unit_price = "price"

[statuses]
new = "to_ship"
"""


def row(order: str, line: str = "1", **values: str) -> list[str]:
    """A row of an order line that nothing is wrong with, unless `values` say so."""
    defaults = {
        "order": order,
        "status": "gone",
        "placed": "2026-11-02 09:00:00",
        "scanned": "2026-11-03 17:00:00",
        "buyer": "Ann Lee",
        "line": line,
        "sku": f"GLOW-{line}",
        "title": "Glow lamp",
        "pieces": "1",
        "price": "12.50",
        "supplier": "S1",
        "due": "2026-11-04 23:59:59",
    }
    return list((defaults | values).values())


def write_csv(path: Path, rows: Iterable[Sequence[str]], *, header: Sequence[str] = HEADER) -> Path:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    content = text.getvalue().encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def write_map(folder: Path, text: str = MAP) -> Path:
    path = folder / "map.toml"
    path.write_text(text)
    return path
