"""Shelves for tests, one keyword-only function each."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Sku
from fulfillment.orders.models import Order, OrderLine
from fulfillment.warehouse import receiving
from fulfillment.warehouse.models import Lot, Receipt
from fulfillment.warehouse.receiving import Scan
from fulfillment.warehouse.sites import default_of
from tests import factories
from tests.factories import NOW

_serial = count(1)


def create_lot(*, sku: Sku, quantity: int = 10, received_at: datetime = NOW, **scan: Any) -> Lot:
    """Goods that came, by the function that the tablet's form calls."""
    receipt = open_receipt(sku.team, now=received_at)
    told = {"lot_code": f"LOT-{next(_serial)}", **scan}
    moved = receiving.receive(receipt, Scan(sku, quantity, **told), by=None, now=received_at)
    return Lot.objects.get(pk=moved.row.lot_id)


def open_receipt(team: Team, *, now: datetime = NOW, **more: Any) -> Receipt:
    return receiving.open_receipt(default_of(team), by=None, now=now, **more)


def create_need(
    *,
    sku: Sku,
    quantity: int = 1,
    hours: float = 24,
    shop: Any = None,
    now: datetime = NOW,
    **order: Any,
) -> OrderLine:
    """A line of an open order that is due in so many hours."""
    shop = shop or sku.team.shops.first() or factories.create_shop(team=sku.team)
    due = now + timedelta(hours=hours)
    told = {
        "placed_at": now - timedelta(hours=20),
        "scan_due_at": due,
        "ready_due_at": due,
        "dispatch_due_at": due,
        "changed_at": now,
        "stage": "to_ship",
    }
    return factories.create_line(
        order=factories.create_order(shop=shop, **told | order), sku=sku, quantity=quantity
    )


def given(line: OrderLine) -> dict[str, int]:
    """Units of the line by lot code."""
    return {
        each.lot.code: each.quantity for each in line.allocations.select_related("lot").order_by("lot__code")
    }


def close_order(order: Order, stage: str) -> None:
    Order.objects.filter(pk=order.pk).update(is_open=False, stage=stage, changed_at=NOW)
