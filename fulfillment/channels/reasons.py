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
from fulfillment.orders.topics import Topic, read

TABLES: dict[str, Callable[..., Meaning]] = {
    "tiktok": tiktok.meaning,
    "shopify": shopify.meaning,
    "woocommerce": woocommerce.meaning,
}


# What a buyer writes about, as a reason to want money back; other topics are none.
BY_TOPIC = {
    Topic.ADDRESS: "address",
    Topic.DAMAGED: "damaged",
    Topic.DEFECTIVE: "defective",
    Topic.FIT: "fit",
    Topic.LATE: "late_delivery",
    Topic.NOT_AS_DESCRIBED: "not_as_described",
    Topic.NOT_RECEIVED: "not_received",
    Topic.WRONG_OR_MISSING: "wrong_or_missing",
}


def meaning(shop: Shop, record: CancellationRecord | RefundRecord) -> Meaning:
    """Our group for the reason and whose fault we take it for, by the table in force on the day of the request.

    A refund whose reason is told in words only, as stores without reason codes do, is grouped by its words.
    """
    table = TABLES.get(shop.channel)
    on: date = (record.requested_at or record.updated_at).date()
    found = table(record.reason, market=shop.market, on=on) if table else UNKNOWN
    if found.group == UNKNOWN.group and isinstance(record, RefundRecord) and not record.reason:
        return Meaning(BY_TOPIC.get(read("", reason=record.reason_text).topic, found.group), found.fault)
    return found
