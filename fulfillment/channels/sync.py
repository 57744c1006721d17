"""One pull of one shop: what is wanted, what is new, what is near its deadline, then a piece of history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from time import monotonic
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction

from fulfillment.channels import base, health, leases, wanting, windows
from fulfillment.channels.backoff import next_tracking_check
from fulfillment.channels.base import Adapter
from fulfillment.channels.errors import ChannelError, Refused, Unavailable
from fulfillment.channels.models import Connection, SyncCursor, Wanted
from fulfillment.channels.taking import take, take_tracking
from fulfillment.channels.windows import Window
from fulfillment.orders.models import Order

log = structlog.get_logger()

Clock = Callable[[], datetime]
# A round ends after this long even if there is more, so that every shop gets its turn and new orders are never
# behind a long import; the next round follows at once.
ROUND_SECONDS = 25.0
SWEEP_EVERY = timedelta(minutes=15)
SWEEP_AHEAD = timedelta(hours=24)
HISTORY_DAYS = 90


OUR_FAULT = Unavailable(
    "A fault of our own stopped the pull; the log has it.",
    "It is tried again by itself. If it stays, send the log to the developers.",
)


class LeaseLost(Exception):
    """Another worker has taken over; what is committed stays, what is not is theirs to do."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def sync_connection(connection_id: UUID, *, clock: Clock = utc_now, seconds: float = ROUND_SECONDS) -> bool:
    """One round under the connection's lease; False where another worker holds it or the round failed."""
    token = leases.claim(connection_id, now=clock())
    if token is None:
        return False
    connection = Connection.objects.select_related("shop", "shop__team", "credential").get(pk=connection_id)
    try:
        has_more = Round(connection, token, clock=clock, seconds=seconds).run()
    except LeaseLost:
        return False
    except ChannelError as error:
        log.warning("sync.failed", connection=str(connection.pk), sentence=error.sentence)
        leases.release(connection_id, token, **health.failure(connection, error, now=clock()))
        return False
    except Exception:
        leases.release(connection_id, token, **health.failure(connection, OUR_FAULT, now=clock()))
        raise
    pause = timedelta(0) if has_more else timedelta(seconds=settings.SYNC_EVERY_SECONDS)
    return leases.release(connection_id, token, **health.success(now=clock(), next_sync_at=clock() + pause))


class Round:
    """The steps of one pull; every page is one transaction that holds rows and cursor together."""

    def __init__(self, connection: Connection, token: UUID, *, clock: Clock, seconds: float) -> None:
        self.connection, self.token, self.clock = connection, token, clock
        self.ends = monotonic() + seconds
        self.adapter: Adapter = base.open_adapter(connection, now=clock())

    def run(self) -> bool:
        """True where something is left to do right away."""
        try:
            self.measure()
            self.fetch_wanted()
            for stream in self.adapter.streams:
                self.pull_forward(stream)
            self.sweep()
            self.fetch_wanted()
            more_tracking = self.fetch_tracking()
            return self.pull_history() or more_tracking
        finally:
            self.adapter.close()

    def is_over(self) -> bool:
        return monotonic() >= self.ends

    # --- listing by update time ---

    def measure(self) -> None:
        """How many orders the first import will bring, for its progress."""
        if self.connection.first_sync_total is None:
            now = self.clock()
            page = self.adapter.page("orders", since=self.history_since(), until=now, token="")
            self.update(first_sync_total=page.total or 0)

    def history_since(self) -> datetime:
        days = self.connection.options.get("history_days", HISTORY_DAYS)
        return self.connection.created_at - timedelta(days=days)

    def pull_forward(self, stream: str) -> None:
        """Everything updated since the last pull; the overlap makes a late entry appear in the next one."""
        cursor = self.cursor(stream)
        if cursor.window_until_at is None:
            window = windows.forward(cursor.position_at, now=self.clock())
            cursor.position_at, cursor.window_until_at, cursor.page_token = window.since, window.until, ""
        self.page_through(cursor, stream, Window(cursor.position_at, cursor.window_until_at))
        cursor.position_at, cursor.window_until_at = cursor.window_until_at, None
        self.finish(cursor)

    def pull_history(self) -> bool:
        """Older and older slices until the first import is whole; True while some are left."""
        if self.connection.first_sync_finished_at:
            return False
        since = self.history_since()
        for stream in self.adapter.streams:
            cursor = self.cursor(f"{stream}.history")
            reached = cursor.position_at or self.connection.created_at - windows.FORWARD_START
            while window := windows.backward(reached, since):
                if self.is_over():
                    return True
                cursor.position_at = cursor.window_until_at = reached
                self.page_through(cursor, stream, window)
                reached = cursor.position_at = window.since
                cursor.window_until_at = None
                self.finish(cursor)
        self.update(first_sync_finished_at=self.clock())
        return False

    def page_through(self, cursor: SyncCursor, stream: str, window: Window) -> None:
        """Takes every page of the window; a worker killed in between goes on at the stored page token."""
        while True:
            page = self.page(cursor, stream, window)
            with self.step():
                taken = take(self.connection, page.items, now=self.clock())
                cursor.page_token = page.next_token
                cursor.save()
                self.count(stream, taken)
            if not page.next_token:
                return

    def page(self, cursor: SyncCursor, stream: str, window: Window) -> base.Page:
        try:
            return self.adapter.page(stream, since=window.since, until=window.until, token=cursor.page_token)
        except Refused:
            if not cursor.page_token:
                raise
            cursor.page_token = ""  # page tokens age: the window is read again from its beginning
            return self.adapter.page(stream, since=window.since, until=window.until, token="")

    def finish(self, cursor: SyncCursor) -> None:
        cursor.page_token, cursor.succeeded_at = "", self.clock()
        cursor.save()

    def cursor(self, stream: str) -> SyncCursor:
        return SyncCursor.objects.get_or_create(
            connection=self.connection, stream=stream, defaults={"team": self.connection.team}
        )[0]

    # --- fetching by id ---

    def fetch_wanted(self) -> None:
        for kind, size in self.adapter.batch_sizes.items():
            while not self.is_over():
                rows = wanting.due(self.connection.pk, kind, now=self.clock(), limit=size)
                if not rows:
                    break
                self.fetch(kind, rows)

    def fetch(self, kind: str, rows: list[Wanted]) -> None:
        try:
            items = self.adapter.fetch(kind, [row.external_id for row in rows])
        except ChannelError:
            wanting.postpone(rows, now=self.clock())
            raise
        with self.step():
            take(self.connection, items, now=self.clock())
            wanting.fetched(rows)

    def fetch_tracking(self) -> bool:
        """Carriers' messages, order by order while the round lasts; True where more are due."""
        while rows := wanting.due(self.connection.pk, "tracking", now=self.clock(), limit=20):
            for row in rows:
                if self.is_over():
                    return True
                self.track(row)
        return False

    def track(self, row: Wanted) -> None:
        try:
            events = self.adapter.tracking(row.external_id)
        except ChannelError as error:
            wanting.postpone([row], now=self.clock())
            if error.retryable:
                raise
            return
        with self.step():
            take_tracking(self.connection, row.external_id, events=events, now=self.clock())
            wanting.fetched([row])
            self.track_again(row.external_id)

    def track_again(self, external_id: str) -> None:
        order = Order.objects.filter(shop=self.connection.shop, external_id=external_id).first()
        if order is None:
            return
        is_scanned = bool(order.scanned_at or order.last_first_scan_at)
        again = next_tracking_check(labelled_at=order.labelled_at, is_scanned=is_scanned, now=self.clock())
        if again and order.is_open:
            wanting.want(self.connection, "tracking", [external_id], now=self.clock(), not_before=again)

    def sweep(self) -> None:
        """Open orders near their deadline are read again: a deadline may move without any message."""
        now = self.clock()
        if "order" not in self.adapter.batch_sizes or (self.connection.next_sweep_at or now) > now:
            return
        near = Order.objects.open().filter(shop=self.connection.shop, dispatch_due_at__lte=now + SWEEP_AHEAD)
        wanting.want(self.connection, "order", near.values_list("external_id", flat=True), now=now)
        self.update(next_sweep_at=now + SWEEP_EVERY)

    # --- under the lease ---

    def step(self) -> transaction.Atomic:
        """One transaction, begun only if the lease is still ours."""
        if not leases.renew(self.connection.pk, self.token, now=self.clock()):
            raise LeaseLost
        return transaction.atomic()

    def count(self, stream: str, taken: int) -> None:
        if stream == "orders" and not self.connection.first_sync_finished_at:
            self.update(first_sync_done=self.connection.first_sync_done + taken)

    def update(self, **changes: object) -> None:
        for name, value in changes.items():
            setattr(self.connection, name, value)
        Connection.objects.filter(pk=self.connection.pk, lease_token=self.token).update(**changes)


def due_connections(*, now: datetime) -> Iterator[UUID]:
    """Connections whose turn has come and that no living worker holds: also those a killed worker left."""
    free = Connection.objects.filter(is_active=True, next_sync_at__lte=now).exclude(leased_until_at__gt=now)
    yield from free.order_by("next_sync_at").values_list("pk", flat=True)
