"""A first import by the channel's own bulk file, where it makes one: asked for once, waited for, read in flat memory.

The cursor holds the operation and how far its file was read, and moves with the rows: a killed worker's successor goes
on at that byte. Where the channel will not, or its operation fails, what it had is taken and paging does the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

import structlog
from msgspec import Struct

from fulfillment.channels import wanting, windows
from fulfillment.channels.base import Item
from fulfillment.channels.errors import BadAnswer, Refused
from fulfillment.channels.models import SyncCursor, Wanted
from fulfillment.channels.rounds import Round
from fulfillment.channels.taking import take

log = structlog.get_logger()

STREAM = "orders.bulk.history"
PAGING = "paging"  # instead of an operation: there is none, or none any more
ASK_AGAIN = timedelta(seconds=5)
SEAM = timedelta(hours=1)  # read twice where the file meets what the first pull listed


class Operation(Struct, frozen=True, kw_only=True):
    """`url`: the file, or after a failure the part that there is; "" where there is nothing."""

    is_running: bool
    has_failed: bool = False
    url: str = ""
    sentence: str = ""


class Part(Struct, frozen=True):
    """Some orders of the file; `offset` is the byte at which the next ones begin."""

    offset: int
    items: Sequence[Item]
    to_fetch: Sequence[str]  # ids of orders that the file cannot tell whole


@runtime_checkable
class InBulk(Protocol):
    """What an adapter has besides, whose channel makes such files."""

    def begin_bulk(self, *, since: datetime, until: datetime) -> str:
        """The operation's id; raises Refused where the channel will not."""

    def bulk_operation(self, operation_id: str) -> Operation: ...

    def bulk_parts(self, url: str, *, offset: int) -> Iterator[Part]: ...


def pull(round_: Round, since: datetime, count: Callable[[Sequence[Item], int], None]) -> bool | None:
    """True while more of the file is left; False while the channel still makes it; None where history is listed.

    `count` hears of orders taken, and of how many more will be fetched by id.
    """
    if not isinstance(round_.adapter, InBulk):
        return None
    cursor = round_.cursor(STREAM)
    if not cursor.page_token:
        _begin(round_, round_.adapter, cursor, since)
    operation_id, _, offset = cursor.page_token.partition(" ")
    if operation_id == PAGING:
        return None
    if cursor.succeeded_at:
        return _finish(round_)
    adapter = round_.adapter
    try:
        operation = round_.ask(lambda: adapter.bulk_operation(operation_id))
        if operation.is_running:
            round_.again_in = ASK_AGAIN
            return False
        if operation.url and not _read(round_, adapter, cursor, operation, int(offset or 0), count):
            return True
    except (Refused, BadAnswer) as fault:  # forgotten or expired meanwhile, or not to be read
        operation = Operation(is_running=False, has_failed=True, sentence=fault.sentence)
    if operation.has_failed:
        log.warning("bulk.failed", connection=str(round_.connection.pk), sentence=operation.sentence)
        _stand(cursor, PAGING)
        return None
    cursor.succeeded_at = round_.clock()
    cursor.save()
    return _finish(round_)


def _finish(round_: Round) -> bool:
    """The import is whole once the orders that the file could not tell were fetched, or at least asked for."""
    untried = Wanted.objects.filter(connection=round_.connection, kind="order", attempts=0)
    if untried.exists():
        round_.again_in = ASK_AGAIN
    else:
        round_.update(first_sync_finished_at=round_.clock())
    return False


def _begin(round_: Round, adapter: InBulk, cursor: SyncCursor, since: datetime) -> None:
    until = round_.connection.created_at - windows.FORWARD_START + SEAM
    try:
        operation_id = round_.ask(lambda: adapter.begin_bulk(since=since, until=until))
    except Refused as refusal:
        log.warning("bulk.refused", connection=str(round_.connection.pk), sentence=refusal.sentence)
        operation_id = PAGING
    with round_.step():
        _stand(cursor, operation_id)


def _read(
    round_: Round,
    adapter: InBulk,
    cursor: SyncCursor,
    operation: Operation,
    offset: int,
    count: Callable[[Sequence[Item], int], None],
) -> bool:
    """True where the whole file was taken; what was taken before stays taken whatever happens."""
    operation_id = cursor.page_token.partition(" ")[0]
    for part in adapter.bulk_parts(operation.url, offset=offset):
        with round_.step():
            take(round_.connection, part.items, now=round_.clock())
            wanting.want(round_.connection, "order", part.to_fetch, now=round_.clock())
            _stand(cursor, f"{operation_id} {part.offset}")
            count(part.items, len(part.to_fetch))
        if round_.is_over():
            return False
    return True


def _stand(cursor: SyncCursor, token: str) -> None:
    cursor.page_token = token
    cursor.save()
