"""Rows of a CSV or JSONL file, plain or gzip, one at a time in flat memory. Pure but for the file."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import msgspec
from msgspec import Struct

from fulfillment.channels.generic.mapfile import BadMap, ImportMap

Values = dict[str, Any]


class Row(Struct, frozen=True):
    """`number` counts from 1, without the header. Exactly one of values and problem is set."""

    number: int
    values: Values | None
    problem: str = ""


def rows(path: Path, mapping: ImportMap) -> Iterator[Row]:
    """Every row of the file, unreadable ones with their problem. Raises BadMap where the file does not fit the map."""
    name = path.name.removesuffix(".gz")
    with _open(path, mapping.file.encoding) as lines:
        if name.endswith((".jsonl", ".ndjson")):
            yield from _json_rows(lines)
        else:
            yield from _csv_rows(lines, mapping)


def _open(path: Path, encoding: str) -> IO[str]:
    opened = gzip.open if path.suffix == ".gz" else open
    # Bytes that are not of the encoding become visible marks in one value, not the end of the import.
    return opened(path, "rt", encoding=encoding, errors="replace", newline="")  # type: ignore[operator,no-any-return]


def _csv_rows(lines: IO[str], mapping: ImportMap) -> Iterator[Row]:
    reader = csv.DictReader((line.replace("\0", "") for line in lines), delimiter=mapping.file.delimiter)
    header = [name.strip() for name in reader.fieldnames or []]
    if twice := sorted({name for name in header if header.count(name) > 1}):
        raise BadMap(f"The file has the column {twice[0]!r} twice.")
    if missing := sorted(mapping.columns() - set(header)):
        raise BadMap(f"The file has no column {missing[0]!r}; it has {', '.join(header) or 'no header'}.")
    reader.fieldnames = header
    for number, values in enumerate(reader, start=1):
        if None in values:
            yield Row(number, None, "it has more values than the header has columns")
        elif None in values.values():
            yield Row(number, None, "it has fewer values than the header has columns")
        else:
            yield Row(number, values)


def _json_rows(lines: IO[str]) -> Iterator[Row]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield Row(number, msgspec.json.decode(line, type=Values))
        except (msgspec.MsgspecError, UnicodeError) as error:
            yield Row(number, None, f"it is not a JSON object: {error}")
