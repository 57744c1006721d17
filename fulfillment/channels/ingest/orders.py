"""Orders with their lines, buyers, packages and history, from one batch of records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from fulfillment.catalog.models import Shop
from fulfillment.channels import quarantine
from fulfillment.channels.ingest import packages
from fulfillment.channels.ingest.history_rows import event_rows
from fulfillment.channels.ingest.isolating import take_apart
from fulfillment.channels.ingest.line_rows import line_rows, sku_titles
from fulfillment.channels.ingest.order_rows import Batch, buyer_link_rows, buyer_rows, order_rows
from fulfillment.channels.ingest.outcome import Taken
from fulfillment.channels.records import OrderRecord
from fulfillment.orders import copies
from fulfillment.orders.models import Order
from fulfillment.orders.upsert import addresses, aftersales, buyers, events, lines, locks, orders, tickets
from fulfillment.orders.watch import wake
from fulfillment.tracking.record import links

NO_PAYLOADS: Mapping[str, bytes] = {}


def take_orders(
    *,
    shop: Shop,
    records: Sequence[OrderRecord],
    now: datetime,
    source: str = "channel",
    payloads: Mapping[str, bytes] = NO_PAYLOADS,
) -> Taken:
    """The records are in the database or in quarantine, and the watch is woken for what changed.

    `payloads`: by external id what the channel sent, kept if the order must be quarantined.
    """
    ordered = sorted(records, key=lambda record: (record.external_id, record.updated_at))
    taken = take_apart(
        shop,
        "order",
        ordered,
        lambda part: _take(shop, part, source=source, now=now),
        payloads=payloads,
        now=now,
    )
    _link_copies(shop, taken, now=now)
    return taken


def _link_copies(shop: Shop, taken: Taken, *, now: datetime) -> None:
    """After the batch, because it may lock orders of other shops."""
    ids = [*taken.inserted_ids, *taken.updated_ids]
    if ids:
        names = dict(Order.objects.filter(pk__in=ids).values_list("pk", "external_id"))
        copies.link_told(shop.team, names, now=now)


def _take(shop: Shop, records: Sequence[OrderRecord], *, source: str, now: datetime) -> Taken:
    batch = Batch(records)
    unchanged = batch.drop_known(locks.digests(shop, batch.external_ids))
    if unchanged:  # an answer in between may have been unreadable
        quarantine.resolve(shop, "order", unchanged, now=now)
    if not batch.records:
        return Taken(unchanged=unchanged)
    stubs = packages.stub_rows(batch.records)
    package_ids = list(stubs)
    known = locks.lock(shop, batch.external_ids, ids=links.served(shop, package_ids))
    written = _write_orders(shop, batch, now=now)
    if overtaken := [name for name in batch.external_ids if name not in known and name not in written]:
        known |= locks.lock(shop, overtaken)  # another worker brought something newer just now
    ids = known | written
    relinked = buyers.link(shop, buyer_link_rows(batch, known))
    readdressed = {each.order_id for each in relinked}
    changed = set(written.values())
    changed |= _write_lines(shop, batch, written, known)
    aftersales.link(shop, written.values(), now=now)
    tickets.link(shop, written.values(), now=now)
    changed |= addresses.record_changes(shop, relinked, source=source, now=now)
    events.append(shop, event_rows(batch.records, ids), source=source, now=now)
    changed |= packages.record_stubs(shop, batch.records, stubs, ids, readdressed=readdressed, now=now)
    quarantine.resolve(shop, "order", list(written), now=now)
    wake(sorted(changed), now=now)
    return Taken(
        inserted_ids=[pk for external_id, pk in written.items() if external_id not in known],
        updated_ids=[pk for external_id, pk in written.items() if external_id in known],
        stale=[external_id for external_id in batch.external_ids if external_id not in written],
        unchanged=unchanged,
        changed_order_ids=changed,
    )


def _write_orders(shop: Shop, batch: Batch, *, now: datetime) -> dict[str, int]:
    buyers.upsert(shop, buyer_rows(batch))
    return orders.upsert(shop, order_rows(batch), now=now)


def _write_lines(shop: Shop, batch: Batch, written: dict[str, int], known: dict[str, int]) -> set[int]:
    """The written orders have the lines of their newest record; ids of the orders whose lines changed."""
    lines.create_skus(shop, sku_titles(batch, written))
    rows = line_rows(batch, written)
    changed = lines.upsert(shop, rows)
    updated = {pk for external_id, pk in written.items() if external_id in known}
    changed |= lines.drop_others(updated, [row for row in rows if row["order_id"] in updated])
    return changed
