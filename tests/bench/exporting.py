"""The list as CSV, read as a browser would: when its first byte comes, when its last, and what memory it takes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from time import perf_counter

from django.db import connection

from tests.bench.browsing import reader, team_id
from tests.bench.figures import Figure, middle, once, timed

ORDERS = 100_000
COLUMNS = (
    "external_id, shop_id, placed_at, level, stage, dispatch_due_at, reasons, owner, assignee_id, carrier,"
    " packages_total, packages_scanned, tracking_problem, total, currency, id"
)


def export() -> Iterator[Figure]:
    since = _since()
    found: list[tuple[float, int, float]] = []
    took = [once(lambda: found.append(_read(f"/orders/export/?since={since}"))) for _ in range(3)]
    first, rows, grown = min(each[0] for each in found), found[-1][1], found[-1][2]
    whole, scale = middle(took), ORDERS / found[-1][1]
    floor = timed(_copy, times=3, warm=1).clock
    yield Figure(name="Export, first byte", measured=first, unit="s", limit=0.5)
    yield Figure(
        name=f"Export, {ORDERS:,} orders",
        measured=whole.clock * scale,
        busy=whole.busy * scale,
        unit="s",
        limit=8,
        floor=floor,
        note=f"of {rows:,}",
    )
    yield Figure(name="Export, memory grown after its first tenth", measured=grown, unit="MB", limit=8)


def _read(url: str) -> tuple[float, int, float]:
    """Seconds to the first byte, rows, and by how many MB the process grew after the first tenth."""
    client, began = reader(), perf_counter()
    first = rows = early = most = 0.0
    for block in client.get(url).streaming_content:  # type: ignore[attr-defined]
        first = first or perf_counter() - began
        rows += block.count(b"\r\n")
        most = max(most, _resident())
        early = most if rows <= ORDERS / 10 else early
    return first, int(rows) - 1, max(0.0, most - early)


def _resident() -> float:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _since() -> str:
    """The first whole day of the newest 100,000 orders."""
    from fulfillment.orders.models import Order

    newest = Order.objects.filter(team=team_id()).order_by("-placed_at", "-pk")
    return f"{newest[ORDERS].placed_at:%Y-%m-%d}"


def _copy() -> None:
    query = f"SELECT {COLUMNS} FROM orders_order WHERE team_id = {team_id()} ORDER BY placed_at DESC, id DESC"
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query} LIMIT {ORDERS}) TO STDOUT") as copy:
        for _ in copy:
            pass
