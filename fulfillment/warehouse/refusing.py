"""What cannot be done, in a sentence for whoever tried."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError


class NotDone(Exception):
    """Nothing was changed; the text says why and what to do."""


def constraint_of(error: IntegrityError) -> str:
    """The name of the constraint that the database kept."""
    cause: Any = error.__cause__
    diagnosis = getattr(cause, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""
