"""What is not needed any more is taken back from suppliers as long as they have not sent it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery

from fulfillment.accounts.models import User
from fulfillment.orders.history import record
from fulfillment.orders.models import Order
from sourcing.models import Purchase, PurchaseLine
from sourcing.promising import lock, settle_holds
from sourcing.purchasing.writing import write_recalled

BY_BUYER = "The buyer cancelled"
BY_HAND = "Recalled by the team"


def recall(row: Purchase, *, by: User, now: datetime) -> int:
    """Everything of it that was not sent; the lines may be bought elsewhere. How many they were."""
    with transaction.atomic():
        lock(row.team)
        lines = row.lines.open().filter(shipped_at=None).select_for_update(of=("self",))
        return _end(list(lines.select_related("purchase__team", "order_line")), BY_HAND, by=by, now=now)


def recall_cancelled(*, now: datetime) -> int:
    """Of orders that buyers cancelled."""
    gone = Q(order_line__order__status="cancelled") | Q(
        order_line__cancelled_quantity__gte=F("order_line__quantity")
    )
    found = PurchaseLine.objects.open().filter(gone, shipped_at=None)
    ended = 0
    for purchase in Purchase.objects.filter(pk__in=found.values("purchase")).select_related("team"):
        with transaction.atomic():
            lock(purchase.team)
            lines = found.filter(purchase=purchase).select_for_update(of=("self",))
            rows = list(lines.select_related("purchase__team", "order_line"))
            ended += _end(rows, BY_BUYER, by=None, now=now)
    return ended


def settle_sent() -> None:
    """What left for the buyer is on its way, whoever said so."""
    sent = PurchaseLine.objects.open().filter(shipped_at=None, order_line__order__ready_at__isnull=False)
    ready_at = Subquery(Order.objects.filter(lines=OuterRef("order_line")).values("ready_at")[:1])
    sent.update(shipped_at=ready_at)


def _end(lines: Iterable[PurchaseLine], why: str, *, by: User | None, now: datetime) -> int:
    """The supplier is told once of all that goes together."""
    by_purchase: dict[Purchase, list[PurchaseLine]] = defaultdict(list)
    for line in lines:
        by_purchase[line.purchase].append(line)
    for row, found in by_purchase.items():
        pks = [line.pk for line in found]
        PurchaseLine.objects.filter(pk__in=pks).update(ended_at=now, ended_why=why)
        if not row.lines.open().exists():
            Purchase.objects.filter(pk=row.pk).update(ended_at=now)
        write_recalled(row, found, by=by, now=now)
        orders = {line.order_line.order_id for line in found}
        record(orders, kind="goods.recalled", key=f"goods.recalled:{min(pks)}", now=now, by=by)
        settle_holds(row.team, now=now, by=by)
    return sum(map(len, by_purchase.values()))
