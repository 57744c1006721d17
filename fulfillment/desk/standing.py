"""All open orders counted in one query: tiles, chips, sections and the navigation read their numbers from here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.desk import board
from fulfillment.orders.models import Order
from fulfillment.orders.states import SEVERITY, Level


class Standing(NamedTuple):
    """How many open orders are alike, and how many of them the board shows now."""

    shop: str  # slug
    owner: str
    stage: str
    severity: int
    is_mine: bool | None
    orders: int
    on_board: int
    snoozed: int


def standing(team: Team, shops: Iterable[Shop], *, user_id: int, now: datetime) -> list[Standing]:
    """`shops` are the team's: ten thousand orders need not be joined to them."""
    needs_somebody = Q(severity__gte=board.NEEDS_SOMEBODY) & board.awake(now)
    is_mine = ExpressionWrapper(Q(assignee=user_id), output_field=BooleanField())
    alike = Order.objects.of(team).open().annotate(is_mine=is_mine)
    counted = alike.values_list("shop", "owner", "stage", "severity", "is_mine")
    rows = counted.annotate(
        Count("pk"),
        on_board=Count("pk", filter=needs_somebody),
        snoozed=Count("pk", filter=Q(snoozed_until_at__gt=now)),
    )
    slugs = {shop.pk: shop.slug for shop in shops}
    return [Standing(slugs.get(shop, ""), *counts) for shop, *counts in rows]


def counts_in(counted: Sequence[Standing], asked: Mapping[str, str]) -> Counter[int]:
    """What the board shows under these filters, by severity; the same as counting `board.filtered`."""
    shop, owner, stage = asked.get("shop"), asked.get("owner"), asked.get("stage")
    worst_only, mine = asked.get("level") == board.LATE_OR_AT_RISK, asked.get("mine")
    counts: Counter[int] = Counter()
    for each in counted:
        if (
            (not shop or each.shop == shop)
            and (not owner or each.owner == owner)
            and (not stage or each.stage == stage)
            and (not worst_only or each.severity >= SEVERITY[Level.AT_RISK])
            and (not mine or each.is_mine)
        ):
            counts[each.severity] += each.on_board
    return counts
