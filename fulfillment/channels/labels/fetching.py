"""The platform's labels of several orders, asked for there: one line open per shop, each fault with its sentence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fulfillment.catalog.models import Shop
from fulfillment.channels import base
from fulfillment.channels.base import Adapter
from fulfillment.channels.documents import DocumentKind
from fulfillment.channels.errors import ChannelError
from fulfillment.channels.models import Connection
from fulfillment.tracking.models import Package


class Lines:
    """Opened when first needed, closed at the end of the `with`."""

    def __init__(self, *, now: datetime) -> None:
        self.now = now
        self.open: dict[int, tuple[Connection, Adapter]] = {}

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *fault: Any) -> None:
        for _, adapter in self.open.values():
            adapter.close()

    def document(self, shop: Shop, package: Package, kind: DocumentKind) -> bytes:
        """A PDF; raises ChannelError with a sentence."""
        if shop.pk not in self.open:
            connection = connection_of(shop)
            self.open[shop.pk] = connection, base.open_adapter(connection, now=self.now)
        connection, adapter = self.open[shop.pk]
        return base.document(connection, adapter, package.external_id, kind)


def connection_of(shop: Shop) -> Connection:
    connection = Connection.objects.usable().filter(shop=shop).first()
    if connection is None or not base.prints(shop):
        raise ChannelError("This shop is not connected.", "Connect it on the channels page.")
    return connection
