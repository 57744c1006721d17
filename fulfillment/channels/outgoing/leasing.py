"""Who has a message in hand, and what becomes of it: leases, growing intervals, giving up. For every kind of message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from fulfillment.channels import leases
from fulfillment.channels.models.outgoing import OutgoingMessage
from fulfillment.post.calling import Sent

BATCH = 40
LEASE = timedelta(minutes=3)  # longer than a batch of the slowest answers
# After each attempt: three days in all.
WAITS = [timedelta(seconds=15), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30)] + [
    timedelta(hours=hours) for hours in (1, 3, 6, 12, 24, 24)
]


def claim(messages: QuerySet[Any], *, now: datetime) -> list[Any]:
    """Up to a batch of those that are due, the oldest first; another worker finds them taken."""
    free = messages.filter(leases.free(now), state="waiting", not_before_at__lte=now)
    mine = []
    for pk in list(free.order_by("not_before_at").values_list("pk", flat=True)[:BATCH]):
        if free.filter(pk=pk).update(leased_until_at=now + LEASE):  # another worker may have been faster
            mine.append(pk)
    return list(messages.filter(pk__in=mine).order_by("created_at", "key"))


def take(message: OutgoingMessage, *, now: datetime) -> bool:
    """Whatever its turn; False where a worker has it in hand."""
    mine = _row(message).filter(leases.free(now))
    return bool(mine.update(leased_until_at=now + LEASE))


def settle(message: OutgoingMessage, sent: Sent, *, now: datetime, waits: Sequence[timedelta] = WAITS) -> str:
    """The state that the message is in now."""
    attempts = message.attempts + 1
    is_over = sent.is_final or attempts > len(waits)
    given_up = "unclear" if sent.is_unclear and sent.is_final else "given_up"
    state = "delivered" if sent.is_taken else given_up if is_over else "waiting"
    wait = waits[min(attempts, len(waits)) - 1]
    _row(message).update(
        attempts=attempts,
        state=state,
        status=sent.status,
        said=sent.said,
        leased_until_at=None,
        not_before_at=now + max(wait, sent.wait or wait),
        ended_at=None if state == "waiting" else now,
    )
    return state


def _row(message: OutgoingMessage) -> QuerySet[Any]:
    return type(message)._default_manager.filter(pk=message.pk)
