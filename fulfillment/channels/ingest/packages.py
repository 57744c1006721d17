"""Packages from their own endpoint, and as orders tell of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from fulfillment.catalog.models import Shop
from fulfillment.channels import quarantine
from fulfillment.channels.ingest.isolating import take_apart
from fulfillment.channels.ingest.order_rows import carrier_of, is_cancelled
from fulfillment.channels.ingest.outcome import Taken
from fulfillment.channels.records import OrderRecord, PackageRecord
from fulfillment.orders.upsert import locks
from fulfillment.orders.watch import wake
from fulfillment.tracking.numbers import normalise
from fulfillment.tracking.record import counts, events, links, packages
from fulfillment.tracking.states import PackageStatus

NO_PAYLOADS: Mapping[str, bytes] = {}
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
MOVED = (PackageStatus.IN_TRANSIT, PackageStatus.DELIVERED)


def take_packages(
    *,
    shop: Shop,
    records: Sequence[PackageRecord],
    now: datetime,
    payloads: Mapping[str, bytes] = NO_PAYLOADS,
) -> Taken:
    """The packages and their links to orders are in the database, or in quarantine.

    An order that has not arrived yet is awaited: its links stand when it comes.
    """
    ordered = sorted(records, key=lambda record: (record.external_id, record.updated_at or LONG_AGO))
    return take_apart(
        shop, "package", ordered, lambda part: _take(shop, part, now=now), payloads=payloads, now=now
    )


def _take(shop: Shop, records: Sequence[PackageRecord], *, now: datetime) -> Taken:
    rows: dict[str, dict[str, Any]] = {}
    for record in records:
        _put(rows, _own_row(record))
    named = sorted({order_id for record in records for order_id in record.order_external_ids})
    orders = locks.lock(shop, named, ids=links.served(shop, list(rows)))
    written = packages.upsert(shop, list(rows.values()), now=now)
    linked = links.link(shop, _links(records, orders))
    links.await_orders(shop, _awaited(records, orders))
    changed = linked | settle(written.values(), orders.values(), newly_linked=linked, now=now)
    # A corrected carrier or moment moves the package's facts.
    changed |= set(links.orders_of(written.values()))
    quarantine.resolve(shop, "package", list(rows), now=now)
    wake(sorted(changed), now=now)
    return Taken(
        updated_ids=list(written.values()),
        unchanged=[external_id for external_id in rows if external_id not in written],
        changed_order_ids=changed,
    )


def record_stubs(
    shop: Shop,
    records: Iterable[OrderRecord],
    stubs: dict[str, dict[str, Any]],
    ids: dict[str, int],
    *,
    readdressed: set[int],
    now: datetime,
) -> set[int]:
    """What orders tell of their packages stands on these; ids of the orders that changed by it.

    `readdressed`: ids of orders that point to another buyer than before.
    """
    written = packages.upsert(shop, list(stubs.values()), now=now)
    told = {
        (package.external_id, ids[record.external_id]): record.updated_at
        for record in records
        for package in record.packages
    }
    rows = [
        {"package": package, "order_id": order_id, "order_told_at": told_at}
        for (package, order_id), told_at in told.items()
    ]
    linked = links.link(shop, rows) | links.link_arrived(ids.values())
    changed = linked | settle(written.values(), ids.values(), newly_linked=linked | readdressed, now=now)
    return changed | set(links.orders_of(written.values()))


def settle(
    package_ids: Iterable[int], order_ids: Iterable[int], *, newly_linked: Iterable[int] = (), now: datetime
) -> set[int]:
    """Everything that follows from changed packages and links holds; ids of the orders that changed by it."""
    written = list(package_ids)
    events.derive(written, now=now)
    packages.mark_due(newly_linked, now=now)
    touched = {*order_ids, *links.orders_of(written)}
    return links.set_current(touched) | counts.count_packages(touched)


def stub_rows(records: Iterable[OrderRecord]) -> dict[str, dict[str, Any]]:
    """By package, the row that the newest of the orders makes of it; of every moment the earliest."""
    rows: dict[str, dict[str, Any]] = {}
    for record in records:
        for package in record.packages:
            row = _row(package, told_at=record.updated_at)
            if row["channel_scan_at"] is None and row["status"] in MOVED:
                row["channel_scan_at"] = record.scanned_at  # no later than the last package of the order
            _put(rows, row)
    return rows


def _put(rows: dict[str, dict[str, Any]], row: dict[str, Any]) -> None:
    """The newer of two rows of one package stays, with the earliest of each moment and the numbers of both."""
    known = rows.setdefault(row["external_id"], row)
    newest = known if known["told_at"] > row["told_at"] else row
    told = {name: filter(None, (known[name], row[name])) for name in packages.MOMENTS}
    numbers = sorted({*known[packages.NUMBERS], *row[packages.NUMBERS]})
    moments = {name: min(both, default=None) for name, both in told.items()}
    rows[row["external_id"]] = newest | moments | {packages.NUMBERS: numbers}


def _own_row(record: PackageRecord) -> dict[str, Any]:
    told_at = record.updated_at or LONG_AGO
    return _row(record, told_at=told_at) | {"remote_updated_at": told_at}


def _row(record: PackageRecord, *, told_at: datetime) -> dict[str, Any]:
    number = normalise(record.tracking_number) if record.tracking_number else ""
    ready = PackageStatus.READY if number else PackageStatus.TO_SHIP
    return {
        "external_id": record.external_id,
        "tracking_number": number,
        "tracking_number_given": record.tracking_number,
        "carrier": carrier_of(record.carrier_name),
        "carrier_name": record.carrier_name,
        "status": PackageStatus.CANCELLED if is_cancelled(record) else record.status or ready,
        "shipping_type": record.shipping_type,
        "shipped_at": record.shipped_at,
        "channel_scan_at": record.first_scan_at,
        "delivered_at": record.delivered_at,
        "told_at": told_at,
        "remote_updated_at": None,
        packages.NUMBERS: [number] if number else [],
    }


def _links(records: Iterable[PackageRecord], orders: dict[str, int]) -> list[dict[str, Any]]:
    told = {
        (record.external_id, orders[order_id]): record.updated_at or LONG_AGO
        for record in records
        for order_id in record.order_external_ids
        if order_id in orders
    }
    return [
        {"package": package, "order_id": order_id, "package_told_at": told_at}
        for (package, order_id), told_at in told.items()
    ]


def _awaited(records: Iterable[PackageRecord], orders: dict[str, int]) -> list[dict[str, Any]]:
    told = {
        (record.external_id, order_id): record.updated_at or LONG_AGO
        for record in records
        for order_id in record.order_external_ids
        if order_id not in orders
    }
    return [
        {"package": package, "order_external_id": order_id, "package_told_at": told_at}
        for (package, order_id), told_at in told.items()
    ]
