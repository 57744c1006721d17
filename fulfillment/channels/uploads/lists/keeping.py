"""Lists as they are kept: the same one brought again is the one that is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

import msgspec

from fulfillment.accounts.models import Team, User
from fulfillment.catalog.models import Shop
from fulfillment.channels.models import NumberList
from fulfillment.channels.uploads.lists.tabular import Line

PASTED = "Pasted list"


def keep(
    team: Team,
    lines: Sequence[Line],
    *,
    name: str,
    shop: Shop | None,
    corrects: bool,
    by: User | None,
    now: datetime,
) -> tuple[NumberList, bool]:
    """The list, and whether it is new."""
    rows = [msgspec.structs.astuple(line) for line in lines]
    said = msgspec.json.encode([shop.pk if shop else None, corrects, rows])
    fresh = {
        "shop": shop, "name": name[:200], "corrects": corrects, "lines": rows, "size": len(rows),
        "brought_at": now, "brought_by": by,
    }  # fmt: skip
    return NumberList.objects.get_or_create(team=team, digest=sha256(said).hexdigest(), defaults=fresh)


def lines_of(numbers: NumberList) -> list[Line]:
    return [Line(*cells) for cells in numbers.lines]


def as_text(lines: Sequence[Line]) -> str:
    """To be changed and brought again."""
    header = ["Order ID", "Tracking number", "Carrier", "Shop", "SKU", "Quantity"]
    rows = [[line.order, line.number, line.carrier, line.shop, line.item, line.units] for line in lines]
    told = [header, *rows] if any(line.item for line in lines) else rows
    return "\n".join("\t".join(row).rstrip("\t") for row in told)
