"""Rows of a CSV or JSONL file, plain or gzip, one at a time in flat memory. Pure but for the file."""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import msgspec
from msgspec import Struct

from fulfillment.channels.generic.mapfile import BadMap, ImportMap
from fulfillment.channels.generic.refusing import GZIP, NO_GZIP, BadFile, named_gzip_but_is_not
from fulfillment.channels.generic.spreadsheets import is_sheet, sheet_rows

__all__ = ["BadFile", "Row", "is_json", "rows"]
Values = dict[str, Any]
ZIP = b"PK\x03\x04"
LONGEST_LINE = 4_000_000  # characters: what is longer is no row, and would fill the memory
LARGEST_TEXT = 20_000_000_000  # of all lines: a packed file can hold more than anybody has orders
PLACE = re.compile(r"\(byte (\d+)\)")  # in what msgspec says
HELD_NUL = "it holds a NUL byte: the file is damaged, or not in the encoding that the map names"


class Row(Struct, frozen=True):
    """`number` counts from 1, without the header. Values are None where there is a problem; then `raw` is kept."""

    number: int
    values: Values | None
    problem: str = ""
    raw: str = ""


def rows(path: Path, mapping: ImportMap) -> Iterator[Row]:
    """Every row of the file, unreadable ones with their problem. Raises BadFile, or BadMap where the two do not fit."""
    if is_sheet(path):
        yield from _table_rows(sheet_rows(path, mapping.file.sheet), mapping)
        return
    try:
        with _open(path, mapping.file.encoding) as lines:
            bounded = bounded_lines(lines, path.name)
            yield from _json_rows(bounded) if is_json(path) else _csv_rows(bounded, mapping)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadFile(
            f"{path.name} is damaged or not whole: its gzip stream breaks off. Get it anew."
        ) from error
    except UnicodeError as error:
        raise BadFile(f"{path.name} is not {mapping.file.encoding}: {error}.") from error


def bounded_lines(lines: IO[str], name: str) -> Iterator[str]:
    """Raises BadFile where a line, or all of them, cannot be orders."""
    left = LARGEST_TEXT
    while line := lines.readline(LONGEST_LINE):
        left -= len(line)
        if len(line) == LONGEST_LINE:
            raise BadFile(
                f"{name} has a line of more than {LONGEST_LINE:,} characters: that is no row of orders."
            )
        if left < 0:
            raise BadFile(f"{name} unpacks to more than {LARGEST_TEXT:,} characters: split it.")
        yield line


def is_json(path: Path) -> bool:
    return path.name.lower().removesuffix(".gz").endswith((".jsonl", ".ndjson"))


def _open(path: Path, encoding: str) -> IO[str]:
    with path.open("rb") as file:
        start = file.read(4)
    if start == ZIP:
        raise BadFile(f"{path.name} is a ZIP or Excel file: name it .xlsx, or save it as CSV.")
    if named_gzip_but_is_not(path.name, start):
        raise BadFile(f"{path.name} {NO_GZIP}")
    # Bytes that are not of the encoding become visible marks in one value, not the end of the import.
    if start.startswith(GZIP):
        return gzip.open(path, "rt", encoding=encoding, errors="replace", newline="")
    return path.open(encoding=encoding, errors="replace", newline="")


def _csv_rows(lines: Iterator[str], mapping: ImportMap) -> Iterator[Row]:
    if mapping.file.lines:
        raise BadMap("[file] lines is for JSONL: in CSV each row is one line of an order.")
    reader = csv.reader(lines, delimiter=mapping.file.delimiter)
    header = _header(reader, mapping)
    number = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            yield Row(number, None, f"it cannot be split into values ({error}): is a quote never closed?")
            continue
        if cells:
            number += 1
            yield _csv_row(number, cells, header, mapping.file.delimiter)


def _table_rows(table: Iterator[list[Any]], mapping: ImportMap) -> Iterator[Row]:
    """A sheet's rows end with their last value: what is missing behind it is empty."""
    if mapping.file.lines:
        raise BadMap("[file] lines is for JSONL: in a sheet each row is one line of an order.")
    header = _header(iter([[str(name) for name in next(table, [])]]), mapping)
    for number, cells in enumerate(table, start=1):
        padded = cells + [""] * (len(header) - len(cells))
        if any(isinstance(cell, str) and "\0" in cell for cell in padded):
            yield Row(number, None, HELD_NUL, ",".join(map(str, padded)))
        else:
            yield Row(number, dict(zip(header, padded, strict=False)))


def _header(reader: Iterator[list[str]], mapping: ImportMap) -> list[str]:
    try:
        header = [name.strip("\ufeff \t") for name in next(reader, [])]
    except csv.Error as error:
        raise BadFile(f"The header cannot be read: {error}.") from error
    shown = ", ".join(header)[:400].replace("\0", "") or "no header"
    for column in sorted(mapping.columns()):
        if column not in header:
            raise BadMap(f"The file has no column {column!r}; it has {shown}.")
        if header.count(column) > 1:
            raise BadMap(f"The file has the column {column!r} twice.")
    return header


def _csv_row(number: int, cells: list[str], header: list[str], delimiter: str) -> Row:
    if len(cells) == len(header) and not any("\0" in cell for cell in cells):
        return Row(number, dict(zip(header, cells, strict=True)))
    compared = "more" if len(cells) > len(header) else "fewer"
    problem = (
        HELD_NUL
        if len(cells) == len(header)
        else f"it has {compared} values ({len(cells)}) than the header has columns ({len(header)})"
    )
    return Row(number, None, problem, delimiter.join(cells))


def _json_rows(lines: Iterator[str]) -> Iterator[Row]:
    number = 0
    for line in lines:
        if not line.strip():
            continue
        number += 1
        if "\0" in line or "\\u0000" in line:
            yield Row(number, None, HELD_NUL, line)
            continue
        try:
            yield Row(number, msgspec.json.decode(line, type=Values))
        except (msgspec.MsgspecError, UnicodeError) as error:
            yield Row(number, None, _no_object(error, line), line)
        except RecursionError:
            yield Row(number, None, "it is nested too deeply to be an order", line)


def _no_object(error: Exception, line: str) -> str:
    """For whoever made the file, without the parser's own words."""
    if isinstance(error, msgspec.ValidationError):
        return 'it is not a JSON object: each line is one, like {"id": "1001", …}'
    if "truncated" in str(error):
        return "it is not a JSON object: the line is cut off before its last bracket"
    at = PLACE.search(str(error))
    where = len(line.encode()[: int(at[1])].decode(errors="ignore")) + 1 if at else 1
    return (
        f"it is not a JSON object: it cannot be read from its character {where:,} on. Names and texts stand in double "
        f"quotes, and no comma stands before a closing bracket"
    )
