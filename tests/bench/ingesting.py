"""Payloads of TikTok Shop to committed rows, into the shop with the most history."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench import ingest as measuring
from tests.bench.browsing import biggest_shop
from tests.bench.figures import Figure

FIRST, ORDERS, BATCH = 10_000_000, 10_000, 500  # numbers that the history does not use


def ingest() -> Iterator[Figure]:
    shop = biggest_shop()
    measuring.forget(shop, FIRST, ORDERS)
    measuring.analyse()
    found = measuring.measure_at(shop, FIRST, ORDERS, BATCH)
    measuring.forget(shop, FIRST, ORDERS)
    measuring.analyse()
    here, floor = found["orders_per_s"], found["floor_orders_per_s"]
    unit = "orders/s"
    yield Figure(name="Ingest", measured=here, unit=unit, limit=2000, low_is_better=False, floor=floor)
    yield Figure(
        name="Ingest, share of its floor",
        measured=100 * here / floor,
        unit="%",
        limit=30,
        low_is_better=False,
    )
    yield Figure(name="Ingest, nothing new", measured=found["unchanged_orders_per_s"], unit=unit)
