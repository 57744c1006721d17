"""From a page of a channel's answers to committed rows: the good ones taken, the unreadable ones quarantined."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fulfillment.channels import ingest, quarantine, wanting
from fulfillment.channels.base import CHANNELS, Item
from fulfillment.channels.models import Connection
from fulfillment.channels.records import (
    CancellationRecord,
    OrderRecord,
    PackageRecord,
    RefundRecord,
    Refusal,
    TrackingEventRecord,
)


def take(connection: Connection, items: Sequence[Item], *, now: datetime) -> int:
    """All items are in the database or in quarantine afterwards; answers how many there were. Call in a transaction."""
    shop = connection.shop
    orders = [item for item in items if isinstance(item, OrderRecord)]
    if orders:
        taken = ingest.take_orders(shop=shop, records=orders, now=now)
        settled = {*taken.unchanged, *taken.stale, *taken.quarantined}
        moved = [order for order in orders if order.external_id not in settled]
        _want_tracking(connection, moved, now=now)
    if packages := [item for item in items if isinstance(item, PackageRecord)]:
        ingest.take_packages(shop=shop, records=packages, now=now)
    if cancellations := [item for item in items if isinstance(item, CancellationRecord)]:
        ingest.take_cancellations(shop=shop, records=cancellations, now=now)
    if refunds := [item for item in items if isinstance(item, RefundRecord)]:
        ingest.take_refunds(shop=shop, records=refunds, now=now)
    if refusals := [item for item in items if isinstance(item, Refusal)]:
        quarantine.put(shop, refusals, now=now)
    return len(items)


def take_tracking(
    connection: Connection, order_external_id: str, *, events: Sequence[object], now: datetime
) -> None:
    """One order's carrier messages are recorded, unreadable ones quarantined; without a scan it is asked again."""
    if refusals := [event for event in events if isinstance(event, Refusal)]:
        quarantine.put(connection.shop, refusals, now=now)
    ingest.take_tracking_events(
        shop=connection.shop,
        order_external_id=order_external_id,
        events=[event for event in events if isinstance(event, TrackingEventRecord)],
        now=now,
    )


def _want_tracking(connection: Connection, orders: Sequence[OrderRecord], *, now: datetime) -> None:
    """Carriers' messages are asked for once a parcel has its number, and again when it moves."""
    if not CHANNELS[connection.shop.channel].tells_tracking:
        return
    with_parcels = [
        order.external_id for order in orders if any(package.tracking_number for package in order.packages)
    ]
    wanting.want(connection, "tracking", with_parcels, now=now)
