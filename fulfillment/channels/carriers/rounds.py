"""One round of one feed: its messages are read, new numbers registered, due ones asked for; by one worker at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from time import monotonic
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from django.db import transaction

from fulfillment.channels import health, leases
from fulfillment.channels.carriers import asking, following, kinds, taking
from fulfillment.channels.carriers.asking import Client
from fulfillment.channels.carriers.told import Told, Unread
from fulfillment.channels.errors import ChannelError
from fulfillment.channels.health import State
from fulfillment.channels.models import CarrierFeed, CarrierMessage

log = structlog.get_logger()
Clock = Callable[[], datetime]
LEASE = timedelta(seconds=120)  # longer than any one call with its repetitions
ROUND_SECONDS = 25.0
EVERY = timedelta(seconds=60)
LONGEST_ASKED = timedelta(hours=1)  # an aggregator that asks us to wait longer is asked again all the same


def due_feeds(*, now: datetime) -> list[UUID]:
    due = CarrierFeed.objects.filter(leases.free(now), is_active=True, next_round_at__lte=now)
    return list(due.values_list("pk", flat=True))


def run(feed_id: UUID, *, clock: Clock) -> bool:
    """False where another worker has it or its turn has not come."""
    now, mine = clock(), CarrierFeed.objects.filter(pk=feed_id)
    token = leases.take(mine.filter(is_active=True, next_round_at__lte=now), now=now, lease=LEASE)
    if token is None:
        return False
    feed = CarrierFeed.objects.select_related("team").get(pk=feed_id)
    try:
        is_more = _round(feed, clock=clock)
        changes = _success(now=clock(), is_more=is_more)
    except ChannelError as error:
        log.info("carrier_feed.failed", feed=str(feed.pk), sentence=error.sentence)
        changes, wait = health.faulted(feed, error, longest=LONGEST_ASKED)
        changes |= {"next_round_at": clock() + wait}
    leases.give_back(mine, token, **changes)
    return True


def _success(*, now: datetime, is_more: bool) -> dict[str, Any]:
    return {
        "state": State.OK,
        "problem": "",
        "fix": "",
        "failures": 0,
        "last_success_at": now,
        "next_round_at": now if is_more else now + EVERY,
    }


def _round(feed: CarrierFeed, *, clock: Clock) -> bool:
    """True where more is waiting. Messages come first: they need nobody's answer."""
    ends = monotonic() + ROUND_SECONDS
    taking.match_again(feed)
    while taking.take_waiting(feed, now=clock()) == taking.AT_ONCE:
        if monotonic() > ends:
            return True
    if not asking.can_be_asked(feed.kind):
        return False
    client = asking.open_client(feed)
    try:
        return _ask(feed, client, ends=ends, clock=clock)
    finally:
        client.close()


def _ask(feed: CarrierFeed, client: Client, *, ends: float, clock: Clock) -> bool:
    """What is followed already is asked for though no more can be registered: a quota concerns new numbers only."""
    following.follow_new(feed, now=clock())
    stopped: ChannelError | None = None
    while numbers := following.to_register(feed, limit=client.at_once):
        try:
            following.registered(feed, client.register(numbers), now=clock())
        except asking.QuotaUsedUp as error:
            stopped = error
            break
        if monotonic() > ends:
            return True
    while rows := following.due(feed, now=clock(), limit=client.at_once):
        answer = client.ask([row.number for row in rows])
        with transaction.atomic():
            _record(feed, answer, now=clock())
            following.asked(feed, rows, unknown=answer.unknown, now=clock())
        if monotonic() > ends:
            return True
    if stopped:
        raise stopped
    return False


def _record(feed: CarrierFeed, answer: asking.Asked, *, now: datetime) -> None:
    """The answers stand on their parcels; what of them could not be read is kept with its sentence."""
    zone = ZoneInfo(feed.team.time_zone)
    read = [
        (body, kinds.read(feed.kind, body, is_answer=True, zone=zone, now=now))
        for body in answer.parcels.values()
    ]
    taking.record(feed.team_id, [each for _, each in read if isinstance(each, Told)], now=now)
    bad = [(body, why, number) for body, each in read for why, number in [_why(each)] if why]
    CarrierMessage.objects.bulk_create(
        [
            CarrierMessage(
                team_id=feed.team_id,
                feed=feed,
                message_id=f"answer-{sha256(body).hexdigest()}",
                body=body,
                is_answer=True,
                received_at=now,
                outcome="refused",
                number=number,
                sentence=why,
            )
            for body, why, number in bad
        ],
        ignore_conflicts=True,
    )


def _why(read: kinds.Read) -> tuple[str, str]:
    if isinstance(read, Unread):
        return read.sentence, ""
    return (read.left_out, read.number) if isinstance(read, Told) else ("", "")
