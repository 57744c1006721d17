"""A list of 1,000 tracking numbers: its preview, row by row, beside the bare reading of its orders; then all of it sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

from tests.bench.browsing import bare_ms, page, queries_of, reader, team_id
from tests.bench.figures import Figure, timed

ROWS = 1000
CARRIERS = ("USPS", "UPS", "FedEx")


def numbers() -> Iterator[Figure]:
    from fulfillment.channels.uploads.lists import going

    found, ids = _brought()
    client, url = reader(), f"/tracking/import/{found.pk}/"
    floor = bare_ms(
        "SELECT o.*, b.* FROM orders_order o LEFT JOIN orders_buyer b ON b.id = o.buyer_id"
        " WHERE o.team_id = %s AND o.external_id = ANY(%s)",
        [team_id(), ids],
    )
    yield Figure(
        name=f"Numbers, {ROWS:,} rows, queries", measured=queries_of(client, url), unit="queries", limit=25
    )
    yield Figure(
        name=f"Numbers, {ROWS:,} rows looked at", **page(client, url, times=9).as_ms, limit=1000, floor=floor
    )

    def send() -> None:
        with transaction.atomic():
            going.send_list(found, warned_too=True, by=found.brought_by, now=timezone.now())
            transaction.set_rollback(True)

    yield Figure(name=f"Numbers, {ROWS:,} sent", **timed(send, times=5, warm=1).as_ms, limit=1500)


def _brought() -> tuple[Any, list[str]]:
    """A list of as many open orders, each with a number that its carrier could have printed."""
    from fulfillment.accounts.models import User
    from fulfillment.channels.uploads.lists import keeping
    from fulfillment.channels.uploads.lists.tabular import Line
    from fulfillment.orders.models import Order
    from tests.bench.database import EMAIL

    team = team_id()
    orders = (
        Order.objects.filter(team=team, status="to_ship").select_related("team").order_by("-placed_at")[:ROWS]
    )
    lines = [
        Line(row, order.external_id, f"940011020088{row:010d}", CARRIERS[row % 3])
        for row, order in enumerate(orders, 1)
    ]
    by = User.objects.get(email=EMAIL)
    kept, _ = keeping.keep(
        orders[0].team, lines, name="bench", shop=None, corrects=False, by=by, now=timezone.now()
    )
    return kept, [line.order for line in lines]
