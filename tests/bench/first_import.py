"""The first import of a WooCommerce store through HTTP: what one page of 100 orders costs this process and the database.

The store is a process of its own, whose time is not ours; the floor is the same pages only asked for and decoded.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection as Pipe
from typing import Any

from tests.bench.figures import Figure, once

ORDERS, PAGE = 50_000, 100
FLOOR_PAGES = 20
LIMIT_MS = 250


def first_import() -> Iterator[Figure]:
    from fulfillment.accounts.models import Team
    from fulfillment.channels.models import Connection
    from fulfillment.channels.sync import sync_connection
    from fulfillment.channels.woocommerce import connecting
    from fulfillment.channels.woocommerce.signing import Key
    from fulfillment.orders.models import Order
    from tests.channels.woocommerce.store import KEY, SECRET

    Team.objects.filter(slug="bench-woo").delete()
    team = Team.objects.create(slug="bench-woo", name="Bench, WooCommerce")
    with big_store() as url:
        line = connecting.connect(team, url=url, key=Key(KEY, SECRET), now=datetime.now(UTC))

        def pull() -> None:
            while Connection.objects.filter(pk=line.pk, first_sync_finished_at=None).exists():
                if not sync_connection(line.pk):
                    raise AssertionError(Connection.objects.get(pk=line.pk).problem)

        took = once(pull)
        floor = once(lambda: bare(line))
    found = Order.objects.filter(team=team).count()
    pages = ORDERS / PAGE
    name = f"First import of {ORDERS:,} WooCommerce orders, of ours a page of {PAGE}"
    yield Figure(
        name=name,
        measured=took.busy / pages * 1000,
        limit=LIMIT_MS,
        floor=floor.busy / FLOOR_PAGES * 1000,
    )
    yield Figure(name="First import, all of it on the clock", measured=took.clock, unit="s")
    yield Figure(name="First import, orders missing", measured=ORDERS - found, unit="", limit=0)
    Team.objects.filter(pk=team.pk).delete()


def bare(line: Any) -> None:
    """Pages of the store, only asked for and taken apart into orders."""
    from fulfillment.channels.woocommerce.adapter import open_client

    with open_client(line) as client:
        for page in range(1, FLOOR_PAGES + 1):
            client.orders({"page": page})


@contextmanager
def big_store() -> Iterator[str]:
    """The address of a store in a process of its own that has had so many orders in eighty days."""
    ours, theirs = multiprocessing.Pipe()
    store = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    store.start()
    try:
        yield ours.recv()
    finally:
        store.terminate()
        store.join()


def serve(pipe: Pipe) -> None:
    from tests.channels.woocommerce.store import running

    with running() as store:
        last = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
        span = timedelta(days=80) / ORDERS
        for number in range(ORDERS):
            placed = last - span * (ORDERS - number)
            store.place(
                1000 + number,
                placed.replace(microsecond=0),
                status="completed" if number % 9 else "processing",
            )
        pipe.send(store.url)
        while True:
            pipe.poll(3600)
