"""One pull of one shop: what is wanted, what is new, what is near its deadline, then a piece of history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import DatabaseError

from fulfillment.channels import fetching, health, leases, listing, reconciling, wanting
from fulfillment.channels.errors import ChannelError, Unavailable
from fulfillment.channels.models import Connection
from fulfillment.channels.rounds import ROUND_SECONDS, Clock, LeaseLost, Round, utc_now

__all__ = ["due_connections", "sync_connection", "utc_now"]

log = structlog.get_logger()

OUR_FAULT = Unavailable(
    "A fault of our own stopped the pull; the log has it.",
    "It is tried again by itself. If it stays, send the log to the developers.",
)


def sync_connection(
    connection_id: UUID, *, clock: Clock = utc_now, seconds: float = ROUND_SECONDS, only_due: bool = False
) -> bool:
    """One round under the connection's lease; False where it was not ours to do or failed.

    Whatever stops it, the connection says so, and everything committed before stays.
    """
    token = leases.claim(connection_id, now=clock(), only_due=only_due)
    if token is None:
        return False
    connection = Connection.objects.select_related("shop", "shop__team", "credential").get(pk=connection_id)
    try:
        pause = _pull(connection, token, clock=clock, seconds=seconds)
    except LeaseLost:
        log.info("sync.lease_lost", connection=str(connection.pk))
        return False
    except ChannelError as fault:
        log.warning("sync.failed", connection=str(connection.pk), sentence=fault.sentence)
        leases.release(connection_id, token, **health.failure(connection, fault, now=clock()))
        return False
    except Exception:
        _give_back(connection, token, health.failure(connection, OUR_FAULT, now=clock()))
        raise
    except BaseException:  # Ctrl-C: the next worker need not wait until the lease runs out
        _give_back(connection, token, {"next_sync_at": clock()})
        raise
    done = health.success(connection, now=clock(), next_sync_at=clock() + pause)
    return leases.release(connection_id, token, **done)


def _pull(connection: Connection, token: UUID, *, clock: Clock, seconds: float) -> timedelta:
    """How long until the next round: none where something is left to do right away."""
    round_ = Round(connection, token, clock=clock, seconds=seconds)
    try:
        more = [
            round_.attempt(lambda: listing.measure(round_)),
            *(
                round_.attempt(lambda stream=stream: listing.pull_forward(round_, stream))  # type: ignore[misc]
                for stream in round_.adapter.streams
            ),
            round_.attempt(lambda: fetching.sweep(round_)),
            round_.attempt(lambda: fetching.fetch_wanted(round_)),
            round_.attempt(lambda: fetching.fetch_tracking(round_)),
            round_.attempt(lambda: listing.pull_history(round_)),
            round_.attempt(lambda: reconciling.reconcile(round_)),
        ]
    finally:
        round_.adapter.close()
    if round_.faults:
        raise round_.worst()
    if any(more) or wanting.is_due(connection.pk, now=clock()):  # history names parcels too
        return timedelta(0)
    return round_.again_in or timedelta(seconds=settings.SYNC_EVERY_SECONDS)


def _give_back(connection: Connection, token: UUID, changes: dict[str, object]) -> None:
    """The lease is free where the database still answers; else it runs out by itself."""
    try:
        leases.release(connection.pk, token, **changes)
    except DatabaseError:
        log.warning("sync.lease_kept", connection=str(connection.pk))


def due_connections(*, now: datetime) -> Iterator[UUID]:
    """Connections whose turn has come and that no living worker holds: also those a killed worker left."""
    free = Connection.objects.filter(is_active=True, next_sync_at__lte=now).exclude(leased_until_at__gt=now)
    yield from free.order_by("next_sync_at").values_list("pk", flat=True)
