"""What it is that holds an order, and which inspection failed a lot."""

from __future__ import annotations

from django.db.models import F

from fulfillment.inspections.following.packing import START
from fulfillment.inspections.models import Inspection
from fulfillment.inspections.verdicts import Verdict
from fulfillment.orders.models import Order
from fulfillment.warehouse.holding_words import REASON, code_of
from fulfillment.warehouse.models import Lot


def ruling_over(lot: Lot) -> Inspection | None:
    """The inspection that failed it and decides about it; None of one that a person rejected."""
    rows = Inspection.objects.of(lot.team).settled()
    return rows.filter(lot=lot, rules=True, verdict=Verdict.FAILED.value).first()


def holding_order(order: Order) -> Inspection | Lot | None:
    """The inspection that failed its goods, or the lot that a person rejected; an open hold before one let go."""
    newest = F("released_at").desc(nulls_first=True)
    held = order.holds.filter(reason=REASON).order_by(newest, "-pk")
    subject = held.values_list("subject", flat=True).first() or ""
    if subject.startswith(START):
        rows = Inspection.objects.of(order.team).settled().filter(order=order)
        return rows.order_by("-settled_at", "-pk").first()
    lot = Lot.objects.of(order.team).filter(code=code_of(subject)).first() if subject else None
    return (ruling_over(lot) or lot) if lot else None
