"""What was quarantined is taken once more, after a fix."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from fulfillment.channels import quarantine
from fulfillment.channels.ingest.aftersales import take_cancellations, take_refunds
from fulfillment.channels.ingest.orders import take_orders
from fulfillment.channels.ingest.packages import take_packages
from fulfillment.channels.ingest.tickets import take_tickets
from fulfillment.channels.models import QuarantinedItem
from fulfillment.channels.quarantine import AnyRecord
from fulfillment.channels.records import (
    CancellationRecord,
    OrderRecord,
    PackageRecord,
    RefundRecord,
    Refusal,
    TicketRecord,
)

TAKE: dict[type, Callable[..., Any]] = {
    OrderRecord: take_orders,
    PackageRecord: take_packages,
    CancellationRecord: take_cancellations,
    RefundRecord: take_refunds,
    TicketRecord: take_tickets,
}


def take_again(
    item: QuarantinedItem, *, mapped: Callable[[bytes], AnyRecord | Refusal], now: datetime
) -> bool:
    """True where the payload, mapped anew, is in the database and the item settled; else it waits on, with its
    newest sentence. `mapped` is the channel's mapping of that kind."""

    def take(record: AnyRecord) -> bool:
        taken = TAKE[type(record)](shop=item.shop, records=[record], now=now)
        return not taken.quarantined

    return quarantine.retry(item, mapped=mapped, take=take, now=now)
