"""A truck that came early, late, not at all, or was full: told while it is fresh, and what stays waits for the next."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fulfillment.accounts.models import User
from fulfillment.photos.models import Photo
from fulfillment.warehouse.handover.telling import tell
from fulfillment.warehouse.handover.words import INCIDENTS, Incident
from fulfillment.warehouse.models import Manifest, ManifestLine, ManifestPhoto, PickupIncident
from fulfillment.warehouse.refusing import NotDone


def record_incident(
    manifest: Manifest, kind: Incident, *, happened_at: datetime, note: str, by: User | None, now: datetime
) -> bool:
    """It is on record; of a truck that never came all that waited is left behind. False: it was on record before."""
    with transaction.atomic():
        locked = Manifest.objects.select_for_update(no_key=True).get(pk=manifest.pk)
        if kind == Incident.NEVER and locked.closed_at is not None:
            raise NotDone(f"{manifest} is closed, so its truck did come: open it again first.")
        row = PickupIncident(
            team_id=locked.team_id, manifest=locked, kind=kind, happened_at=happened_at, note=note[:500],
            recorded_at=now, recorded_by=by,
        )  # fmt: skip
        PickupIncident.objects.bulk_create([row], ignore_conflicts=True)
        is_new = PickupIncident.objects.filter(manifest=locked, kind=kind, recorded_at=now).exists()
        if kind == Incident.NEVER:
            leave_behind(locked, by=by, now=now, why=INCIDENTS[kind])
    return is_new


def leave_behind(
    manifest: Manifest, *, by: User | None, now: datetime, why: str, lines: list[int] | None = None
) -> int:
    """These parcels, or all on the manifest, wait for the next truck; how many. Its truck must not have left."""
    with transaction.atomic():
        locked = Manifest.objects.select_for_update(no_key=True).get(pk=manifest.pk)
        if locked.closed_at is not None:
            raise NotDone(f"{manifest} is closed: what is on it has left. Open it again first.")
        rows = ManifestLine.objects.filter(manifest=locked).on_it()
        rows = rows.filter(pk__in=lines) if lines is not None else rows
        pks = list(rows.values_list("pk", flat=True))
        ManifestLine.objects.filter(pk__in=pks).update(left_behind_at=now)
        tell(
            pks, kind="parcel.left_behind", key=f"left_behind:{locked.pk}:{now.isoformat()}", happened_at=now, by=by,
            now=now, evidence=why, manifest=str(locked),
        )  # fmt: skip
    return len(pks)


def add_photo(manifest: Manifest, photo: Photo, shows: str) -> None:
    ManifestPhoto.objects.get_or_create(
        team_id=manifest.team_id, manifest=manifest, photo=photo, defaults={"shows": shows}
    )
