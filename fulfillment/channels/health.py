"""How each shop's line to its channel is doing: one state, one sentence, one thing to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import Struct

from fulfillment.channels import backoff, base
from fulfillment.channels.errors import ChannelError, ClockSkew, Throttled
from fulfillment.channels.models import Connection

# The poll runs every two minutes: silence for a quarter of an hour is worth a look, for an hour it is a fault.
STALE_AFTER = timedelta(minutes=15)
SILENT_AFTER = timedelta(hours=1)
LONGEST_ASKED = timedelta(hours=6)  # a channel that asks us to wait longer is asked again all the same
EXPIRY_NOTICE = timedelta(days=30)  # the channel itself warns from then on, once a day


FETCH_THEM = "Fetch them"
WORST_FIRST = ("bad", "warning", "ok")  # tones


class State(StrEnum):
    NEW = "new"
    IMPORTING = "importing"
    OK = "ok"
    WAITING = "waiting"  # a passing fault; tried again by itself
    NEEDS_ATTENTION = "needs_attention"  # only a person can cure it
    DISCONNECTED = "disconnected"


class Said(NamedTuple):
    """One thing to say of a line; `alarm` is the kind of alert that it deserves, blank where none."""

    tone: str  # ok, warning, bad
    sentence: str
    fix: str = ""
    alarm: str = ""


class Health(Struct, frozen=True, kw_only=True):
    """What the health bar says of one shop."""

    connection_id: UUID
    shop_name: str
    channel_label: str
    tone: str  # ok, warning, bad
    sentence: str
    fix: str = ""
    is_active: bool = True
    is_to_reconnect: bool = False  # connecting it again is what cures it
    last_success_at: datetime | None = None
    backlog: int = 0
    quarantined: int = 0
    differing: int = 0  # orders on which the two sides differ
    progress: float | None = None  # share of the first import, 0 to 1
    imported: str = ""  # the same in orders


def success(connection: Connection, *, now: datetime, next_sync_at: datetime) -> dict[str, Any]:
    """The columns of a connection after a pull that worked."""
    return {
        "state": State.OK if connection.first_sync_finished_at else State.IMPORTING,
        "problem": "",
        "fix": "",
        "failures": 0,
        "last_success_at": now,
        "next_sync_at": next_sync_at,
    }


def failure(connection: Connection, error: ChannelError, *, now: datetime) -> dict[str, Any]:
    """The columns after one that did not: its sentence, its fix, and a longer wait each time."""
    changes, wait = faulted(connection, error)
    return changes | {"next_sync_at": now + wait}


def faulted(
    line: Any, error: ChannelError, *, longest: timedelta = LONGEST_ASKED
) -> tuple[dict[str, Any], timedelta]:
    """The columns of a connection or carrier feed that say what is wrong, and how long it waits.

    It waits as long as the other side asks it to, up to `longest`.
    """
    failures = line.failures + 1
    wait = backoff.after_failures(failures, seed=line.pk.int)
    if isinstance(error, Throttled) and error.retry_after:
        wait = max(wait, min(timedelta(seconds=error.retry_after), longest))
    changes = {
        "state": State.WAITING if error.retryable else State.NEEDS_ATTENTION,
        "problem": error.sentence,
        "fix": error.fix,
        "failures": failures,
    }
    return changes, wait


def describe(connection: Any, *, now: datetime) -> Health:
    """`connection` comes from `lines.with_counts`."""
    said = _words(connection, now=now)
    return Health(
        connection_id=connection.pk,
        shop_name=connection.shop.name,
        channel_label=base.label(connection.shop.channel),
        tone=said.tone,
        sentence=said.sentence.rstrip("."),
        fix=said.fix.rstrip("."),
        is_active=connection.is_active,
        is_to_reconnect=connection.state == State.NEEDS_ATTENTION and connection.fix != ClockSkew.fix,
        last_success_at=connection.last_success_at,
        backlog=connection.backlog,
        quarantined=connection.quarantined,
        differing=connection.differing,
        progress=_progress(connection),
        imported=imported(connection),
    )


def _words(connection: Any, *, now: datetime) -> Said:
    """The most urgent of what there is to say."""
    if not connection.is_active or connection.state == State.DISCONNECTED:
        return _switched_off(connection)
    return next(iter(troubles(connection, now=now)), None) or _going_well(connection)


def troubles(connection: Any, *, now: datetime) -> list[Said]:
    """What somebody should know of a line that is switched on, the most urgent first; each has its alarm."""
    return [said for said in (_of_line(connection, now=now), *_of_content(connection)) if said]


def _of_line(connection: Any, *, now: datetime) -> Said | None:
    if connection.state == State.NEEDS_ATTENTION:
        return Said("bad", connection.problem, connection.fix, "channel_stopped")
    silent = now - (connection.last_success_at or connection.created_at)
    if connection.failures:
        failing = silent > SILENT_AFTER
        alarm = "channel_failing" if failing else "channel_slow"
        return Said("bad" if failing else "warning", connection.problem, connection.fix, alarm)
    if silent > STALE_AFTER:
        fix = "Check that the background worker is running"
        return Said("bad", "nothing was read for a while", fix, "channel_failing")
    listed = connection.orders_listed_at
    if listed and now - listed > STALE_AFTER:  # rounds that end well, yet never reach the end of the list
        sentence = f"orders were last listed {(now - listed) // timedelta(minutes=1):,} min ago"
        return Said("warning", sentence, "It goes on by itself; Pull now asks at once", "channel_slow")
    if ends_at := _expiry(connection, now=now):
        sentence = f"the seller's consent ends on {ends_at:%-d %B %Y}"
        return Said("warning", sentence, "Connect this shop again before then", "consent_ending")
    return None


def _of_content(connection: Any) -> Iterator[Said]:
    if connection.differing:
        yield Said("warning", _difference(connection), FETCH_THEM, "sides_differ")
    if connection.quarantined:
        noun = "payload waits" if connection.quarantined == 1 else "payloads wait"
        yield Said("warning", f"{connection.quarantined} {noun} in quarantine", "Look at them", "quarantine")


def _going_well(connection: Any) -> Said:
    progress = _progress(connection)
    if progress is not None:
        return Said("ok", f"first import, {progress:.0%} done")
    return Said("ok", "connected, first pull is coming" if connection.last_success_at is None else "")


def _difference(connection: Any) -> str:
    """`4 orders missing here`; what is missing comes before what stands otherwise."""
    if connection.missing:
        return f"{connection.missing} {'order' if connection.missing == 1 else 'orders'} missing here"
    noun = "order stands" if connection.differing == 1 else "orders stand"
    return f"{connection.differing} {noun} otherwise on the channel"


def _switched_off(connection: Any) -> Said:
    if connection.state == State.DISCONNECTED:
        return Said("warning", "disconnected; its history is kept", "Connect it again")
    return Said("warning", "paused: nothing is read", "Resume it; it goes on where it stopped")


def _expiry(connection: Any, *, now: datetime) -> datetime | None:
    """When the seller's consent ends, where that is soon."""
    ends_at: datetime | None = connection.credential.refresh_expires_at if connection.credential else None
    return ends_at if ends_at and ends_at - now < EXPIRY_NOTICE else None


def imported(connection: Connection) -> str:
    """`310 of about 7,371 orders`; the channel's own count may turn out too small, or be unknown. Of a finished
    import only what is here."""
    done, total = connection.first_sync_done, connection.first_sync_total
    if connection.first_sync_finished_at:
        return f"{done:,} orders"
    if not total:
        return f"{done:,} orders so far"
    if done > total:
        return f"{done:,} orders, more than the {total:,} expected"
    return f"{done:,} of about {total:,} orders"


def _progress(connection: Any) -> float | None:
    if connection.first_sync_finished_at or not connection.first_sync_total:
        return None
    return float(min(0.99, connection.first_sync_done / connection.first_sync_total))
