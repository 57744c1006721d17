"""What people say of a ticket: what it is about, which order it belongs to, that it is answered. Each can be taken back.

What somebody says stands until somebody takes it back: no later telling overwrites it. Every act is an event in the
order's history, and the order is judged in the same transaction.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from fulfillment.accounts.models import User
from fulfillment.orders.history import record
from fulfillment.orders.models import Order, Ticket
from fulfillment.orders.topics import Topic
from fulfillment.orders.watch import judge_at_once


def reclassify(ticket: Ticket, *, topic: Topic, by: User, now: datetime) -> bool:
    """False where it stood so already."""
    changed = _mine(ticket).exclude(topic=topic, topic_at__isnull=False)
    return _change(
        changed,
        "ticket.reclassified",
        {"topic": topic, "from": ticket.topic},
        by,
        now,
        topic=topic,
        topic_by=by,
        topic_at=now,
    )


def read_again(ticket: Ticket, *, by: User, now: datetime) -> bool:
    """It is about what the rules read of it, as if nobody had said anything."""
    said = _mine(ticket).exclude(topic_at=None)
    data = {"topic": ticket.read_topic, "from": ticket.topic}
    return _change(
        said, "ticket.read_again", data, by, now, topic=F("read_topic"), topic_by=None, topic_at=None
    )


def answer(ticket: Ticket, *, by: User, now: datetime) -> bool:
    """It waits no longer; newer words of the buyer open it again."""
    open_ = _mine(ticket).filter(status="open")
    return _change(
        open_, f"{ticket.kind}.answered", {}, by, now, status="closed", closed_at=now, closed_by=by
    )


def reopen(ticket: Ticket, *, by: User, now: datetime) -> bool:
    closed_here = _mine(ticket).exclude(closed_by=None)
    return _change(
        closed_here, f"{ticket.kind}.reopened", {}, by, now, status="open", closed_at=None, closed_by=None
    )


def find_order(ticket: Ticket, text: str) -> Order | None:
    """The one order of its shop of that id or number."""
    words = text.strip()
    named = Q(external_id=words) | Q(number__in=[words, f"#{words}"])
    found = list(Order.objects.filter(team=ticket.team_id, shop=ticket.shop_id).filter(named)[:2])
    return found[0] if words and len(found) == 1 else None


@transaction.atomic
def link(ticket: Ticket, order: Order, *, by: User, now: datetime) -> None:
    """It belongs to this order of its shop; the words of a buyer who was erased are emptied."""
    changes = {"order": order, "order_external_id": order.external_id, "linked_by": by, "linked_at": now}
    _mine(ticket).update(**changes)
    if order.buyer and order.buyer.erased_at:
        _mine(ticket).erase()
    _tell(ticket, order.pk, "ticket.linked", {"topic": ticket.topic}, by, now)
    judge_at_once({order.pk, *filter(None, [ticket.order_id])}, now=now)


@transaction.atomic
def unlink(ticket: Ticket, *, by: User, now: datetime) -> bool:
    """It belongs to no order, until somebody or the next telling names one."""
    if ticket.order_id is None:
        return False
    _mine(ticket).update(order=None, order_external_id="", linked_by=None, linked_at=None)
    _tell(ticket, ticket.order_id, "ticket.unlinked", {}, by, now)
    judge_at_once([ticket.order_id], now=now)
    return True


def _mine(ticket: Ticket) -> Any:
    return Ticket.objects.filter(pk=ticket.pk)


@transaction.atomic
def _change(rows: Any, kind: str, data: dict[str, Any], by: User, now: datetime, **changes: Any) -> bool:
    """The row itself says whether there was something to change."""
    ticket = rows.first()
    if ticket is None or not rows.update(**changes):
        return False
    if ticket.order_id is not None:
        _tell(ticket, ticket.order_id, kind, data, by, now)
        judge_at_once([ticket.order_id], now=now)
    return True


def _tell(ticket: Ticket, order_id: int, kind: str, data: dict[str, Any], by: User, now: datetime) -> None:
    key = f"{kind}:{ticket.external_id}:{now.isoformat()}"
    record([order_id], kind=kind, key=key, now=now, data=data | {"ticket": ticket.external_id}, by=by)
