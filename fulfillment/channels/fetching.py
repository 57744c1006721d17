"""Fetching by id: what webhooks and the sweep made us want, and carriers' messages order by order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import TypeVar

import structlog

from fulfillment.channels import quarantine, wanting
from fulfillment.channels.backoff import next_tracking_check
from fulfillment.channels.errors import BadAnswer, ChannelError, Refused, Unavailable
from fulfillment.channels.models import QuarantinedItem, Wanted
from fulfillment.channels.records import UNREAD, Refusal
from fulfillment.channels.rounds import PASSING_FAULTS, Round
from fulfillment.channels.taking import take, take_tracking
from fulfillment.orders.models import Order

log = structlog.get_logger()
T = TypeVar("T")

SWEEP_EVERY = timedelta(minutes=15)
SWEEP_AHEAD = timedelta(hours=24)
SWEEP_BEHIND = timedelta(days=3)  # what is overdue for longer moves only with an update, which the poll sees
TRACKING_AT_ONCE = 20
QUARANTINE_RECENT = timedelta(days=3)
QUARANTINE_AT_ONCE = 200


class Setbacks:
    """Faults in a row: one id that fails is put aside, a channel that fails twice running is left alone."""

    def __init__(self) -> None:
        self.in_a_row = 0

    def add(self, fault: ChannelError) -> None:
        self.in_a_row += 1
        if self.in_a_row >= PASSING_FAULTS:
            raise fault


def fetch_wanted(round_: Round) -> bool:
    """What is wanted is fetched by the channel's batch size, for at most half of the time; True where more is due."""
    setbacks, share = Setbacks(), round_.half()
    for kind, size in round_.adapter.batch_sizes.items():
        while rows := wanting.next_batch(round_.connection.pk, kind, now=round_.clock(), limit=size):
            if round_.is_over(share):
                return True
            _fetch(round_, kind, rows, setbacks)
    return False


def _fetch(round_: Round, kind: str, rows: Sequence[Wanted], setbacks: Setbacks) -> None:
    ids = [row.external_id for row in rows]
    items = _asked(round_, rows, setbacks, lambda: round_.adapter.fetch(kind, ids))
    if items is None:
        return
    told = {item.external_id for item in items}
    missing = [row for row in rows if row.external_id not in told]
    with round_.step():
        take(round_.connection, items, now=round_.clock())
        wanting.fetched([row for row in rows if row.external_id in told])
        _put_aside(round_, missing, "the channel does not know it", give_up_after=wanting.UNKNOWN_AFTER)


def fetch_tracking(round_: Round) -> bool:
    """Carriers' messages, order by order; True where more are due.

    While a first import runs, half of the time is left to it.
    """
    setbacks = Setbacks()
    share = 0.0 if round_.connection.first_sync_finished_at else round_.half()
    while rows := wanting.due(round_.connection.pk, "tracking", now=round_.clock(), limit=TRACKING_AT_ONCE):
        for row in rows:
            if round_.is_over(share):
                return True
            _track(round_, row, setbacks)
    return False


def _track(round_: Round, row: Wanted, setbacks: Setbacks) -> None:
    events = _asked(round_, [row], setbacks, lambda: round_.adapter.tracking(row.external_id))
    if events is None:
        return
    with round_.step():
        take_tracking(round_.connection, row.external_id, events=events, now=round_.clock())
        wanting.fetched([row])
        _track_again(round_, row.external_id)


def _track_again(round_: Round, external_id: str) -> None:
    order = Order.objects.filter(shop=round_.connection.shop, external_id=external_id).first()
    if order is None or not order.is_open:
        return
    is_scanned = bool(order.scanned_at or order.last_first_scan_at)
    again = next_tracking_check(labelled_at=order.labelled_at, is_scanned=is_scanned, now=round_.clock())
    if again:
        wanting.want(round_.connection, "tracking", [external_id], now=round_.clock(), not_before=again)


def _asked(round_: Round, rows: Sequence[Wanted], setbacks: Setbacks, question: Callable[[], T]) -> T | None:
    """The answer about these rows; None where it failed and they are put aside, so that the others get their turn.

    What concerns the whole line (a token, a limit, a clock) is raised and changes nothing about them.
    """
    try:
        answer = round_.ask(question)
    except Refused as fault:
        with round_.step():
            _put_aside(
                round_, rows, fault.sentence, give_up_after=None if len(rows) > 1 else wanting.GIVE_UP_AFTER
            )
        if len(rows) > 1:  # one of them is to blame: next time they go in halves
            setbacks.add(fault)
        return None
    except (BadAnswer, Unavailable) as fault:
        with round_.step():
            wanting.postpone(rows, now=round_.clock(), give_up_after=None)
        setbacks.add(fault)
        return None
    setbacks.in_a_row = 0
    return answer


def _put_aside(round_: Round, rows: Sequence[Wanted], why: str, *, give_up_after: int | None) -> None:
    """Tried again later, ever later; what is given up at last stands in the quarantine, not nowhere."""
    given_up = wanting.postpone(rows, now=round_.clock(), give_up_after=give_up_after)
    sentence = f"Not told in {give_up_after} attempts: {why}"
    refusals = [
        Refusal(kind=row.kind, external_id=row.external_id, sentence=sentence, payload=b"")
        for row in given_up
    ]
    quarantine.put(round_.connection.shop, refusals, now=round_.clock())
    if given_up:
        log.warning("sync.given_up", connection=str(round_.connection.pk), count=len(given_up))


def sweep(round_: Round) -> bool:
    """Open orders near their deadline are wanted again, for a deadline may move without any message; and what lies
    in quarantine since lately, for the channel may have mended it."""
    now = round_.clock()
    if "order" not in round_.adapter.batch_sizes or (round_.connection.next_sweep_at or now) > now:
        return False
    span = (now - SWEEP_BEHIND, now + SWEEP_AHEAD)
    near = Order.objects.open().filter(shop=round_.connection.shop, dispatch_due_at__range=span)
    wanting.want(round_.connection, "order", near.values_list("external_id", flat=True), now=now)
    for kind in round_.adapter.batch_sizes:
        wanting.want(round_.connection, kind, _to_read_again(round_, kind), now=now)
    round_.update(next_sweep_at=now + SWEEP_EVERY)
    return False


def _to_read_again(round_: Round, kind: str) -> Iterable[str]:
    shop, since = round_.connection.shop, round_.clock() - QUARANTINE_RECENT
    items = QuarantinedItem.objects.filter(shop=shop, kind=kind, resolved_at=None, first_seen_at__gt=since)
    # What has no id of its own is named by its bytes and cannot be asked for.
    found = items.exclude(external_id__startswith=UNREAD).order_by("pk").values_list("external_id", flat=True)
    return found[:QUARANTINE_AT_ONCE]
