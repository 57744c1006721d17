"""Cancellations, refunds and returns of an order: who asked for what, why, until when to answer, what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from fulfillment.channels import base
from fulfillment.channels.requests.looking import can_answer
from fulfillment.orders.actions import channel_page
from fulfillment.orders.answer_times import NOBODY_SAYS, then
from fulfillment.orders.models import Cancellation, Order, Refund
from fulfillment.orders.request_reasons import GROUPS
from fulfillment.orders.requests import answer_by_of, noun, waits_for_us
from fulfillment.policies.rules import Rules

WHO = {
    "buyer": "the buyer",
    "seller": "your team",
    "system": "the platform",
    "platform": "the platform",
    "operator": "the platform's staff",
}
FAULTS = {
    "seller": "your team's fault, as the platform counts it",
    "buyer": "the buyer's choice",
    "logistics": "the carrier's fault",
    "platform": "the platform's doing",
}
OUTCOMES = {
    "accepted": "accepted",
    "rejected": "refused",
    "withdrawn": "withdrawn",
    "completed": "granted",
    "in_return": "accepted: the goods are coming back",
    "needs_attention": "in a state that we do not know: look at it on the channel",
}  # fmt: skip
CAME_TRUE = frozenset({"accepted", "completed"})


def requests(order: Order, *, rules: Rules, now: datetime) -> list[dict[str, Any]]:
    """Those that wait for an answer first, the one with the least time before the others; then newest first."""
    rows: list[Cancellation | Refund] = [*order.cancellations.all(), *order.refunds.all()]
    lines = {line.external_id: line for line in order.lines.all()}
    found = [_request(row, order, lines, rules=rules, now=now) for row in rows]
    return sorted(found, key=_worst_first)


def _request(
    row: Cancellation | Refund, order: Order, lines: dict[str, Any], *, rules: Rules, now: datetime
) -> dict[str, Any]:
    is_ours = waits_for_us(row)
    until = answer_by_of(row, rules) if is_ours else NOBODY_SAYS
    return {
        "row": row,
        "noun": noun(row),
        "by": WHO.get(row.initiator, ""),
        "is_ours": is_ours,
        "outcome": _outcome(row, is_ours=is_ours),
        "theirs": row.reason_text or row.reason,
        "ours": GROUPS.get(row.reason_group, "") if row.reason_group != "other" else "",
        "fault": FAULTS.get(row.fault, "")
        if isinstance(row, Cancellation) and row.status in CAME_TRUE
        else "",
        "answer_by_at": until.at,
        "then": then(until),
        "is_overdue": bool(until.at and until.at <= now),
        "settled_at": row.closed_at or row.remote_updated_at,
        "what": _what(row.sku_codes, lines) if isinstance(row, Refund) else "",
        "channel": base.label(order.shop.channel),
        "answer_url": answer_url(row, order),
        "channel_url": _page(order),
    }


def answer_url(row: Cancellation | Refund, order: Order) -> str:
    """Where it is answered here; blank where only the channel's own pages can."""
    if not can_answer(row, order):
        return ""
    return f"{reverse('requests:answer', args=[order.pk])}?{urlencode({'request': row.external_id})}"


def _page(order: Order) -> str:
    """The order's page on its channel, where its requests are answered."""
    shop = order.shop
    if shop.channel == "shopify":
        return f"https://{shop.external_id}/admin/orders/{order.external_id}"
    return channel_page(channel=shop.channel, market=shop.market, external_id=order.external_id)


def _outcome(row: Cancellation | Refund, *, is_ours: bool) -> str:
    if row.status == "requested":
        return "waits for your answer" if is_ours else "under way"
    if row.status == "completed" and row.initiator != "buyer":
        return "done"
    return OUTCOMES.get(row.status, row.status.replace("_", " "))


def _what(sku_codes: Iterable[str], lines: dict[str, Any]) -> str:
    """The SKUs that a refund names; one of an amount alone names none."""
    named = [lines[code].sku_code or lines[code].title for code in sku_codes if code in lines]
    return ", ".join(dict.fromkeys(named))


def _worst_first(each: dict[str, Any]) -> tuple[bool, float, float]:
    row = each["row"]
    until = each["answer_by_at"].timestamp() if each["answer_by_at"] else float("inf")
    return not each["is_ours"], until, -row.remote_updated_at.timestamp()
