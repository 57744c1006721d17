"""A file on its way from a browser to the disk, and where it lies there."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings

from fulfillment.catalog.models import Shop
from fulfillment.channels.generic.refusing import BadFile
from fulfillment.channels.models import ImportUpload

LARGEST = 500 * 1024 * 1024
SUFFIXES = (
    ".csv.gz",
    ".jsonl.gz",
    ".ndjson.gz",
    ".csv",
    ".tsv",
    ".txt",
    ".jsonl",
    ".ndjson",
    ".xlsx",
    ".xlsm",
)
TOO_LARGE = f"The file is larger than {LARGEST // 1024 // 1024} MB. Split it, or pack it with gzip: .csv.gz is taken too."
OTHERS = {
    ".xls": "This is an Excel file of before 2007: save it as .xlsx.",
    ".numbers": "Numbers files cannot be read: export it as CSV or Excel.",
    ".zip": "Unpack the ZIP file first and bring what is in it.",
}


def suffix_of(name: str) -> str:
    """Raises BadFile for what is no file of orders."""
    lower = name.lower()
    found = next((suffix for suffix in SUFFIXES if lower.endswith(suffix)), "")
    if not found:
        other = next((said for suffix, said in OTHERS.items() if lower.endswith(suffix)), "")
        raise BadFile(other or "Bring a CSV, XLSX or JSONL file; CSV and JSONL may be packed with gzip.")
    return found


def keep(
    shop: Shop, *, name: str, chunks: Iterable[bytes], by: Any, now: datetime, holds: str = "orders"
) -> ImportUpload:
    """The file is on the disk under a name of ours. Raises BadFile; then nothing of it is left."""
    suffix = suffix_of(name)
    upload = ImportUpload(
        id=uuid4(),
        team=shop.team,
        shop=shop,
        holds=holds,
        file_name=Path(name).name[:200],
        suffix=suffix,
        size=0,
        brought_at=now,
        brought_by=by,
    )
    path = path_of(upload)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        upload.size = _write(path, chunks)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    upload.save(force_insert=True)
    return upload


def path_of(upload: ImportUpload) -> Path:
    return Path(settings.IMPORT_DIR) / f"{upload.pk}{upload.suffix}"


def forget(upload: ImportUpload) -> None:
    """The file is gone; what was imported of it stays."""
    path_of(upload).unlink(missing_ok=True)


def _write(path: Path, chunks: Iterable[bytes]) -> int:
    size = 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST:
                raise BadFile(TOO_LARGE)
            file.write(chunk)
    if size == 0:
        raise BadFile("The file is empty.")
    return size
