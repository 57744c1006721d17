"""Addresses for buyers: one live link an order, made when somebody asks for it, gone when it is revoked."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction

from fulfillment.orders.models import Order
from fulfillment.tracking.models import BuyerLink


def make(order: Order, *, now: datetime) -> BuyerLink:
    """The order's live link; a new one where there is none. Two who ask at once get the same."""
    live = BuyerLink.objects.filter(order=order, revoked_at=None)
    if found := live.first():
        return found
    try:
        with transaction.atomic():
            return BuyerLink.objects.create(
                team=order.team, order=order, token=secrets.token_urlsafe(32), made_at=now
            )
    except IntegrityError:
        return live.get()


def revoke(order: Order, *, now: datetime) -> int:
    """Whoever holds the old address sees nothing from now on; how many links there were."""
    return BuyerLink.objects.filter(order=order, revoked_at=None).update(revoked_at=now)
