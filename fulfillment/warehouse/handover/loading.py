"""Parcels onto a manifest and off it: one at a time under the manifest's lock, each on one manifest only."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction

from fulfillment.accounts.models import User
from fulfillment.warehouse.handover.clocks import believed
from fulfillment.warehouse.handover.recognising import Found, parcel_of
from fulfillment.warehouse.handover.refusals import refusal
from fulfillment.warehouse.models import Manifest, ManifestLine, PickupWindow
from fulfillment.warehouse.refusing import NotDone, constraint_of

ONE_PLACE = {"parcel_on_one_manifest", "box_on_one_manifest"}


class Loaded(NamedTuple):
    line: ManifestLine
    is_new: bool  # False: the same scan was sent before


def open_manifest(window: PickupWindow, departs_at: datetime, *, by: User | None, now: datetime) -> Manifest:
    """The departure's manifest; of two who open it at once one does."""
    row = Manifest(
        team_id=window.team_id, warehouse_id=window.warehouse_id, window=window, departs_at=departs_at,
        opened_at=now, opened_by=by,
    )  # fmt: skip
    Manifest.objects.bulk_create([row], ignore_conflicts=True)
    return Manifest.objects.get(window=window, departs_at=departs_at)


def load(
    manifest: Manifest,
    text: str,
    *,
    by: User | None,
    now: datetime,
    client_uuid: UUID | None = None,
    told_at: datetime | None = None,
) -> Loaded:
    """The scanned parcel is on the manifest; raises NotDone with why not. Sent again under its UUID it is the same."""
    sent = (
        ManifestLine.objects.filter(team=manifest.team_id, client_uuid=client_uuid) if client_uuid else None
    )
    if sent is not None and (before := sent.first()):
        return Loaded(before, is_new=False)
    try:
        with transaction.atomic():
            locked = locked_open(manifest, "Nothing more goes onto it")
            found = parcel_of(locked.team, text, now=now)
            if said := refusal(found.parcel, manifest=str(locked), carrier=locked.window.carrier):
                raise NotDone(said.sentence)
            line = _write(locked, found, by=by, now=now, client_uuid=client_uuid, told_at=told_at)
    except IntegrityError as error:
        return _beaten(manifest, text, error, client_uuid, now)
    return Loaded(line, is_new=True)


def _write(
    manifest: Manifest,
    found: Found,
    *,
    by: User | None,
    now: datetime,
    client_uuid: UUID | None,
    told_at: datetime | None,
) -> ManifestLine:
    return ManifestLine.objects.create(
        team_id=manifest.team_id, manifest=manifest, package=found.package, packing=found.packing,
        number=found.parcel.number, carrier=found.parcel.carrier or manifest.window.carrier,
        client_uuid=client_uuid, loaded_at=believed(told_at, now=now), received_at=now, loaded_by=by,
    )  # fmt: skip


def _beaten(
    manifest: Manifest, text: str, error: IntegrityError, client_uuid: UUID | None, now: datetime
) -> Loaded:
    """Somebody else scanned it onto another manifest in the same moment, or the same scan came twice at once."""
    broken = constraint_of(error)
    if broken == "manifest_line_once":
        return Loaded(ManifestLine.objects.get(team=manifest.team_id, client_uuid=client_uuid), is_new=False)
    if broken not in ONE_PLACE:
        raise error
    found = parcel_of(manifest.team, text, now=now)
    said = refusal(found.parcel, manifest=str(manifest), carrier=manifest.window.carrier)
    raise NotDone(
        said.sentence if said else f"{found.parcel.number} was just taken off another: scan it again."
    )


def take_off(line: ManifestLine, *, now: datetime) -> None:
    """It lies here again. Raises NotDone once the truck has left with it."""
    with transaction.atomic():
        locked_open(line.manifest, f"{line.number} stays on it")
        if not ManifestLine.objects.filter(pk=line.pk).on_it().update(taken_off_at=now):
            raise NotDone(f"{line.number} is not on {line.manifest} any more.")


def locked_open(manifest: Manifest, then: str) -> Manifest:
    """The manifest, locked until the transaction ends. Raises NotDone where it is closed."""
    rows = Manifest.objects.select_related("team", "window", "warehouse")
    locked = rows.select_for_update(of=("self",), no_key=True).get(pk=manifest.pk)
    if locked.closed_at is not None:
        raise NotDone(f"{locked} is closed. {then}: open it again first, or use the next truck.")
    return locked
