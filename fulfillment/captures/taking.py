"""Each item of a tablet is taken once, whenever it comes, in whatever order; sent again it gets the same receipt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from fulfillment.accounts.models import Team, User
from fulfillment.captures.models import Capture
from fulfillment.captures.receipts import Outcome

AHEAD = timedelta(minutes=2)  # a tablet's clock may go that much before ours without being wrong


class Item(msgspec.Struct):
    """What the tablet's outbox sends. `owner`: who was signed in when it was recorded; `sent_at`: its clock, now."""

    client_uuid: UUID
    kind: str
    captured_at: datetime
    owner: int
    payload: dict[str, Any] = {}
    sent_at: datetime | None = None

    def clock_off(self, *, now: datetime) -> timedelta:
        """How much the tablet's clock goes before ours; nothing where that is unsaid, or no more than the way takes."""
        off = self.sent_at - now if self.sent_at and self.sent_at.tzinfo else timedelta()
        return off if abs(off) > AHEAD else timedelta()


class Answer(NamedTuple):
    """What an item came to. `more` goes to the tablet along with it."""

    outcome: Outcome
    words: str = ""
    more: dict[str, Any] = {}


class NotOurs(Exception):
    """Somebody else is signed in than whoever recorded it: nothing was taken, the tablet keeps it."""


def parse(body: bytes) -> Item:
    """Raises msgspec.ValidationError or DecodeError where it is no item; a moment without zone is none."""
    item = msgspec.json.decode(body, type=Item)
    if item.captured_at.tzinfo is None:
        raise msgspec.ValidationError("captured_at has no time zone")
    return item


def happened_at(item: Item, *, now: datetime) -> datetime:
    """By the tablet's clock, put right where it is wrong; what cannot be even so was when it came."""
    captured_at = item.captured_at - item.clock_off(now=now)
    return now if captured_at > now + AHEAD else min(captured_at, now)


def take(team: Team, item: Item, act: Callable[[Item], Answer], *, by: User, now: datetime) -> dict[str, Any]:
    """The receipt. Of two who bring the same item at once the second waits for the first, and does nothing."""
    if item.owner != by.pk:
        raise NotOurs
    told = {"team": team, "client_uuid": item.client_uuid}
    try:
        with transaction.atomic():
            row = Capture.objects.create(
                kind=item.kind, payload=item.payload, captured_at=item.captured_at, captured_by=by,
                received_at=now, outcome=Outcome.TAKEN, receipt={}, **told,
            )  # fmt: skip
            answer = act(item)
            receipt = {
                "client_uuid": str(item.client_uuid),
                "outcome": answer.outcome.value,
                "words": answer.words,
            }
            Capture.objects.filter(pk=row.pk).update(outcome=answer.outcome, receipt=receipt | answer.more)
            return receipt | answer.more
    except IntegrityError as error:
        known = Capture.objects.filter(**told).first()
        if known is None or getattr(error.__cause__, "diag", None) is None:
            raise
        return known.receipt
