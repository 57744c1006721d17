"""What somebody pastes or brings, as a table of cells: text, CSV, XLSX or JSON lines. Told apart by name and content."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import msgspec

from fulfillment.channels.generic import guessing
from fulfillment.channels.generic.reading import ZIP
from fulfillment.channels.generic.refusing import BadFile
from fulfillment.channels.generic.spreadsheets import sheet_rows
from fulfillment.channels.uploads.lists.tabular import FIELDS, MOST_ROWS, NAMES, Line, folded, lines_of

LARGEST = 2 * 1024 * 1024
LONGEST_TEXT = 400_000
OTHERS = {
    ".xls": "This is an Excel file of before 2007: save it as .xlsx.",
    ".numbers": "Numbers files cannot be read: export it as CSV or Excel.",
    ".zip": "Unpack the ZIP file first and bring what is in it.",
    ".gz": "Unpack the file first and bring what is in it.",
}
TEXTS, SHEETS, JSONS = (".csv", ".tsv", ".txt"), (".xlsx", ".xlsm"), (".jsonl", ".ndjson")
Table = list[tuple[int, list[str]]]


def of_text(text: str) -> list[Line]:
    """Pasted, or typed. Raises BadFile."""
    if len(text) > LONGEST_TEXT:
        raise BadFile(f"That is more than a list of {MOST_ROWS:,} rows. Split it.")
    return lines_of(_table(text.replace("\0", "")))


def of_file(name: str, file: IO[bytes], size: int) -> list[Line]:
    """Raises BadFile."""
    suffix = Path(name.lower()).suffix
    if suffix not in (*TEXTS, *SHEETS, *JSONS):
        raise BadFile(OTHERS.get(suffix, "Bring a CSV, XLSX or JSONL file."))
    if size > LARGEST:
        raise BadFile(
            f"The file is larger than {LARGEST // 1024 // 1024} MB, and a list holds up to {MOST_ROWS:,} rows. Split it."
        )
    content = file.read()
    if not content.strip():
        raise BadFile("The file is empty.")
    if suffix in SHEETS:
        return lines_of(_sheet(content, suffix))
    if content.startswith(ZIP):
        raise BadFile("The file is a ZIP or Excel file: name it .xlsx, or save it as CSV.")
    text = content.decode(guessing.encoding(content), errors="replace").lstrip("\ufeff")
    if text.count("\0") > len(text) // 10:
        raise BadFile("The file is no text that can be read. Save it as CSV in UTF-8 and bring it again.")
    return lines_of(_json(text) if suffix in JSONS else _table(text.replace("\0", "")))


def _table(text: str) -> Table:
    """Rows as a person counts them. Without any separator the words of each row are its cells."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = next((sign for sign in ("\t", ";", ",", "|") if sign in first), "")
    if not separator:
        return [(row, _words(line)) for row, line in enumerate(text.splitlines(), 1) if line.strip()]
    reader = csv.reader(text.splitlines(), delimiter=separator)
    try:
        return [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise BadFile(f"Row {reader.line_num} cannot be split into values: {error}.") from error


def _words(line: str) -> list[str]:
    """The order, then a number that may be written in groups, then a carrier: words without a digit."""
    words = line.split()
    end = len(words)
    while end > 2 and not any(sign.isdigit() for sign in words[end - 1]):
        end -= 1
    return [part for part in (words[0], " ".join(words[1:end]), " ".join(words[end:])) if part]


def _sheet(content: bytes, suffix: str) -> Table:
    with tempfile.NamedTemporaryFile(suffix=suffix) as file:
        file.write(content)
        file.flush()
        try:
            rows = list(sheet_rows(Path(file.name), ""))
        except BadFile as error:
            raise BadFile(str(error).replace(Path(file.name).name, "The file")) from error
    return [(row, [str(cell) for cell in cells]) for row, cells in enumerate(rows, 1)]


def _json(text: str) -> Table:
    """Keys by the same names as columns; a line that is no object is a row with nothing but itself."""
    table: Table = [(0, list(FIELDS))]
    for row, line in enumerate(text.splitlines(), 1):
        if line.strip():
            table.append((row, list(_object(line))))
    return table


def _object(line: str) -> Iterator[str]:
    try:
        given = msgspec.json.decode(line, type=dict[str, Any])
    except (ValueError, RecursionError):
        yield line[:80]  # alone in its row: the row says what it needs
        return
    by_name = {folded(key): value for key, value in given.items()}
    for field in FIELDS:
        value = next((by_name[name] for name in NAMES[field] if name in by_name), "")
        yield str(value) if isinstance(value, str | int | float) else ""
