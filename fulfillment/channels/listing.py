"""Listing by update time: what is new, window after window, and the history of a first import, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from fulfillment.channels import bulk, windows
from fulfillment.channels.base import Item, Page
from fulfillment.channels.errors import BadAnswer, Refused
from fulfillment.channels.models import SyncCursor
from fulfillment.channels.records import OrderRecord, Refusal
from fulfillment.channels.rounds import Round
from fulfillment.channels.taking import take
from fulfillment.channels.windows import Window

HISTORY_DAYS = 90


def measure(round_: Round) -> bool:
    """How many orders the first import will bring is known, for its progress."""
    if round_.connection.first_sync_total is None:
        since, until = history_since(round_), round_.clock()
        page = round_.ask(lambda: round_.adapter.page("orders", since=since, until=until, token=""))
        round_.update(first_sync_total=page.total or 0)
    return False


def history_since(round_: Round) -> datetime:
    days = round_.connection.options.get("history_days", HISTORY_DAYS)
    return round_.connection.created_at - timedelta(days=days)


def pull_forward(round_: Round, stream: str) -> bool:
    """Everything updated since the last pull is taken; True where time was up before.

    The overlap of windows makes an entry that came late appear in the next one.
    """
    cursor = round_.cursor(stream)
    if cursor.window_until_at is None or cursor.position_at is None:
        pause = round_.adapter.pauses.get(stream, timedelta(0))
        if cursor.succeeded_at and cursor.succeeded_at + pause > round_.clock():
            return False
        window = windows.forward(cursor.position_at, now=round_.clock())
        cursor.position_at, cursor.window_until_at, cursor.page_token = window.since, window.until, ""
    window = Window(cursor.position_at, cursor.window_until_at)
    return not page_through(round_, cursor, stream, window, reached_at=window.until)


def pull_history(round_: Round) -> bool:
    """Older and older slices until the first import is whole; True while some are left."""
    if round_.connection.first_sync_finished_at:
        return False
    since = history_since(round_)
    if (more := bulk.pull(round_, since, lambda items, more: _count(round_, items, more))) is not None:
        return more
    for stream in round_.adapter.streams:
        cursor = round_.cursor(f"{stream}.history")
        reached = cursor.position_at or round_.connection.created_at - windows.FORWARD_START
        while window := windows.backward(reached, since):
            cursor.position_at = cursor.window_until_at = reached
            if not page_through(round_, cursor, stream, window, reached_at=window.since):
                return True
            reached = window.since
    round_.update(first_sync_finished_at=round_.clock())
    return False


def page_through(
    round_: Round, cursor: SyncCursor, stream: str, window: Window, *, reached_at: datetime
) -> bool:
    """True where every page of the window was taken; a worker stopped in between goes on at the stored page token."""
    seen: set[str] = set()
    while not round_.is_over():
        page = _page(round_, cursor, stream, window)
        if page.next_token in seen:
            cursor.page_token = ""
            cursor.save()
            raise BadAnswer(f"The channel's list of {stream} comes back to a page that it showed before.")
        with round_.step():
            take(round_.connection, page.items, now=round_.clock())
            cursor.page_token = page.next_token
            if not page.next_token:
                cursor.position_at, cursor.window_until_at = reached_at, None
                cursor.succeeded_at = round_.clock()
            cursor.save()
            _count(round_, page.items)
        if not page.next_token:
            return True
        seen.add(page.next_token)
    return False


def _page(round_: Round, cursor: SyncCursor, stream: str, window: Window) -> Page:
    def ask(token: str) -> Page:
        return round_.ask(
            lambda: round_.adapter.page(stream, since=window.since, until=window.until, token=token)
        )

    try:
        return ask(cursor.page_token)
    except Refused:
        if not cursor.page_token:
            raise
        return ask("")  # page tokens age: the window is read again from its beginning


def _count(round_: Round, items: Sequence[Item], more: int = 0) -> None:
    """The first import's progress is in orders, whatever else came on their page; `more` come by themselves."""
    connection = round_.connection
    if not connection.first_sync_finished_at:
        orders = sum(isinstance(item, OrderRecord) or _is_order(item) for item in items)
        round_.update(first_sync_done=connection.first_sync_done + orders + more)


def _is_order(item: Item) -> bool:
    return isinstance(item, Refusal) and item.kind == "order"
