"""Goods for 20,000 lines of open orders, beside writing as many allocations by hand; all of it is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from tests.bench.database import WATCHED
from tests.bench.figures import Figure, Took, middle, once

LINES = 20_000
LOTS_OF_A_SKU = 6
WITHOUT = 20  # one SKU in so many has no goods at all
ROUNDS = 3

OPEN_LINES = """
SELECT l.sku_id, count(*), sum(l.quantity - l.cancelled_quantity) FROM orders_orderline l
JOIN orders_order o ON o.id = l.order_id
WHERE o.team_id = %s AND o.is_open AND o.shipping_type IN ('seller', 'platform') AND l.sku_id IS NOT NULL
    AND l.quantity > l.cancelled_quantity
GROUP BY l.sku_id ORDER BY l.sku_id
"""
READ = """
SELECT o.id, o.dispatch_due_at, o.placed_at, l.id, l.sku_id, l.quantity FROM orders_order o
JOIN orders_orderline l ON l.order_id = o.id WHERE o.team_id = %s AND o.is_open AND l.sku_id = ANY(%s)
"""
COPY = """
INSERT INTO warehouse_allocation (team_id, order_line_id, lot_id, quantity, allocated_at)
SELECT %s, line, lot, quantity, now() FROM unnest(%s::bigint[], %s::bigint[], %s::int[]) AS r(line, lot, quantity)
"""


def dealing() -> Iterator[Figure]:
    from django.utils import timezone

    from fulfillment.accounts.models import Team
    from fulfillment.warehouse.dealing import deal
    from fulfillment.warehouse.models import Allocation

    team, took, floors, note = Team.objects.get(slug=WATCHED), [], [], ""
    with transaction.atomic():
        skus, lines = _stocked(team)
        for _ in range(ROUNDS):
            with transaction.atomic():
                took.append(once(lambda: deal(team.pk, now=timezone.now())))
                given = list(Allocation.objects.values_list("order_line", "lot", "quantity"))
                transaction.set_rollback(True)
            floors.append(_by_hand(team, skus, given))
        note = f"{len(given):,} allocations, {lines - len({line for line, _, _ in given}):,} lines short"
        transaction.set_rollback(True)
    floor = middle(floors).clock
    yield Figure(
        name=f"Goods for {lines:,} lines", **middle(took).as_s, unit="s", limit=5, floor=floor, note=note
    )


def _stocked(team: Any) -> tuple[list[int], int]:
    """SKUs with 20,000 open lines among them, and lots with as many units as those need."""
    from django.utils import timezone

    from fulfillment.catalog.models import Sku
    from fulfillment.warehouse import receiving
    from fulfillment.warehouse.receiving import Scan
    from fulfillment.warehouse.sites import default_of

    receipt = receiving.open_receipt(default_of(team), by=None, now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(OPEN_LINES, [team.pk])
        rows = cursor.fetchall()
    skus, lines = [], 0
    for place, (pk, count, units) in enumerate(rows):
        if lines >= LINES:
            break
        skus.append(pk)
        lines += count
        sku = Sku.objects.get(pk=pk)
        quantity = 1 if place % WITHOUT == WITHOUT - 1 else -(-units // LOTS_OF_A_SKU)
        for lot in range(LOTS_OF_A_SKU):
            scan = Scan(sku, quantity, lot_code=f"{pk}-{lot}")
            receiving.receive(receipt, scan, by=None, now=timezone.now())
    return skus, lines


def _by_hand(team: Any, skus: list[int], given: list[tuple[int, int, int]]) -> Took:
    """The same lines read and the same rows written, by two statements."""
    columns = [list(column) for column in zip(*given, strict=True)]

    def read_and_write() -> None:
        with connection.cursor() as cursor:
            cursor.execute(READ, [team.pk, skus])
            cursor.fetchall()
            cursor.execute(COPY, [team.pk, *columns])

    with transaction.atomic():
        took = once(read_and_write)
        transaction.set_rollback(True)
    return took
