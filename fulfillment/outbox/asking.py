"""Putting writes into the outbox, taking them back before they are sent, and trying again what a person looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from fulfillment.accounts.models import User
from fulfillment.catalog.models import Shop
from fulfillment.outbox.models import OutboundWrite, OutboundWriteQuerySet
from fulfillment.outbox.trail import note
from fulfillment.outbox.words import Kind, State


class Wish(NamedTuple):
    """What shall be written. `key` names the effect; `subject` the order it is about."""

    kind: Kind
    key: str
    subject: str
    payload: dict[str, Any]


def ask(
    shop: Shop,
    wishes: Sequence[Wish],
    *,
    by: User | None,
    now: datetime,
    pause: timedelta = timedelta(0),
    batch: UUID | None = None,
) -> list[OutboundWrite]:
    """The rows that are new, in the order of the wishes; what is asked for already stands once. Sent after `pause`."""
    rows = [
        OutboundWrite(
            team_id=shop.team_id, shop=shop, kind=wish.kind, key=wish.key, subject=wish.subject,
            payload=wish.payload, created_by=by, created_at=now, not_before_at=now + pause, batch=batch,
        )
        for wish in wishes
    ]  # fmt: skip
    with transaction.atomic():
        OutboundWrite.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
        taken = set(
            OutboundWrite.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
        )
        note(taken, "queued", now=now)
    return [row for row in rows if row.pk in taken]


def withdraw(writes: OutboundWriteQuerySet, *, now: datetime) -> list[UUID]:
    """Takes back what certainly was not sent; the ids of those."""
    with transaction.atomic():
        untouched = writes.filter(state=State.WAITING, is_uncertain=False)
        chosen = list(untouched.order_by("pk").select_for_update().values_list("pk", flat=True))
        OutboundWrite.objects.filter(pk__in=chosen).update(state=State.WITHDRAWN, answered_at=now)
        note(chosen, "withdrawn", now=now)
    return chosen


def try_again(writes: OutboundWriteQuerySet, *, now: datetime) -> list[UUID]:
    """What was left to a person goes out once more; it is read back first, for an attempt may have arrived."""
    with transaction.atomic():
        left = writes.filter(state=State.NEEDS_PERSON)
        chosen = list(left.order_by("pk").select_for_update().values_list("pk", flat=True))
        OutboundWrite.objects.filter(pk__in=chosen).update(
            state=State.WAITING, not_before_at=now, attempts=0, is_uncertain=True, answered_at=None
        )
        note(chosen, "retried", now=now)
    return chosen
