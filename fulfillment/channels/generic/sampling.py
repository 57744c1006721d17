"""The beginning of a file, before anybody said what it means: its columns, its first rows, its words."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from fulfillment.channels.generic import guessing
from fulfillment.channels.generic.mapfile import column_of
from fulfillment.channels.generic.reading import ZIP, bounded_lines, is_json
from fulfillment.channels.generic.refusing import GZIP, NO_GZIP, BadFile, named_gzip_but_is_not
from fulfillment.channels.generic.spreadsheets import is_sheet, sheet_names, sheet_rows

LOOKED_AT = 5000  # rows
START = 256 * 1024


class Sample(Struct, frozen=True):
    """`doubled`: names that stand over more than one column, which cannot be told apart."""

    columns: list[str]
    rows: list[dict[str, Any]]
    doubled: list[str]
    encoding: str
    delimiter: str
    sheets: list[str]
    is_json: bool
    lists: list[str]  # of JSON: keys that hold lists, which may be an order's lines

    def amounts(self, order: Mapping[str, Any], line: Mapping[str, Any]) -> Iterator[str]:
        """Values of the columns from which a map of these fields reads money."""
        stated = (order.get("total"), line.get("unit_price"))
        for each in filter(None, stated):
            yield from self.values(column_of(each).column)

    def values(self, column: str) -> list[str]:
        """Its first different values, in the order of the file."""
        found = (row.get(column) for row in self.rows)
        return list(dict.fromkeys(str(value) for value in found if value not in (None, "")))


def sample(path: Path, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> Sample:
    """What is not given is guessed. Raises BadFile."""
    try:
        if is_sheet(path):
            return _of_sheet(path, sheet)
        start = _start(path)
        encoding = encoding or guessing.encoding(start)
        with _text(path, encoding) as file:
            lines = bounded_lines(file, path.name)
            if is_json(path):
                return _of_json(lines, encoding)
            return _of_csv(lines, encoding, delimiter)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadFile("The file is damaged or not whole: its gzip stream breaks off. Get it anew.") from error
    except (UnicodeError, LookupError, csv.Error) as error:
        raise BadFile(f"The file cannot be read as {encoding}: {error}.") from error


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        start = file.read(START)
    if start.startswith(ZIP):
        raise BadFile("The file is a ZIP or Excel file: name it .xlsx, or save it as CSV.")
    if named_gzip_but_is_not(path.name, start):
        raise BadFile(f"The file {NO_GZIP}")
    if start.startswith(GZIP):
        with gzip.open(path) as packed:
            return packed.read(START)
    return start


def _text(path: Path, encoding: str) -> Any:
    with path.open("rb") as file:
        is_packed = file.read(2) == GZIP
    opener = gzip.open if is_packed else open
    return opener(path, "rt", encoding=encoding, errors="replace", newline="")


def _of_csv(lines: Iterator[str], encoding: str, delimiter: str) -> Sample:
    first = next(lines, "")
    delimiter = delimiter or guessing.delimiter(first)
    reader = csv.reader(_after(first, lines), delimiter=delimiter)
    header = [name.strip("\ufeff \t") for name in next(reader, [])]
    rows = [dict(zip(header, cells, strict=False)) for cells in islice(reader, LOOKED_AT) if cells]
    return _table(header, rows, encoding=encoding, delimiter=delimiter)


def _of_sheet(path: Path, sheet: str) -> Sample:
    names = sheet_names(path)
    table = sheet_rows(path, sheet if sheet in names else "")
    header = [str(name).strip() for name in next(table, [])]
    rows = [dict(zip(header, cells, strict=False)) for cells in islice(table, LOOKED_AT)]
    return _table(header, rows, sheets=names)


def _of_json(lines: Iterator[str], encoding: str) -> Sample:
    rows, columns = [], dict[str, None]()
    for line in islice((each for each in lines if each.strip()), LOOKED_AT):
        try:
            row = msgspec.json.decode(line, type=dict[str, Any])
        except (ValueError, RecursionError):
            continue  # each is said when the file is checked
        rows.append(row)
        columns |= dict.fromkeys(row)
    lists = [name for name in columns if any(_is_list_of_objects(row.get(name)) for row in rows)]
    for key in lists[:1]:  # the names within an order's lines can be chosen too
        for row in rows:
            for line_of in row.get(key) or []:
                columns |= dict.fromkeys(line_of if isinstance(line_of, dict) else {})
    if not rows:
        raise BadFile("No line of the file is a JSON object.")
    return _table(
        [name for name in columns if name not in lists], rows, encoding=encoding, is_json=True, lists=lists
    )


def _table(header: list[str], rows: list[dict[str, Any]], **more: Any) -> Sample:
    columns = [name for name in dict.fromkeys(header) if name]
    if not columns:
        raise BadFile("The file has no header: its first row must name the columns.")
    if any("\0" in name for name in columns):
        raise BadFile(
            "The file is no text, or a damaged one: a column's name holds a NUL byte. Save it as CSV anew."
        )
    if not rows:
        raise BadFile("The file has a header and no rows.")
    known: dict[str, Any] = {
        "encoding": "utf-8-sig",
        "delimiter": ",",
        "sheets": [],
        "is_json": False,
        "lists": [],
    }
    doubled = [name for name in columns if header.count(name) > 1]
    return Sample(columns=columns, rows=rows, doubled=doubled, **known | more)


def _after(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)
