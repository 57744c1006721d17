"""One round of pulling one shop: its lease, its time and its adapter. What is committed was ours to commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from fulfillment.channels import base, leases
from fulfillment.channels.base import Adapter
from fulfillment.channels.errors import ChannelError, Throttled
from fulfillment.channels.models import Connection, SyncCursor

T = TypeVar("T")
Clock = Callable[[], datetime]
# A round ends after this long even if there is more, so that every shop gets its turn and new orders are never
# behind a long import; the next round follows at once.
ROUND_SECONDS = 25.0
PASSING_FAULTS = 2  # after so many the channel is down: asking on would only hold the worker


class LeaseLost(Exception):
    """Another worker has taken over; what is committed stays, what is not is theirs to do."""


def utc_now() -> datetime:
    return datetime.now(UTC)


class Round:
    """What the steps of one pull share. Every step may raise `LeaseLost` or a `ChannelError`."""

    def __init__(self, connection: Connection, token: UUID, *, clock: Clock, seconds: float) -> None:
        self.connection, self.token, self.clock = connection, token, clock
        self.faults: list[ChannelError] = []
        self.adapter: Adapter = base.open_adapter(connection, now=clock())
        self.ends = monotonic() + seconds
        self.again_in: timedelta | None = None  # when to look again, where that is sooner than usual

    def is_over(self, share: float = 0.0) -> bool:
        """Whether the time is up; `share` is a moment of `monotonic()` that ends one step earlier than the rest."""
        return monotonic() >= (min(share, self.ends) if share else self.ends)

    def half(self) -> float:
        """The moment when half of what is left will be gone."""
        return (monotonic() + self.ends) / 2

    def attempt(self, step: Callable[[], bool]) -> bool:
        """The step's answer: is more left to do? A failing step leaves the others their turn, until the channel is down."""
        try:
            return step()
        except ChannelError as fault:
            self.faults.append(fault)
            passing = sum(found.retryable for found in self.faults)
            if isinstance(fault, Throttled) or passing >= PASSING_FAULTS:
                raise self.worst() from None
            return False

    def worst(self) -> ChannelError:
        """The fault to show: one that only a person can cure comes before one that passes."""
        return min(self.faults, key=lambda fault: fault.retryable)

    # --- under the lease ---

    def ask(self, question: Callable[[], T]) -> T:
        """The channel's answer; an answer may take long, so the lease is fresh when we ask."""
        self.keep()
        return question()

    @contextmanager
    def step(self) -> Iterator[None]:
        """One transaction that commits only if the lease is ours at its end: rows, cursor and wanted ids together."""
        with transaction.atomic():
            yield
            self.keep()

    def keep(self) -> None:
        if not leases.renew(self.connection.pk, self.token, now=self.clock()):
            raise LeaseLost

    def update(self, **changes: object) -> None:
        for name, value in changes.items():
            setattr(self.connection, name, value)
        Connection.objects.filter(pk=self.connection.pk, lease_token=self.token).update(**changes)

    def cursor(self, stream: str) -> SyncCursor:
        return SyncCursor.objects.get_or_create(
            connection=self.connection, stream=stream, defaults={"team": self.connection.team}
        )[0]
