"""Offers and words of a team, as a form would make them."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from fulfillment.accounts.models import Team, User
from fulfillment.catalog.models import Sku
from fulfillment.orders.models import Order
from fulfillment.orders.watch import watch_due
from sourcing.confirming import Terms, Word, confirm, make_offer
from sourcing.models import Confirmation, Offer
from sourcing.offers import Break
from tests import factories

TERMS = Terms(currency="USD", lead_hours=24, breaks=[Break(1, Decimal("4.20")), Break(50, Decimal("3.95"))])


def offered(
    *, team: Team, sku: Sku | None = None, by: User | None = None, name: str = "Bright Agents"
) -> Offer:
    supplier = factories.create_supplier(team=team, name=name)
    return make_offer(
        sku or factories.create_sku(team=team), supplier, TERMS, by=by, now=timezone.now() - timedelta(days=2)
    )


def said(
    offer: Offer, quantity: int = 40, *, hours: float = 48, now: datetime | None = None, **more: Any
) -> Confirmation:
    now = now or timezone.now()
    told: dict[str, Any] = {"unit_price": Decimal("4.20"), "told_by": "Mei"} | more
    by = told.pop("by", None)
    word = Word(quantity=quantity, valid_until_at=now + timedelta(hours=hours), **told)
    return confirm(offer, word, by=by, now=now)


def to_ship(sku: Sku, quantity: int = 1, *, due_in: float = 30, **fields: Any) -> Order:
    """A judged order of one line that waits to be shipped."""
    now = timezone.now()
    shop = fields.pop("shop", None) or factories.create_shop(team=sku.team)
    order = factories.create_order(
        shop=shop,
        scan_due_at=now + timedelta(hours=due_in),
        ready_due_at=now + timedelta(hours=due_in),
        **fields,
    )
    factories.create_line(order=order, sku=sku, quantity=quantity, sku_code=sku.code)
    Order.objects.filter(pk=order.pk).update(next_check_at=now)
    watch_due(now=now)
    order.refresh_from_db()
    return order
