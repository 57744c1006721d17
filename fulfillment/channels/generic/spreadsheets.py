"""Rows of a sheet of an Excel file, as text would give them. Only what is safe to unpack is opened."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, load_workbook

from fulfillment.channels.generic.refusing import BadFile
from fulfillment.channels.generic.values import INEXACT

# The whole sheet is in memory while it is read; what is larger reads better as CSV.
LARGEST_UNPACKED = 400 * 1024 * 1024
MOST_PARTS = 2000
CHUNK = 1 << 20
ENDLESS = 1 << 60


def is_sheet(path: Path) -> bool:
    return path.name.lower().endswith((".xlsx", ".xlsm"))


def sheet_names(path: Path) -> list[str]:
    """Raises BadFile."""
    return _opened(path).sheet_names


def sheet_rows(path: Path, sheet: str) -> Iterator[list[Any]]:
    """Every row that is not empty; of a formula its last computed value. Raises BadFile."""
    book = _opened(path)
    name = sheet or next(iter(book.sheet_names), "")
    if name not in book.sheet_names:
        raise BadFile(f"{path.name} has no sheet {name!r}; it has {', '.join(book.sheet_names) or 'none'}.")
    try:
        for cells in book.get_sheet_by_name(name).iter_rows():
            row = [plain(cell) for cell in cells]
            if any(cell != "" for cell in row):
                yield row
    except CalamineError as error:
        raise BadFile(f"{path.name} is damaged: {error}. Save it again.") from error


def plain(cell: Any) -> Any:
    """Whole numbers without a point, others as numbers: no locale writes them. Moments in ISO 8601; what lost digits
    is refused later."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < INEXACT:
        return str(int(cell))
    if isinstance(cell, float):
        return cell if abs(cell) >= INEXACT else Decimal(repr(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int | timedelta) else cell


def _opened(path: Path) -> CalamineWorkbook:
    _check_size(path)
    try:
        return load_workbook(str(path))
    except PasswordError:
        raise BadFile(f"{path.name} is locked with a password: save it without one.") from None
    except (CalamineError, OSError) as error:
        raise BadFile(f"{path.name} cannot be read as an Excel file: {error}.") from error


def _check_size(path: Path) -> None:
    """What the archive says of its sizes may be a lie: each part is unpacked once, piece by piece, and counted."""
    left = LARGEST_UNPACKED
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise BadFile(f"{path.name} holds {len(parts):,} parts: that is no spreadsheet.")
            for part in parts:
                part.file_size = ENDLESS  # read on past what it claims
                with archive.open(part) as file:
                    while left >= 0 and (piece := file.read(CHUNK)):
                        left -= len(piece)
                if left < 0:
                    said = f"{path.name} unpacks to more than {LARGEST_UNPACKED // 1024 // 1024} MB: save it as CSV."
                    raise BadFile(said)
    except zipfile.BadZipFile as error:
        raise BadFile(f"{path.name} is not a whole Excel file: {error}. Save it again.") from error
    except (zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise BadFile(f"{path.name} cannot be unpacked: {error}. Save it again.") from error
