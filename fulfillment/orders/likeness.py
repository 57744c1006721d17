"""Whether two orders may be one that was copied, and which order a copy names. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

WITHIN = timedelta(minutes=30)  # connectors copy within minutes
# Ids of TikTok Shop's orders have 18 or 19 digits; Shopify's and WooCommerce's own are shorter.
REFERENCE = re.compile(r"(?<!\d)[1-9]\d{17,18}(?!\d)")


class Seen(NamedTuple):
    """`buyer` and `place` folded; `lines` (code, quantity) sorted."""

    shop_id: int
    placed_at: datetime
    total: Decimal | None
    currency: str
    buyer: str
    place: str
    lines: tuple[tuple[str, int], ...]


def named_in(texts: Iterable[str]) -> str:
    """The order of another channel that these texts name; blank where they name none, or more than one."""
    found = {match for text in texts for match in REFERENCE.findall(text)}
    return found.pop() if len(found) == 1 else ""


def may_be_one(one: Seen, other: Seen) -> bool:
    """On two channels within minutes: the same buyer, amount and lines."""
    return (
        one.shop_id != other.shop_id
        and abs(one.placed_at - other.placed_at) <= WITHIN
        and one.total is not None
        and (one.total, one.currency) == (other.total, other.currency)
        and bool(one.lines)
        and one.lines == other.lines
        and bool(one.buyer)
        and (one.buyer, one.place) == (other.buyer, other.place)
    )
