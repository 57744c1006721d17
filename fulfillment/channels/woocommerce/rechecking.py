"""What changes without any sign: a deleted refund, a trashed or deleted order, a row changed in the database itself.

Every few hours the orders of the last weeks are listed in short form and held against what we know; only those that
differ are read whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property

from msgspec import Raw, Struct

from fulfillment.catalog.models import Shop
from fulfillment.channels.errors import ChannelError
from fulfillment.channels.values import identifier
from fulfillment.channels.woocommerce import short, walking
from fulfillment.channels.woocommerce.client import WooClient, stamp
from fulfillment.channels.woocommerce.comparing import WITHDRAWN
from fulfillment.channels.woocommerce.deleted import DELETED
from fulfillment.orders.models import Order, Refund

DAYS = 30
# Orders near the edge of the span may be listed or not: nobody is missed there.
EDGE = timedelta(days=1)
MANY = 20
GONE = frozenset({"trash", DELETED})


class AnotherStore(ChannelError):
    """Most of what we know is gone at once: nobody deletes so, a restored or replaced store looks so."""

    fix = (
        "See whether the store was restored from a backup or moved. If its orders really are gone, "
        "disconnect it; if it moved, connect it again by its new address."
    )

    def __init__(self, missing: int) -> None:
        super().__init__(
            f"The store does not know {missing} of our orders any more; none of them was closed."
        )


class Seen(Struct, frozen=True):
    status: str
    updated_at: datetime
    placed_at: datetime


class Recheck:
    """One look at the orders placed in the span before `until`; what we know is read once."""

    def __init__(self, shop: Shop, *, until: datetime, days: int = DAYS) -> None:
        self.shop, self.since, self.until = shop, until - timedelta(days=days), until

    def step(self, client: WooClient, token: str) -> tuple[list[str], str]:
        """Ids to read whole or to ask after, and the next token; an empty token ends the look."""
        walk = walking.read_walk(token)
        params = {"after": stamp(self.since), "before": stamp(self.until), "_fields": short.FIELDS}

        def ask(more: Mapping[str, object]) -> tuple[list[Raw], int | None]:
            return client.orders(params | dict(more))

        found, onward = walking.by_id(ask, {}, walk)
        rows = [row for raw in found if (row := short.read(raw)) and identifier(row.id).isdigit()]
        listed = {identifier(row.id) for row in rows}
        last = onward.last_id if onward else None
        missing = self._missing(listed, after=walk.last_id, last=last)
        if len(missing) > max(MANY, len(listed)):
            raise AnotherStore(len(missing))
        differing = [identifier(row.id) for row in rows if self._differs(row)]
        return differing + missing, walking.write_walk(onward)

    @cached_property
    def _known(self) -> dict[str, Seen]:
        orders = Order.objects.filter(shop=self.shop, placed_at__gte=self.since, placed_at__lt=self.until)
        rows = orders.values_list("external_id", "channel_status", "remote_updated_at", "placed_at")
        return {row[0]: Seen(row[1], row[2], row[3]) for row in rows if row[0].isdigit()}

    @cached_property
    def _refunds(self) -> dict[str, set[str]]:
        rows = Refund.objects.filter(shop=self.shop, order__placed_at__gte=self.since)
        found: dict[str, set[str]] = {}
        for order_id, refund_id in rows.exclude(status=WITHDRAWN).values_list(
            "order_external_id", "external_id"
        ):
            found.setdefault(order_id, set()).add(refund_id)
        return found

    def _differs(self, row: short.Short) -> bool:
        order_id = identifier(row.id)
        seen = self._known.get(order_id)
        listed = {identifier(ref.id) for ref in row.refunds or ()}
        return (
            seen is None
            or seen.status != str(row.status)
            or stamp(seen.updated_at) < str(row.date_modified_gmt or "")
            or listed != self._refunds.get(order_id, set())
        )

    def _missing(self, listed: set[str], *, after: int, last: int | None) -> list[str]:
        """Orders that we know between the ids of this page, and that the store does not list."""
        return [
            order_id
            for order_id, seen in self._known.items()
            if order_id not in listed
            and seen.status not in GONE
            and after < int(order_id)
            and (last is None or int(order_id) <= last)
            and self.since + EDGE <= seen.placed_at <= self.until - EDGE / 24
        ]
