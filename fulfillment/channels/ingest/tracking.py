"""Carriers' messages, as a channel passes them on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from fulfillment.catalog.models import Shop
from fulfillment.channels import quarantine
from fulfillment.channels.ingest.packages import settle
from fulfillment.channels.quarantine import storable
from fulfillment.channels.records import Refusal, TrackingEventRecord
from fulfillment.orders.upsert import locks
from fulfillment.orders.watch import wake
from fulfillment.tracking.models import Package, PackageOrder
from fulfillment.tracking.record import events as tracking_events
from fulfillment.tracking.record import links
from fulfillment.tracking.scans import classify
from fulfillment.tracking.states import PackageStatus

LONGEST_TEXT = 500


class TakenEvents(Struct, frozen=True, kw_only=True):
    """`package_id` None: nothing was recorded, because no package or more than one could be meant."""

    package_id: int | None
    changed_order_ids: frozenset[int] = frozenset()


def take_tracking_events(
    *,
    shop: Shop,
    events: Sequence[TrackingEventRecord | Refusal],
    now: datetime,
    order_external_id: str = "",
    package_external_id: str = "",
    source: str = "channel",
) -> TakenEvents:
    """The messages stand on the package, each once, and what follows from them for its orders.

    Named by its order, the package must be the order's only one: of several nobody says whose scan it was.
    Refusals go to quarantine. Call in a transaction.
    """
    if refusals := [event for event in events if isinstance(event, Refusal)]:
        quarantine.put(shop, refusals, now=now)
    package_id = _package(shop, order_external_id, package_external_id)
    if package_id is None:
        return TakenEvents(package_id=None)
    locks.lock(shop, [], ids=links.orders_of([package_id]))
    Package.objects.filter(pk=package_id).update(events_checked_at=now)
    rows = [_row(event, package_id) for event in events if isinstance(event, TrackingEventRecord)]
    tracking_events.append(shop.team_id, rows, source=source, now=now)
    changed = settle([package_id], [], now=now)
    wake(sorted(changed), now=now)
    return TakenEvents(package_id=package_id, changed_order_ids=frozenset(changed))


def take_events_of(
    *,
    shop: Shop,
    events: Mapping[int, Sequence[TrackingEventRecord]],
    now: datetime,
    source: str = "channel",
) -> set[int]:
    """The messages stand on many packages, by their row ids, in a constant number of statements.

    Ids of the packages that got one they did not have. Call in a transaction.
    """
    return _take(shop.team_id, events, source=source, now=now)


def take_carriers_events(
    team_id: int, events: Mapping[int, Sequence[TrackingEventRecord]], *, now: datetime
) -> set[int]:
    """As `take_events_of`, told by carriers themselves, of packages of any shop of the team."""
    return _take(team_id, events, source="carrier", now=now)


def _take(
    team_id: int, events: Mapping[int, Sequence[TrackingEventRecord]], *, source: str, now: datetime
) -> set[int]:
    ids = sorted(events)
    if not ids:
        return set()
    locks.lock_these(links.orders_of(ids))
    Package.objects.filter(pk__in=ids).update(events_checked_at=now)
    rows = [_row(event, pk) for pk in ids for event in events[pk]]
    learned = tracking_events.append(team_id, rows, source=source, now=now)
    wake(sorted(settle(learned, [], now=now)), now=now)
    return learned


def _row(event: TrackingEventRecord, package_id: int) -> dict[str, Any]:
    """A message is kept as far as it can be stored and found again: its moment and kind are what matters."""
    texts = ("description", "code", "location", "postal_code")
    row: dict[str, Any] = {name: storable(getattr(event, name))[:LONGEST_TEXT] for name in texts}
    kind = event.kind or classify(event.description, event.code)
    return row | {"package_id": package_id, "kind": kind, "happened_at": event.happened_at}


def _package(shop: Shop, order_external_id: str, package_external_id: str) -> int | None:
    if package_external_id:
        named = Package.objects.filter(shop=shop, external_id=package_external_id)
        return named.values_list("pk", flat=True).first()
    served = PackageOrder.objects.filter(
        order__shop=shop, order__external_id=order_external_id, is_current=True
    ).exclude(package__status=PackageStatus.CANCELLED)
    found = list(served.values_list("package_id", flat=True)[:2])
    return found[0] if len(found) == 1 else None
