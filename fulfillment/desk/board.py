"""The at-risk board: open orders that need somebody, worst first, each with one sentence and one button."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from fulfillment.accounts.models import Team
from fulfillment.orders.actions import ACTIONS, Action, Needs, Way, channel_page
from fulfillment.orders.models import Order, OrderLine, OrderQuerySet
from fulfillment.orders.reasons import sentence_of
from fulfillment.orders.states import SEVERITY, Level

SHOWN = 60
NEEDS_SOMEBODY = SEVERITY[Level.DUE_SOON]
SECTIONS = sorted(
    (level for level in Level if SEVERITY[level] >= NEEDS_SOMEBODY), key=lambda level: -SEVERITY[level]
)


def orders_on_it(team: Team, *, now: datetime) -> OrderQuerySet:
    """Open, at least due soon, and not snoozed."""
    return Order.objects.of(team).open().filter(awake(now), severity__gte=NEEDS_SOMEBODY)


def awake(now: datetime) -> Q:
    return Q(snoozed_until_at=None) | Q(snoozed_until_at__lte=now)


def worst_first(orders: OrderQuerySet) -> OrderQuerySet:
    return orders.order_by("-severity", "dispatch_due_at", "id")


def filtered(orders: OrderQuerySet, asked: Mapping[str, str], *, user_id: int) -> OrderQuerySet:
    """Narrowed by the board's chips: shop (slug), owner, stage, mine."""
    if shop := asked.get("shop"):
        orders = orders.filter(shop__slug=shop)
    if owner := asked.get("owner"):
        orders = orders.filter(owner=owner)
    if stage := asked.get("stage"):
        orders = orders.filter(stage=stage)
    return orders.filter(assignee=user_id) if asked.get("mine") else orders


class Standing(NamedTuple):
    """How many open orders of a stage and severity there are, and how many of them the board shows now."""

    stage: str
    severity: int
    orders: int
    on_board: int


def standing(team: Team, *, now: datetime) -> list[Standing]:
    """All open orders counted, in one query: tiles, sections and the navigation read them from here."""
    needs_somebody = Q(severity__gte=NEEDS_SOMEBODY) & awake(now)
    counted = Order.objects.of(team).open().values_list("stage", "severity")
    rows = counted.annotate(Count("pk"), on_board=Count("pk", filter=needs_somebody))
    return [Standing(*row) for row in rows]


def counts_in(counted: Sequence[Standing]) -> dict[int, int]:
    """On the unfiltered board, by severity."""
    counts: dict[int, int] = {}
    for each in counted:
        counts[each.severity] = counts.get(each.severity, 0) + each.on_board
    return counts


def counts_of(orders: OrderQuerySet) -> dict[int, int]:
    """By severity; one query."""
    return dict(orders.order_by().values_list("severity").annotate(Count("pk")))


def sections(
    counts: Mapping[int, int], rows: Sequence[Order], *, now: datetime, paces: Mapping[int, Any]
) -> list[dict[str, Any]]:
    """`rows` of `shown` by level, each level with its whole count."""
    return [
        {
            "level": level,
            "count": counts[SEVERITY[level]],
            "rows": [row(order, now=now, pace=paces.get(order.pk)) for order in rows if order.level == level],
        }
        for level in SECTIONS
        if counts.get(SEVERITY[level])
    ]


def shown(orders: OrderQuerySet) -> Sequence[Order]:
    """The orders that one page of the board shows, with what their rows need; one query."""
    # Counted for the rows shown, not joined to every order on the board.
    lines = OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order").annotate(n=Count("pk"))
    count = Coalesce(Subquery(lines.values("n"), output_field=IntegerField()), 0)
    with_rows = worst_first(orders).select_related("shop", "assignee").annotate(line_count=count)
    return list(with_rows[:SHOWN])


def row(order: Any, *, now: datetime, pace: Any) -> dict[str, Any]:
    """One order as `_board_row.html` wants it; `order` comes from `shown`."""
    zone = ZoneInfo(order.shop.time_zone)
    reasons = order.reasons
    why, evidence = sentence_of(reasons[0], now=now, zone=zone) if reasons else ("", "")
    more = next((sentence_of(each, now=now, zone=zone)[0] for each in reasons[1:]), "")
    lines = f"{order.line_count} line{'' if order.line_count == 1 else 's'}"
    return {
        "id": order.pk,
        "order_label": order.number or order.external_id,
        "url": reverse("orders:detail", args=[order.pk]),
        "shop_line": f"{order.shop.name} · {lines}",
        "due_at": order.dispatch_due_at,
        "left_note": _left_note(order, zone),
        "why": why,
        "evidence": evidence or more,
        "owner": order.owner,
        "assigned_to": order.assignee and (order.assignee.get_full_name() or order.assignee.email),
        "probability": pace.probability if pace else None,
        "value": order.total,
        "currency": order.currency,
        "tone": _tone(order.level),
        "action": action_of(order),
    }


def action_of(order: Order) -> dict[str, Any] | None:
    """The button of the order's next action; None where waiting is all there is to do."""
    action = ACTIONS.get(order.next_action)
    if action is None:
        return None
    if action.way == Way.CHANNEL:
        page = channel_page(
            channel=order.shop.channel, market=order.shop.market, external_id=order.external_id
        )
        url = page or reverse("orders:detail", args=[order.pk])
        return {"label": action.label, "url": url, "method": "get"}
    arguments = _arguments(order, action)
    if action.way == Way.ACT and arguments:
        return {"label": action.label, "url": reverse(action.url_name, args=arguments), "method": "post"}
    return {"label": action.label, "url": reverse("orders:detail", args=[order.pk]), "method": "get"}


def _arguments(order: Order, action: Action) -> list[Any]:
    """What the action's address takes; nothing where the hold it needs is not among the reasons."""
    if action.needs != Needs.HOLD:
        return [order.pk]
    holds = (each.get("values", {}).get("hold") for each in order.reasons if each["action"] == action.code)
    hold = next(filter(None, holds), None)
    return [order.pk, hold] if hold else []


def _left_note(order: Order, zone: ZoneInfo) -> str:
    if order.dispatch_due_at is None:
        return "no deadline known"
    local = order.dispatch_due_at.astimezone(zone)
    words = f"due {local:%a} {local.day} {local:%b %H:%M} {local:%Z}"
    return f"{words}, estimated" if order.due_source == "estimated" else words


def _tone(level: str) -> str:
    return {Level.AUTO_CANCEL_NEAR: "breach", Level.WILL_COUNT_LATE: "breach", Level.AT_RISK: "risk"}.get(
        Level(level), ""
    )
