"""What `manage.py check` says of the rulebook. The only module here that knows Django."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Warning

from fulfillment.policies.books import Book, Fault
from fulfillment.policies.files import read_books
from fulfillment.policies.proof import problems_of
from fulfillment.policies.rulebook import BOOKS
from fulfillment.policies.values import VERIFY_EVERY_DAYS, value_of

IDS = {
    Fault.UNREADABLE: "policies.E001",
    Fault.UNSOURCED: "policies.E002",
    Fault.GAP: "policies.E003",
    Fault.OVERLAP: "policies.E004",
}


def check_rulebook(
    app_configs: Sequence[AppConfig] | None = None,
    *,
    directory: Path = BOOKS,
    now: datetime | None = None,
    **kwargs: Any,
) -> list[CheckMessage]:
    """Errors for gaps, overlaps, the unsourced and unreadable; warnings for what was long not verified."""
    books = read_books(directory)
    errors: list[CheckMessage] = [
        Error(problem.sentence, obj=problem.file, id=IDS[problem.fault])
        for book in books
        for problem in problems_of(book)
    ]
    return errors + [warning for book in books if (warning := _stale(book, now or datetime.now(UTC)))]


def _stale(book: Book, now: datetime) -> Warning | None:
    """One warning per file, not one per value: they are verified together."""
    values = [value_of(stated) for series in book.own_series().values() for stated in series]
    stale = sorted({value.name for value in values if value.needs_verifying(now)})
    if not stale:
        return None
    count = "1 value was" if len(stale) == 1 else f"{len(stale)} values were"
    return Warning(
        f"{count} not verified for {VERIFY_EVERY_DAYS} days: {', '.join(stale)}.",
        hint="Read their sources again, correct what changed, then set verified_on to today.",
        obj=book.file,
        id="policies.W001",
    )
