"""Lists with their newest rows first, a page at a time: by moment and id, so none of one moment is lost between two."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def key_of(row: Any, moment: str) -> str:
    """What names the row in the address of the page that follows it. `moment`: the field that the list is by."""
    return f"{(getattr(row, moment) - EPOCH) // MICROSECOND}-{row.pk}"


def page(rows: QuerySet[Row], moment: str, after: str, *, size: int) -> tuple[list[Row], bool]:
    """Up to `size` rows older than the key (blank, or no key at all: the newest), and whether older ones follow."""
    told, dash, pk = after.partition("-")
    if dash and told.isdecimal() and pk.isdecimal() and len(told) < 18 and len(pk) < 19:
        at = EPOCH + int(told) * MICROSECOND
        older = Q(**{f"{moment}__lt": at}) | Q(**{moment: at, "pk__lt": int(pk)})
        rows = rows.filter(**{f"{moment}__lte": at}).filter(older)
    found = list(rows.order_by(f"-{moment}", "-pk")[: size + 1])
    return found[:size], len(found) > size
