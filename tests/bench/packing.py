"""A scan at the packing table with 100,000 open orders around it, beside reading and writing the same rows by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone

from tests.bench.database import WATCHED, WATCHED_ORDERS
from tests.bench.figures import Figure, timed

READ = """
SELECT o.id, o.stage, l.id, l.quantity, l.sku_code FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
WHERE o.team_id = %s AND o.external_id = %s
"""
WRITE = """
INSERT INTO captures_capture
    (team_id, client_uuid, kind, payload, captured_at, captured_by_id, received_at, outcome, receipt)
VALUES (%s, %s, 'put', '{}', now(), %s, now(), 'taken', '{}')
"""


def packing() -> Iterator[Figure]:
    """The order's scan, an item's, and the list that a tablet keeps; as the browser asks for them, undone afterwards."""
    from django.test import Client

    from fulfillment.accounts.models import Team
    from fulfillment.accounts.roles import Role
    from fulfillment.orders.models import Order
    from fulfillment.warehouse.pack import listing
    from tests import factories

    with transaction.atomic():
        team = Team.objects.get(slug=WATCHED)
        by = factories.create_member(team=team, role=Role.INSPECTOR)
        client = Client()
        client.force_login(by)
        orders = list(Order.objects.filter(pk__in=listing.first_to_pack(team, now=timezone.now(), limit=200)))
        take = iter(orders)

        def send(kind: str, **payload: Any) -> dict[str, Any]:
            item = {
                "client_uuid": str(uuid4()),
                "kind": kind,
                "captured_at": "2026-01-01T00:00:00Z",
                "owner": by.pk,
            }
            answer = client.post("/pack/items/", json.dumps(item | {"payload": payload}), "application/json")
            assert answer.status_code == 200, answer.content
            return answer.json()

        def find() -> None:
            assert client.get("/pack/orders/", {"code": next(take).external_id}).json()["entries"]

        def start() -> None:
            assert send("start", box=str(uuid4()), order=next(take).pk)["outcome"] == "taken"

        def put() -> None:
            order = next(take)
            line = order.lines.all()[0]  # type: ignore[attr-defined]
            told = {"box": str(uuid4()), "order": order.pk, "line": line.pk, "code": line.sku_code}
            assert send("put", **told)["outcome"] == "taken"

        floor = timed(_by_hand(team.pk, by.pk, orders)).clock * 1000
        for name, act in (("An order scanned", start), ("An item scanned", put), ("An order found", find)):
            yield Figure(
                name=f"{name}, {WATCHED_ORDERS:,} open orders", **timed(act).as_ms, limit=150, floor=floor
            )
        tonight = timed(lambda: client.get("/pack/tonight/"), times=5, warm=1)
        yield Figure(name="Tonight's list for a tablet", **tonight.as_ms, note=f"{listing.KEPT} orders")
        transaction.set_rollback(True)


def _by_hand(team: int, user: int, orders: list[Any]) -> Callable[[], None]:
    """One order read by its number with its lines, and one row written."""
    take = iter(orders)

    def act() -> None:
        with connection.cursor() as cursor:
            cursor.execute(READ, [team, next(take).external_id])
            cursor.fetchall()
            cursor.execute(WRITE, [team, uuid4(), user])

    return act
