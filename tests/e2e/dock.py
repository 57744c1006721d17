"""Trucks at the dock, for the buttons on their pages: parcels of orders of their own, on departures of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.policies.calendars import moment
from fulfillment.warehouse.departing import FORMAT
from fulfillment.warehouse.handover import closing, incidents, loading
from fulfillment.warehouse.handover.closing import Said
from fulfillment.warehouse.models import (
    Manifest,
    ManifestClosing,
    ManifestLine,
    PickupIncident,
)
from tests.e2e import truck
from tests.e2e.clicking import Click, Clicks
from tests.e2e.floor import Floor
from tests.warehouse.handover.docks import create_parcel, create_photo


def departure(floor: Floor) -> tuple[Any, datetime]:
    """One that no test had before: of the second house, so many weeks ago."""
    row = truck.windows_of(floor, truck.house(floor))[0]
    zone = ZoneInfo(row.warehouse.time_zone)
    today = timezone.localtime(timezone=zone).date()
    weeks = 1 + Manifest.objects.filter(team=floor.team).count()
    day = today - timedelta(days=today.isoweekday() - row.weekday, weeks=weeks)
    return row, moment(day, row.local_time, zone).astimezone(UTC)


def manifest(floor: Floor, *, parcels: int = 1) -> Manifest:
    window, at = departure(floor)
    row = loading.open_manifest(window, at, by=floor.people[Role.OPERATOR], now=timezone.now())
    for _ in range(parcels):
        number = create_parcel(team=floor.team, carrier="usps").tracking_number
        loading.load(row, number, by=floor.people[Role.OPERATOR], now=timezone.now())
    return row


def closed(floor: Floor, *, parcels: int = 1) -> Manifest:
    """With a signature, an incident and a picture."""
    row, now, by = manifest(floor, parcels=parcels), timezone.now(), floor.people[Role.OPERATOR]
    photo = create_photo(team=floor.team)
    incidents.record_incident(row, incidents.Incident.LATE, happened_at=now, note="Snow", by=by, now=now)
    incidents.add_photo(row, photo, "ready")
    said = Said(left_at=now, driver="Ray Diaz", counted=parcels + 1, signature=photo)
    closing.close(row, said, by=by, now=now)
    return row


def page_of(row: Manifest, name: str = "load") -> str:
    return reverse(f"truck:{name}", args=[row.window_id, row.departs_at.astimezone(UTC).strftime(FORMAT)])


def scan(floor: Floor) -> Click:
    row, parcel = manifest(floor), create_parcel(team=floor.team, carrier="usps")
    on_it = ManifestLine.objects.filter(manifest=row)
    return Click(page_of(row), page_of(row, "scan"), on_it.count, {"code": parcel.tracking_number})


def of_manifest(name: str, rows: type[Any], says: str, **fill: str) -> Callable[[Floor], Click]:
    def click(floor: Floor) -> Click:
        row = manifest(floor)
        return Click(
            page_of(row), page_of(row, name), rows.objects.filter(manifest=row).count, fill, says=says
        )

    return click


def take_off(floor: Floor) -> Click:
    row = manifest(floor)
    line = ManifestLine.objects.get(manifest=row)
    still_on = ManifestLine.objects.filter(pk=line.pk).on_it()
    return Click(
        page_of(row), reverse("truck:take-off", args=[line.pk]), still_on.exists, says="is taken off"
    )


def reopen(floor: Floor) -> Click:
    row = closed(floor)
    read = Manifest.objects.filter(pk=row.pk).values_list("closed_at", flat=True)
    action = reverse("truck:reopen", args=[row.pk])
    return Click(page_of(row), action, lambda: read.get(), {"why": "one more came"}, says="is open again")


CLICKS: Clicks = {
    "truck:scan": scan,
    "truck:close": of_manifest("close", ManifestClosing, "is closed: 1 handed over", driver="Ray Diaz"),
    "truck:incident": of_manifest("incident", PickupIncident, "On record", note="Snow"),
    "truck:take-off": take_off,
    "truck:reopen": reopen,
}


def pages(floor: Floor) -> Iterator[str]:
    yield from (page_of(manifest(floor)), page_of(closed(floor)), reverse("truck:manifests"))
