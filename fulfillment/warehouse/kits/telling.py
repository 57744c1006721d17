"""What is said of an order whose kit is missing, and whether waiting for it would cost the deadline. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

SEE, PLAIN = "see_kit", "ship_plain"  # codes in orders.actions


class Missing(NamedTuple):
    """Units of one item that an order waits for. `is_unprinted`: no artwork of it is approved."""

    name: str
    units: int
    house: str
    is_unprinted: bool = False


def words(missing: Missing, coming: str) -> str:
    """`coming`: what is known of the next delivery."""
    if missing.is_unprinted:
        return f"no artwork of {missing.name} is approved"
    is_or_are = "is" if missing.units == 1 else "are"
    return f"{missing.units} × {missing.name} {is_or_are} missing in {missing.house}: {coming}"


def can_wait(arrives_at: datetime | None, latest_at: datetime | None, *, now: datetime) -> bool:
    """Whether what is announced still comes before the order must be worked on."""
    if arrives_at is None or arrives_at <= now:
        return False
    return latest_at is None or arrives_at < latest_at


def action(*, waits: bool) -> str:
    return SEE if waits else PLAIN
