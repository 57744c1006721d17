"""The list as CSV: the rows of the screen, streamed slice by slice, in memory that does not grow with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.http import StreamingHttpResponse
from django.views.decorators.http import require_GET

from fulfillment import sheets
from fulfillment.accounts.access import member
from fulfillment.accounts.models import Membership
from fulfillment.accounts.roles import May
from fulfillment.channels.sync import utc_now
from fulfillment.desk import board, parcels
from fulfillment.desk.keyset import START, Place
from fulfillment.desk.order_rows import OrderRow, read, rows_of
from fulfillment.desk.orders_list import Asked, asked_by
from fulfillment.desk.parcels import Parcels
from fulfillment.desk.today_filters import CHIPS
from fulfillment.orders.models import Order

FIRST_SLICE = 200  # a reader sees at once that it works
SLICE = 2500
HEADER = (
    "order", "shop", "market", "lines", "placed", "state", "time left", "due", "why", "detail", "whose turn",
    "assigned to", "carrier", "tracking", "tracking number", "verdict", "value", "currency", "order id", "row id",
    "placed at UTC", "due at UTC", "cancels at UTC", "act by at UTC", "truck leaves at UTC", "first scan at UTC",
)  # fmt: skip


@require_GET
@member(May.SEE_ORDERS)
def export(request: Any) -> StreamingHttpResponse:
    """All orders that the list or the board shows under the same address; `board=1` means the board."""
    now = utc_now()
    if request.GET.get("board"):
        slices = of_board(request.GET, request.membership, now=now)
    else:
        slices = of_list(asked_by(request.GET, request.membership), now=now)
    cells = map(_with_parcels, slices)
    return sheets.streamed(f"orders-{now:%Y-%m-%d-%H%M}.csv", HEADER, cells)


def of_list(asked: Asked, *, now: datetime) -> Iterator[Sequence[OrderRow]]:
    """Slices by key, so each is as cheap as the first and none holds a transaction open."""
    place, size = START, FIRST_SLICE
    while True:
        order_by = asked.sort.order_by(place)
        found = list(read(Order.objects.filter(pk__in=asked.keys(place, size=size)).order_by(*order_by)))
        yield rows_of(found, asked.options, now=now)
        if len(found) < size:
            return
        place, size = Place(getattr(found[-1], asked.sort.column), found[-1].pk), SLICE


def of_board(asked: Any, membership: Membership, *, now: datetime) -> Iterator[Sequence[OrderRow]]:
    """Worst first; the board holds open orders only, so their ids fit into memory."""
    from_url = {key: asked[key] for key in CHIPS if asked.get(key)}
    orders = board.orders_on_it(membership.team, now=now)
    orders = board.filtered(orders, from_url, user_id=membership.user_id)
    ids = list(board.worst_first(orders).values_list("pk", flat=True))
    options = asked_by(asked, membership).options
    for start in range(0, len(ids), SLICE):
        part = ids[start : start + SLICE]
        found = {row.pk: row for row in read(Order.objects.filter(pk__in=part))}
        yield rows_of([found[pk] for pk in part if pk in found], options, now=now)


def _with_parcels(rows: Sequence[OrderRow]) -> list[list[Any]]:
    """One query for what all of the slice were sent with."""
    found = parcels.of_orders([row.pk for row in rows])
    return [_cells(row, found.get(row.pk, parcels.NONE)) for row in rows]


def _cells(row: OrderRow, sent: Parcels) -> list[Any]:
    words = (
        row.label, row.shop, row.market, row.line_count, row.placed, row.state, row.left, row.due, row.why,
        row.detail, row.turn, row.assigned, row.carrier, row.tracking, " ".join(sent.numbers), sent.verdict,
    )  # fmt: skip
    moments = map(
        sheets.utc,
        (
            row.placed_at, row.dispatch_due_at, row.cancels_at, row.act_by_at, row.truck_at, sent.first_scan_at,
        ),
    )  # fmt: skip
    return [*words, row.total, row.currency, row.external_id, row.pk, *moments]
