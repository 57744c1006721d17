"""The at-risk board: open orders that need somebody, worst first; how many, and which of them are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.counting import how_many
from fulfillment.desk import act_by
from fulfillment.desk.board_row import row
from fulfillment.orders.models import Order, OrderLine, OrderQuerySet
from fulfillment.orders.rulings import OWN_STORE
from fulfillment.orders.states import SEVERITY, Level

# Rows of a level that are shown: what is lost already must not hide what can still be saved.
SHARE, SHARE_OF_LATE = 20, 6
NEEDS_SOMEBODY = SEVERITY[Level.DUE_SOON]
LATE_OR_AT_RISK = "late_or_at_risk"  # a value of the filter `level`: at risk or worse
SECTIONS = sorted(
    (level for level in Level if SEVERITY[level] >= NEEDS_SOMEBODY), key=lambda level: -SEVERITY[level]
)


def share(level: Level) -> int:
    return SHARE_OF_LATE if level == Level.WILL_COUNT_LATE else SHARE


def orders_on_it(team: Team, *, now: datetime) -> OrderQuerySet:
    """Open, at least due soon, and not snoozed."""
    return Order.objects.of(team).open().filter(awake(now), severity__gte=NEEDS_SOMEBODY)


def awake(now: datetime) -> Q:
    return Q(snoozed_until_at=None) | Q(snoozed_until_at__lte=now)


def worst_first(orders: OrderQuerySet) -> OrderQuerySet:
    return orders.order_by("-severity", "dispatch_due_at", "id")


def filtered(orders: OrderQuerySet, asked: Mapping[str, str], *, user_id: int) -> OrderQuerySet:
    """Narrowed by what the board's address asks: shop (slug), owner, stage, level, mine. `standing` counts the same."""
    if shop := asked.get("shop"):
        orders = orders.filter(shop__slug=shop)
    if owner := asked.get("owner"):
        orders = orders.filter(owner=owner)
    if stage := asked.get("stage"):
        orders = orders.filter(stage=stage)
    if asked.get("level") == LATE_OR_AT_RISK:
        orders = orders.filter(severity__gte=SEVERITY[Level.AT_RISK])
    return orders.filter(assignee=user_id) if asked.get("mine") else orders


def sections(
    counts: Mapping[int, int],
    rows: Sequence[Order],
    *,
    now: datetime,
    paces: Mapping[int, Any],
    asked: Mapping[str, str],
) -> list[dict[str, Any]]:
    """`rows` of `shown` by level, each level with its whole count; of one deadline the likeliest late first."""
    kept = {key: asked[key] for key in ("shop", "owner", "stage") if asked.get(key)}
    ordered = sorted(rows, key=lambda order: _soonest_and_likeliest(order, paces.get(order.pk), now))
    in_all = Counter(order.level for order in rows)
    return [
        {
            "level": level,
            "count": counts[SEVERITY[level]],
            "more": max(counts[SEVERITY[level]] - in_all[level], 0),
            "url": f"{reverse('orders:list')}?{urlencode({'open': 'on', **kept, 'level': str(level)})}",
            "rows": [
                row(order, now=now, pace=paces.get(order.pk)) for order in ordered if order.level == level
            ],
        }
        for level in SECTIONS
        if counts.get(SEVERITY[level])
    ]


def _soonest_and_likeliest(
    order: Order, pace: Any, now: datetime
) -> tuple[bool, bool, bool, datetime | None, float]:
    """What can still be saved first, and of that what a platform judges. Those whose clock has stopped come last:
    they are late no more."""
    probability = pace.probability if pace else None
    due_at = order.dispatch_due_at
    is_lost = due_at is None or due_at <= now or order.dispatched_at is not None
    return is_lost, not counts_late(order.shop), due_at is None, due_at, -(probability or 0)


def counts_late(shop: Shop) -> bool:
    """Whether a platform judges how late this shop sends; an own store only keeps its promise, or does not."""
    return shop.platform != OWN_STORE


def _slices(
    orders: OrderQuerySet, unjudged: Sequence[int], *, now: datetime
) -> Iterator[QuerySet[Order, Any]]:
    """Late and at risk is also what own stores promised, some of it long ago: that hides nothing that a platform
    judges, and what is lost nothing that can be saved."""
    for level in SECTIONS:
        of_level = orders.filter(severity=SEVERITY[level]).order_by("dispatch_due_at", "id").values("pk")
        if level not in (Level.AT_RISK, Level.WILL_COUNT_LATE):
            yield of_level[: share(level)]
            continue
        first = of_level.filter(dispatch_due_at__gt=now) if level == Level.AT_RISK else of_level
        yield first.exclude(shop__in=unjudged)[: share(level)]
        yield first.filter(shop__in=unjudged)[:SHARE_OF_LATE]
        if level == Level.AT_RISK:
            yield of_level.filter(Q(dispatch_due_at__lte=now) | Q(dispatch_due_at=None))[:SHARE_OF_LATE]


def shown(orders: OrderQuerySet, shops: Sequence[Shop], *, now: datetime) -> Sequence[Order]:
    """The worst `share` of each level, with what their rows need; `shops` are those of all of them. One query."""
    # Counted for the rows shown, not joined to every order on the board.
    count = how_many(OrderLine.objects.filter(order=OuterRef("pk")))
    # A slice of each level reads the board's index; numbering all rows would cost what the whole board does.
    first, *others = _slices(orders, [shop.pk for shop in shops if not counts_late(shop)], now=now)
    worst = first.union(*others, all=True)
    with_rows = worst_first(Order.objects.filter(pk__in=worst))
    rows = list(
        with_rows.select_related("assignee", "carrier_asked_by").annotate(line_count=count, **act_by.TRUCK)
    )
    by_id = {shop.pk: shop for shop in shops}
    for order in rows:
        order.shop = by_id.get(order.shop_id) or order.shop
    return rows
