"""What a channel's machine name of a reason means, by the table of that channel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from fulfillment.catalog.models import Shop
from fulfillment.channels.meanings import UNKNOWN, Meaning
from fulfillment.channels.records import CancellationRecord, RefundRecord
from fulfillment.channels.shopify import reasons as shopify
from fulfillment.channels.tiktok import reasons as tiktok
from fulfillment.channels.woocommerce import reasons as woocommerce

TABLES: dict[str, Callable[..., Meaning]] = {
    "tiktok": tiktok.meaning,
    "shopify": shopify.meaning,
    "woocommerce": woocommerce.meaning,
}


def meaning(shop: Shop, record: CancellationRecord | RefundRecord) -> Meaning:
    """Our group for the reason and whose fault we take it for, by the table in force on the day of the request."""
    table = TABLES.get(shop.channel)
    on: date = (record.requested_at or record.updated_at).date()
    return table(record.reason, market=shop.market, on=on) if table else UNKNOWN
