"""An order whose own goods failed before packing is held, and let go once they passed."""

from __future__ import annotations

from datetime import datetime

from fulfillment.accounts.models import User
from fulfillment.orders import bulk_holds
from fulfillment.orders.models import Order
from fulfillment.orders.states import Owner
from fulfillment.warehouse import holding
from fulfillment.warehouse.holding_words import ACTION, REASON

START = "Inspection "  # of the subject: the inspection's own name


def hold(order: Order, inspection: str, found: str, *, by: User | None, now: datetime) -> None:
    bulk_holds.place(
        Order.objects.filter(pk=order.pk), reason=REASON, subject=inspection, owner=Owner.US.value, action=ACTION,
        evidence=f"{found}; change the goods, then inspect them again", by=by, now=now,
        until_at=now,
    )  # fmt: skip


def let_go(order: Order, *, by: User | None, now: datetime) -> None:
    rows = holding.open_holds(order.team_id).filter(order=order, subject__startswith=START)
    holding.release(rows, by=by, now=now)
