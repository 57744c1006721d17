"""A shop's line to its channel for as long as a page needs it: what it offers is asked, never remembered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from fulfillment.catalog.models import Shop
from fulfillment.channels import base
from fulfillment.channels.base import Adapter
from fulfillment.channels.bundling import Draft, Splitting
from fulfillment.channels.errors import ChannelError
from fulfillment.channels.models import Connection
from fulfillment.orders.models import Order

NOT_CONNECTED = "This shop is not connected to its channel, so it cannot be asked what may go together."


def drafts(shop: Shop, *, now: datetime) -> list[Draft]:
    """What the channel would combine now. Raises a `ChannelError` where it cannot be asked."""
    with _line(shop, now=now) as (connection, adapter):
        return list(base.drafts(connection, adapter))


def splitting(order: Order, *, now: datetime) -> Splitting:
    with _line(order.shop, now=now) as (connection, adapter):
        return base.splitting(connection, adapter, order.external_id)


@contextmanager
def _line(shop: Shop, *, now: datetime) -> Iterator[tuple[Connection, Adapter]]:
    connection = Connection.objects.usable().filter(shop=shop).first()
    if connection is None or not base.bundles(shop):
        raise ChannelError(NOT_CONNECTED, "Connect it on the channels page.")
    adapter = base.open_adapter(connection, now=now)
    try:
        yield connection, adapter
    finally:
        adapter.close()
