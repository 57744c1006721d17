"""Sending what waits in the outbox, one write after another, so that each reaches its channel exactly once.

A write whose reply may have been lost is looked for on the channel before anything is sent again; a lease keeps
a second worker away, and what a killed one held comes back by the sweeper.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from time import monotonic

import structlog
from django.db import transaction
from msgspec import Struct, convert

from fulfillment.channels import base, effects
from fulfillment.channels.answering import Answer, Reply
from fulfillment.channels.base import Adapter, Outgoing
from fulfillment.channels.bundling import Bundle, BundleWrite
from fulfillment.channels.errors import ChannelError, NeedsAuthorisation, Refused, Throttled
from fulfillment.channels.models import Connection
from fulfillment.channels.rounds import Clock, utc_now
from fulfillment.channels.shipments import Found, Shipment, There, Write
from fulfillment.outbox import claiming
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import ANSWERS, BUNDLES, Kind, Outcome, State

log = structlog.get_logger()

SECONDS = 20.0  # a turn; beat wakes the next one
DOWN = frozenset({Outcome.UNREACHABLE, Outcome.THROTTLED, Outcome.UNAUTHORISED})
OUR_FAULT = "A fault of our own stopped it; the log has it. It is tried again by itself."


class LeaseLost(Exception):
    """Somebody else has the write now."""


class Came(Struct, frozen=True, kw_only=True):
    """What one attempt came to. `is_uncertain`: it may have arrived although nobody said so."""

    outcome: Outcome
    sentence: str = ""
    code: str = ""
    warning: str = ""
    external_id: str = ""
    retry_after: float | None = None
    is_uncertain: bool = False
    confirmed_at: datetime | None = None


def due_shops(*, now: datetime) -> Iterator[int]:
    """Shops with something to send and a line to send it on; what waits for a paused shop goes on waiting."""
    due = claiming.due_shops(now=now)
    open_ = Connection.objects.filter(shop__in=due, is_active=True, credential__isnull=False)
    yield from open_.values_list("shop", flat=True)


def push_shop(shop_id: int, *, clock: Clock = utc_now, seconds: float = SECONDS) -> int:
    """Sends what is due of one shop until nothing is, the time is up or the channel is down; how many were tried."""
    connection = Connection.objects.select_related("shop", "shop__team", "credential").get(shop=shop_id)
    stop_at, tried = monotonic() + seconds, 0
    line = Line(connection, clock)
    try:
        while monotonic() < stop_at and (write := claiming.claim(shop_id, now=clock())):
            tried += 1
            if line.send(write) in DOWN:
                break
    finally:
        line.close()
    return tried


class Line:
    """One shop's line to its channel, opened when the first write needs it."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self.connection, self.clock = connection, clock
        self._adapter: Adapter | None = None

    @property
    def adapter(self) -> Adapter:
        if self._adapter is None:
            self._adapter = base.open_adapter(self.connection, now=self.clock())
        return self._adapter

    def close(self) -> None:
        if self._adapter is not None:
            self._adapter.close()

    def send(self, row: OutboundWrite) -> Outcome | None:
        """One attempt at a claimed write and what is kept of it; None where the lease was lost meanwhile."""
        try:
            came = self._attempt(row)
        except LeaseLost:
            log.info("push.lease_lost", write=str(row.pk))
            return None
        except Exception:
            log.exception("push.failed", write=str(row.pk))
            came = Came(outcome=Outcome.UNREACHABLE, sentence=OUR_FAULT, is_uncertain=True)
        return came.outcome if _keep(self.connection, row, came, now=self.clock()) else None

    def _attempt(self, row: OutboundWrite) -> Came:
        may_have_arrived = row.is_uncertain
        try:
            write = as_write(row)
            if row.is_uncertain and (came := self._found(write)):
                return came
            if not claiming.about_to_send(row, now=self.clock()):
                raise LeaseLost
            may_have_arrived = True
            return self._pushed(write)
        except ChannelError as fault:
            certainly_not = isinstance(fault, (Throttled, NeedsAuthorisation))
            return _failed(fault, is_uncertain=row.is_uncertain if certainly_not else may_have_arrived)

    def _found(self, write: Outgoing) -> Came | None:
        """What an earlier attempt came to, where the channel shows it; None: sending is safe."""
        found = base.read_back(self.connection, self.adapter, write, now=self.clock())
        if found.there is There.ABSENT:
            return None
        if found.there is There.DONE:
            return Came(
                outcome=Outcome.ALREADY_DONE, external_id=found.external_id, confirmed_at=self.clock()
            )
        return Came(outcome=Outcome.UNCLEAR, sentence=found.sentence, is_uncertain=True)

    def _pushed(self, write: Outgoing) -> Came:
        result = base.push(self.connection, self.adapter, write, now=self.clock())
        taken = result.outcome in (Outcome.DONE, Outcome.ALREADY_DONE)
        return Came(
            outcome=result.outcome,
            sentence=result.advice,
            code=result.code,
            warning=result.warning,
            external_id=result.external_id,
            confirmed_at=self.clock() if taken and self._shows(write) else None,
        )

    def _shows(self, write: Outgoing) -> bool:
        """Whether the channel shows already what it took; where it does not say, the next pull will."""
        try:
            found: Found = base.read_back(self.connection, self.adapter, write, now=self.clock())
        except ChannelError:
            return False
        return found.there is There.DONE


def as_write(row: OutboundWrite) -> Outgoing:
    kind = Kind(row.kind)
    if kind in ANSWERS:
        return Reply(kind=kind, key=row.key, answer=convert(row.payload, Answer), attempts=row.attempts)
    if kind in BUNDLES:
        bundle = convert(row.payload, Bundle)
        return BundleWrite(kind=kind, key=row.key, bundle=bundle, attempts=row.attempts)
    return Write(kind=kind, key=row.key, shipment=convert(row.payload, Shipment), attempts=row.attempts)


def _failed(fault: ChannelError, *, is_uncertain: bool) -> Came:
    words = f"{fault.sentence} {fault.fix}".strip()
    if isinstance(fault, Refused):
        return Came(outcome=Outcome.REFUSED, sentence=words, code=str(fault.code))
    if isinstance(fault, Throttled):
        outcome, wait = Outcome.THROTTLED, fault.retry_after
        return Came(outcome=outcome, sentence=words, retry_after=wait, is_uncertain=is_uncertain)
    if fault.retryable:
        return Came(outcome=Outcome.UNREACHABLE, sentence=words, is_uncertain=is_uncertain)
    return Came(outcome=Outcome.UNAUTHORISED, sentence=words, is_uncertain=is_uncertain)


@transaction.atomic
def _keep(connection: Connection, row: OutboundWrite, came: Came, *, now: datetime) -> bool:
    """The outcome and what follows from it for the order, together; False where the lease was lost."""
    state = claiming.answer(
        row,
        came.outcome,
        now=now,
        sentence=came.sentence,
        code=came.code,
        warning=came.warning,
        external_id=came.external_id,
        retry_after=came.retry_after,
        is_uncertain=came.is_uncertain,
        confirmed_at=came.confirmed_at,
    )
    if state is None:
        return False
    if state is not State.WAITING:
        effects.settled(connection, row, state, sentence=came.sentence or came.warning, now=now)
    return True
