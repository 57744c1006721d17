"""The report of an import as a file: every refused or odd row with why."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from fulfillment.channels.models import ImportedOrder, ImportReject, ImportRun

COLUMNS = ("row", "order", "code", "what", "refused")
# A sheet program reads a cell that begins so as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    def write(self, text: str) -> str:
        return text


def lines(run: ImportRun) -> Iterator[str]:
    """CSV, line by line; what an undo kept stands at its end."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(COLUMNS)
    rejects: Iterator[ImportReject] = run.rejects.order_by("row", "code").iterator(2000)
    for each in rejects:
        refused = "yes" if each.is_rejected else "no"
        yield writer.writerow([each.row, plain(each.external_id), each.code, plain(each.sentence), refused])
    kept: Iterator[ImportedOrder] = run.imported.exclude(kept="").order_by("pk").iterator(2000)
    for order in kept:
        yield writer.writerow(["", plain(order.external_id), "not_undone", plain(order.kept), "no"])


def plain(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
