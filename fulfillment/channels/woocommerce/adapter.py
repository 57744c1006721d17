"""WooCommerce for the sync engine: its client with the store's key, its mapping, its webhooks.

One stream brings orders with their refunds and shipments. Two more bring nothing by update time: `recheck` finds what
changed without a sign, `webhooks` keeps the store's webhooks switched on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from msgspec import Raw

from fulfillment.channels.base import Hint, Item, Listing, Page
from fulfillment.channels.errors import NeedsAuthorisation
from fulfillment.channels.models import Connection
from fulfillment.channels.records import OrderRecord, Refusal, TrackingEventRecord
from fulfillment.channels.secrets import unseal
from fulfillment.channels.woocommerce import (
    comparing,
    deleted,
    mapping,
    short,
    subscriptions,
    walking,
    webhooks,
)
from fulfillment.channels.woocommerce.client import WooClient, ids_param, utc_now
from fulfillment.channels.woocommerce.comparing import Known
from fulfillment.channels.woocommerce.mapping.statuses import Meaning
from fulfillment.channels.woocommerce.rechecking import DAYS, GONE, Recheck
from fulfillment.channels.woocommerce.signing import Key
from fulfillment.channels.woocommerce.whole import gather
from fulfillment.orders.states import OrderStatus

ORDERS_PER_CALL = 50
# Windows that end longer ago than this belong to a first import: what has no past is not looked at for them.
RECENT = timedelta(hours=12)
CLOCKS_DIFFER = timedelta(
    minutes=2
)  # the engine's overlap covers some minutes; beyond, windows begin earlier


class WooAdapter:
    streams = ("orders", "recheck", "webhooks")
    batch_sizes = {"order": ORDERS_PER_CALL}
    unlisted = GONE
    pauses = {"recheck": timedelta(hours=2), "webhooks": timedelta(minutes=10)}

    def __init__(self, connection: Connection, *, now: datetime) -> None:
        self.connection, self.now = connection, now
        self.client = open_client(connection)
        self._recheck: Recheck | None = None

    def page(self, stream: str, *, since: datetime, until: datetime, token: str) -> Page:
        if stream == "orders":
            return self._orders(since, until, token)
        if self.now - until > RECENT:
            return Page([])
        if stream == "recheck":
            return self._look_again(until, token)
        subscriptions.check(self.connection, self.client)
        return Page([])

    def fetch(self, kind: str, external_ids: Sequence[str]) -> Sequence[Item]:
        """Lists leave out what is in the trash: what is missing is asked for by itself."""
        found, _ = self.client.orders({"include": ids_param(external_ids)})
        listed = {str(seen.id) for row in found if (seen := walking.peek(row))}
        gone = []
        for order_id in external_ids:
            if order_id not in listed:
                raw = self.client.order(order_id)
                found += [raw] if raw else []
                gone += [] if raw else [order_id]
        return [*self._items(found), *deleted.records(self.connection.shop, gone, now=utc_now())]

    def tracking(self, order_external_id: str) -> Sequence[TrackingEventRecord | Refusal]:
        """WooCommerce keeps no carriers' messages."""
        return []

    def placed(self, *, since: datetime, until: datetime, token: str) -> Listing:
        return short.placed(self.client, since=since, until=until, token=token)

    def close(self) -> None:
        """How the key was accepted is kept, so that the next round does not try the other way first."""
        self.client.close()
        if self.connection.options.get("auth", "") != self.client.manner:
            options = self.connection.options | {"auth": str(self.client.manner)}
            Connection.objects.filter(pk=self.connection.pk).update(options=options)

    def _orders(self, since: datetime, until: datetime, token: str) -> Page:
        step = walking.by_update(self.client.orders, since=since, until=until, token=token)
        if not token and self.client.ahead > CLOCKS_DIFFER:
            # The store's clock is behind: what it changes now is stamped before our window.
            earlier = since - self.client.ahead
            step = walking.by_update(self.client.orders, since=earlier, until=until, token="")
        return Page(self._items(step.rows), step.token, step.total)

    def _look_again(self, until: datetime, token: str) -> Page:
        """Until the first import is whole there is nothing to hold the store's list against."""
        if self.connection.first_sync_finished_at is None:
            return Page([])
        if self._recheck is None or self._recheck.until != until:
            days = self.connection.options.get("recheck_days", DAYS)
            self._recheck = Recheck(self.connection.shop, until=until, days=days)
        order_ids, onward = self._recheck.step(self.client, token)
        batches = [order_ids[at : at + ORDERS_PER_CALL] for at in range(0, len(order_ids), ORDERS_PER_CALL)]
        return Page([item for batch in batches for item in self.fetch("order", batch)], onward)

    def _items(self, orders: Sequence[Raw]) -> list[Item]:
        ids = [str(seen.id) for row in orders if (seen := walking.peek(row))]
        known = comparing.known(self.connection.shop, ids)
        return [item for raw in orders for item in self._of(raw, known)]

    def _of(self, raw: Raw, known: Known) -> list[Item]:
        """One order: its record, what ended it or gave money back, and what vanished from it."""
        seen = walking.peek(raw)
        refunds = known.refunds.get(str(seen.id), {}) if seen else {}
        found = gather(
            self.client,
            raw,
            known_refunds=refunds.keys(),
            zone=self.connection.shop.time_zone,
            own_statuses=own_statuses(self.connection),
        )
        record = mapping.order(found.payload)
        if not isinstance(record, OrderRecord):
            return [record]
        is_cancelled = record.status == OrderStatus.CANCELLED
        items: list[Item] = [record, *mapping.requests(found.payload, is_cancelled=is_cancelled)]
        if found.refund_ids is not None:
            items += comparing.vanished_refunds(refunds.values(), found.refund_ids, now=utc_now())
        packages = known.packages.get(record.external_id, set())
        items += comparing.vanished_packages(packages, record, is_core_told=found.is_core_told)
        return items


def open_client(connection: Connection) -> WooClient:
    if connection.credential is None:
        raise NeedsAuthorisation("This store has no credentials.")
    secrets = unseal(bytes(connection.credential.secrets))
    key = Key(secrets.get("consumer_key", ""), secrets.get("consumer_secret", ""))
    return WooClient(base_url=connection.base_url, key=key, manner=connection.options.get("auth", ""))


def own_statuses(connection: Connection) -> dict[str, str]:
    """What the store's own slugs mean; words that we do not know are left out."""
    given = connection.options.get("statuses", {})
    return {slug: word for slug, word in given.items() if word in set(Meaning)}


# --- what channels.base asks of a channel's module ---


def open_adapter(connection: Connection, *, now: datetime) -> WooAdapter:
    return WooAdapter(connection, now=now)


def verify(connection: Connection, raw: bytes, headers: dict[str, str]) -> bool:
    if connection.credential is None:
        return False
    secrets = unseal(bytes(connection.credential.secrets))
    return webhooks.is_genuine(secrets.get("webhook_secret", ""), raw, headers)


def hint(raw: bytes, headers: dict[str, str], *, now: datetime) -> Hint:
    return webhooks.hint(raw, headers)


READ: dict[str, Callable[[bytes], Item]] = {
    "order": mapping.order,
    "cancellation": mapping.cancellation,
    "refund": mapping.refund,
}


def read(kind: str, raw: bytes) -> Item:
    """One kept payload, mapped again."""
    return READ[kind](raw)
