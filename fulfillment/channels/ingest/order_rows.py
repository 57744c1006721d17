"""The rows of orders and buyers that a batch of records makes. Reads no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from operator import attrgetter
from typing import Any

import msgspec

from fulfillment.channels.ingest.buyer_rows import Told, told_buyer
from fulfillment.channels.ingest.isolating import Unstorable
from fulfillment.channels.records import OrderRecord, PackageRecord
from fulfillment.orders.upsert.orders import MIRRORED
from fulfillment.tracking.numbers import carrier_from_name
from fulfillment.tracking.states import PackageStatus

FORM = b"2"  # raise it when ingest makes other rows of the same record: every order is then written anew
ENCODER = msgspec.json.Encoder()
mirrored = attrgetter(*MIRRORED)


class Batch:
    """Records sorted by external id and update time; `newest` is the last one of each order."""

    def __init__(self, records: Sequence[OrderRecord]) -> None:
        self.records = list(records)
        self.newest = {record.external_id: record for record in self.records}
        self.digests = {external_id: digest(record) for external_id, record in self.newest.items()}
        self.buyers = best_buyers(self.records)

    @property
    def external_ids(self) -> list[str]:
        return list(self.newest)

    def drop_known(self, stored: dict[str, str]) -> list[str]:
        """Forgets the orders that were last taken from the very same record; their external ids."""
        told = Counter(record.external_id for record in self.records)
        same = {
            external_id
            for external_id, found in self.digests.items()
            if stored.get(external_id) == found and told[external_id] == 1
        }
        if same:
            self.records = [record for record in self.records if record.external_id not in same]
            for external_id in same:
                del self.newest[external_id]
        return sorted(same)


def digest(record: OrderRecord) -> str:
    return blake2b(ENCODER.encode(record), digest_size=12, salt=FORM).hexdigest()


def best_buyers(records: Iterable[OrderRecord]) -> dict[str, Told]:
    """By order, the newest whole buyer, else the newest masked one; orders without any are left out."""
    best: dict[str, Told] = {}
    for record in records:
        told = told_buyer(record)
        known = best.get(record.external_id)
        if told and (known is None or told.is_whole or not known.is_whole):
            best[record.external_id] = told
    return best


def buyer_rows(batch: Batch) -> list[dict[str, Any]]:
    """One row per key, the newest."""
    rows: dict[str, dict[str, Any]] = {}
    for record in batch.records:
        if told := told_buyer(record):
            known = rows.get(told.key)
            if known is None or known["told_at"] <= told.told_at:
                rows[told.key] = told.row(record.buyer)
    return list(rows.values())


def buyer_link_rows(batch: Batch, known: dict[str, int]) -> list[dict[str, Any]]:
    """For the orders we knew before: a new one is born with its buyer."""
    return [
        {"order_id": known[external_id], "key": told.key, "told_at": told.told_at, "is_whole": told.is_whole}
        for external_id, told in batch.buyers.items()
        if external_id in known and external_id in batch.newest
    ]


def order_rows(batch: Batch) -> list[dict[str, Any]]:
    return [_order_row(batch, record) for record in batch.newest.values()]


def _order_row(batch: Batch, record: OrderRecord) -> dict[str, Any]:
    if record.total is not None and not record.total.is_finite():
        raise Unstorable("The total is not a number.")
    row = dict(zip(MIRRORED, mirrored(record), strict=True))
    told = batch.buyers.get(record.external_id)
    row["external_id"] = record.external_id
    row["remote_updated_at"] = record.updated_at
    row["record_digest"] = batch.digests[record.external_id]
    row["buyer_key"] = told.person if told else ""
    row["buyer"] = told.key if told else None
    row["buyer_told_at"] = told.told_at if told else None
    row["buyer_is_whole"] = told.is_whole if told else None
    return row | _counted(record)


def _counted(record: OrderRecord) -> dict[str, Any]:
    """What tracking.record will count for an order whose packages are all new; it corrects the others."""
    live = [package for package in record.packages if not is_cancelled(package)]
    first = [package.first_scan_at for package in live if package.first_scan_at]
    scans = [scan for scan in first if scan >= record.placed_at]
    all_numbered = bool(live) and all(package.tracking_number for package in live)
    numbered_at = [package.shipped_at or record.ready_at for package in live]
    return {
        "packages_total": len(live),
        "packages_scanned": len(scans),
        "last_first_scan_at": max(scans) if live and len(scans) == len(live) else None,
        "labelled_at": max(filter(None, numbered_at), default=None) if all_numbered else None,
        "carrier": carrier_of(live[0].carrier_name) if len(live) == 1 else "",
    }


def carrier_of(name: str) -> str:
    return carrier_from_name(name) or "" if name else ""


def is_cancelled(package: PackageRecord) -> bool:
    return package.cancelled or package.status == PackageStatus.CANCELLED
