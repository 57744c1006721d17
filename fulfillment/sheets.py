"""Lists as CSV that sheet programs read rightly: streamed, in UTF-8, with nothing that a sheet would run."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from django.http import StreamingHttpResponse

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
# A sheet program reads a cell that begins so as a formula.
DANGEROUS = frozenset("=+-@\t\r\n")


def streamed(
    name: str, header: Sequence[str], slices: Iterable[Iterable[Sequence[Any]]]
) -> StreamingHttpResponse:
    """A download of that name; each slice of rows is sent as it comes."""
    response = StreamingHttpResponse(written(header, slices), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Accel-Buffering"] = "no"
    return response


def written(header: Sequence[str], slices: Iterable[Iterable[Sequence[Any]]]) -> Iterator[str]:
    yield BYTE_ORDER_MARK + _lines([header])
    for rows in slices:
        yield _lines(rows)


def safe(text: str) -> str:
    """The text as text: what a sheet would run as a formula gets an apostrophe in front."""
    return f"'{text}" if text[:1] in DANGEROUS else text


def utc(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(UTC).isoformat()[:19]}Z"


def _lines(rows: Iterable[Sequence[Any]]) -> str:
    out = StringIO()
    csv.writer(out).writerows([safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return out.getvalue()
