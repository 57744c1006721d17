"""Eleven evenings before the demo began: what was handed over when, and what went wrong with a truck.

Parcels that the pretend carriers scanned cannot be loaded any more: their lines are written as they were scanned then.
All else is told by the functions that people's forms call, with the moments of that evening.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from fulfillment.accounts.models import Team
from fulfillment.desk.demo.evening import pictures
from fulfillment.desk.demo.evening.claims import follow_claims
from fulfillment.desk.demo.evening.loading import said_by
from fulfillment.desk.demo.evening.parcels import SOONEST_SCAN, Dock, Due, labelled
from fulfillment.desk.demo.evening.people import Crew
from fulfillment.desk.demo.evening.stories import Key, Stories, choose
from fulfillment.orders.upsert.locks import lock_these
from fulfillment.orders.watch import wake
from fulfillment.warehouse.handover import closing, incidents, lists, loading, unscanned
from fulfillment.warehouse.handover.words import INCIDENTS, Evidence, Incident
from fulfillment.warehouse.models import CarrierContact, Manifest, ManifestLine, PickupWindow

LOOK_BACK = timedelta(days=11)
OVER = timedelta(hours=1)  # after its hour a truck has left, also one that was late
LOADING = timedelta(minutes=95)
LATE = timedelta(minutes=38)
Departures = dict[Key, list[Due]]


@transaction.atomic
def tell_earlier(team: Team, crew: Crew, *, now: datetime) -> int:
    """Manifests that are on record now; none where there were some before."""
    if Manifest.objects.of(team).exists():
        return 0
    departures = departed(team, now=now)
    # One evening after the other would lock them in another order than the watch does.
    lock_these({each.order.pk for due in departures.values() for each in due})
    rows = PickupWindow.objects.filter(team=team).select_related("warehouse")
    windows = {each.pk: each for each in rows}
    seen = {key: [(each.scanned_at, each.package.pk) for each in due] for key, due in departures.items()}
    shared = _shared(departures, windows)
    stories = choose(seen, shared)
    if stories.never:
        due = departures[stories.never]
        departures[stories.never] = [each for each in due if each.package.pk in stories.stood]
        departures[shared[stories.never]] += [each for each in due if each.package.pk not in stories.stood]
    for (window, at), due in sorted(departures.items(), key=lambda each: (each[0][1], each[0][0])):
        _evening(windows[window], at, due, stories, crew)
    _ask_at(windows.values())
    unscanned.settle(now=now)
    follow_claims(team, crew.loader, now=now)
    wake({each.order.pk for due in departures.values() for each in due}, now=now)
    return len(departures)


def departed(team: Team, *, now: datetime) -> Departures:
    """By window and departure the parcels that left with it: no carrier scanned one of them before."""
    found: Departures = defaultdict(list)
    for each in Dock(team, now=now).due(labelled(team, since=now - LOOK_BACK)):
        is_after = (
            _was_lost(each) if each.scanned_at is None else each.scanned_at >= each.departs_at + SOONEST_SCAN
        )
        if each.departs_at <= now - OVER and is_after:
            found[each.window, each.departs_at].append(each)
    return dict(found)


def _was_lost(due: Due) -> bool:
    """Nobody scanned it: it left in time for its deadline, where it left at all."""
    return due.order.dispatch_due_at is None or due.order.dispatch_due_at > due.departs_at


def _shared(departures: Departures, windows: dict[int, PickupWindow]) -> dict[Key, Key]:
    """For a carrier's own departure the one that takes any carrier's, from the same house at the same moment."""
    any_carrier = {
        (windows[key[0]].warehouse_id, key[1]): key for key in departures if not windows[key[0]].carrier
    }
    found = {key: any_carrier.get((windows[key[0]].warehouse_id, key[1])) for key in departures}
    return {key: other for key, other in found.items() if other and other != key}


def _evening(window: PickupWindow, at: datetime, due: list[Due], stories: Stories, crew: Crew) -> None:
    rng = Random(f"{window.label} {at}")
    manifest = loading.open_manifest(window, at, by=crew.loader, now=at - LOADING)
    ManifestLine.objects.bulk_create(_line(manifest, each, rng, crew) for each in due)
    if (window.pk, at) == stories.never:
        note = "Depot says the route was cut short; nobody called."
        incidents.record_incident(
            manifest, Incident.NEVER, happened_at=at, note=note, by=crew.loader, now=at + OVER
        )
        _ready(manifest, at, len(due), rng, crew)
        return
    left_at = at + timedelta(minutes=rng.randint(1, 11))
    if (window.pk, at) == stories.late:
        left_at, note = at + LATE, "Held up in traffic; the driver called ten minutes before."
        incidents.record_incident(
            manifest, Incident.LATE, happened_at=left_at, note=note, by=crew.loader, now=left_at
        )
        _ready(manifest, at, len(due), rng, crew)
    if (window.pk, at) == stories.short:
        _full(manifest, left_at, stories, crew)
    if counted := lists.on_it(manifest):
        said = said_by(manifest, left_at, counted, rng, crew.loader)
        closing.close(manifest, said, by=crew.loader, now=left_at + timedelta(minutes=2))


def _ready(manifest: Manifest, at: datetime, parcels: int, rng: Random, crew: Crew) -> None:
    """The parcels stood at the dock when the truck should have come."""
    content = pictures.boxes(min(max(parcels, 3), 15), rng)
    photo = pictures.keep(manifest.team, f"ready {manifest}", content, by=crew.loader, at=at)
    incidents.add_photo(manifest, photo, Evidence.READY)


def _full(manifest: Manifest, left_at: datetime, stories: Stories, crew: Crew) -> None:
    """The truck was full, and some parcels had to stay."""
    before = left_at - timedelta(minutes=1)
    note = f"No room for {len(stories.left)} parcels."
    incidents.record_incident(
        manifest, Incident.FULL, happened_at=left_at, note=note, by=crew.loader, now=before
    )
    rows = ManifestLine.objects.filter(manifest=manifest, package__in=stories.left)
    lines = list(rows.values_list("pk", flat=True))
    incidents.leave_behind(manifest, why=INCIDENTS[Incident.FULL], lines=lines, by=crew.loader, now=before)


def _line(manifest: Manifest, each: Due, rng: Random, crew: Crew) -> ManifestLine:
    loaded_at = manifest.departs_at - timedelta(seconds=rng.randint(60, int(LOADING.total_seconds())))
    loaded_at = max(loaded_at, each.package.shipped_at or loaded_at)
    return ManifestLine(
        team_id=manifest.team_id, manifest=manifest, package=each.package, number=each.package.tracking_number,
        carrier=each.package.carrier or manifest.window.carrier, loaded_at=loaded_at, received_at=loaded_at,
        loaded_by=crew.loader,
    )  # fmt: skip


def _ask_at(windows: object) -> None:
    """Where the carriers of these windows are asked."""
    told = {(each.warehouse, each.carrier) for each in windows if each.carrier}  # type: ignore[attr-defined]
    for house, carrier in told:
        address = f"pickups.{house.code}@{carrier.replace('_', '-')}.example"
        CarrierContact.objects.get_or_create(
            warehouse=house, carrier=carrier, defaults={"team_id": house.team_id, "email": address}
        )
