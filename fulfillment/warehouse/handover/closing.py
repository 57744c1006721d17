"""A truck left: its manifest is closed with what proves it, once; or opened again, with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import IntegrityError, transaction

from fulfillment.accounts.models import User
from fulfillment.photos.models import Photo
from fulfillment.warehouse.handover.loading import locked_open
from fulfillment.warehouse.handover.telling import tell
from fulfillment.warehouse.handover.words import proof_of
from fulfillment.warehouse.models import Manifest, ManifestClosing, ManifestLine
from fulfillment.warehouse.refusing import NotDone, constraint_of

AHEAD = timedelta(minutes=5)


class Said(NamedTuple):
    """What whoever closes says of the truck."""

    left_at: datetime
    driver: str = ""
    counted: int | None = None
    reference: str = ""
    note: str = ""
    signature: Photo | None = None
    receipt: Photo | None = None

    @property
    def proof(self) -> str:
        return proof_of(
            driver=self.driver,
            counted=self.counted,
            reference=self.reference,
            is_signed=self.signature is not None,
            has_receipt=self.receipt is not None,
        )


def close(manifest: Manifest, said: Said, *, by: User | None, now: datetime) -> ManifestClosing:
    """What stands on it is handed over. Raises NotDone: closed before, nothing on it, a moment that cannot be."""
    try:
        with transaction.atomic():
            locked = locked_open(manifest, _who_closed(manifest))
            lines = list(ManifestLine.objects.filter(manifest=locked).on_it().order_by("pk"))
            _check(locked, lines, said.left_at, now)
            row = ManifestClosing.objects.create(
                team_id=locked.team_id, manifest=locked, scanned=len(lines), closed_at=now, closed_by=by,
                proof=said.proof, **said._asdict(),
            )  # fmt: skip
            Manifest.objects.filter(pk=locked.pk).update(closed_at=now)
            ManifestLine.objects.filter(pk__in=[each.pk for each in lines]).update(
                handed_over_at=said.left_at
            )
            tell(
                [each.pk for each in lines],
                kind="parcel.handed_over", key=f"handed_over:{row.pk}", happened_at=said.left_at, by=by, now=now,
                evidence=f"{locked.window.label}: {said.proof}", manifest=str(locked),
            )  # fmt: skip
    except IntegrityError as error:
        if constraint_of(error) != "manifest_closed_once":
            raise
        raise NotDone(f"{manifest} is closed. {_who_closed(manifest)}.") from error
    return row


def reopen(manifest: Manifest, why: str, *, by: User | None, now: datetime) -> None:
    """Nothing of it counts as handed over until it is closed again; what was said stays on record with the reason."""
    if not why.strip():
        raise NotDone("Say why it is opened again: whoever reads the proof later must know.")
    with transaction.atomic():
        locked = Manifest.objects.select_for_update(no_key=True).get(pk=manifest.pk)
        standing = ManifestClosing.objects.filter(manifest=locked, reopened_at=None)
        row = standing.first()
        if row is None:
            raise NotDone(f"{manifest} is open already.")
        standing.update(reopened_at=now, reopened_by=by, reopened_why=why.strip()[:300])
        Manifest.objects.filter(pk=locked.pk).update(closed_at=None)
        lines = ManifestLine.objects.filter(manifest=locked).on_it()
        pks = list(lines.values_list("pk", flat=True))
        lines.update(handed_over_at=None)
        tell(
            pks, kind="parcel.handover_reopened", key=f"reopened:{row.pk}", happened_at=now, by=by, now=now,
            evidence=why.strip(), manifest=str(locked),
        )  # fmt: skip


def standing(manifest: Manifest) -> ManifestClosing | None:
    rows = ManifestClosing.objects.select_related("closed_by", "signature", "receipt")
    return rows.filter(manifest=manifest, reopened_at=None).first()


def closings_of(lines: Iterable[ManifestLine]) -> dict[int, ManifestClosing]:
    """The closing that stands, by manifest."""
    rows = ManifestClosing.objects.filter(manifest__in={each.manifest_id for each in lines}, reopened_at=None)
    return {each.manifest_id: each for each in rows}


def _who_closed(manifest: Manifest) -> str:
    row = standing(manifest)
    if row is None:
        return "What you said is not kept"
    parcels = "1 parcel" if row.scanned == 1 else f"{row.scanned:,} parcels"
    return f"{row.closed_by or 'Somebody'} said first what left with it, {parcels}; what you said is not kept"


def _check(manifest: Manifest, lines: list[ManifestLine], left_at: datetime, now: datetime) -> None:
    if not lines:
        raise NotDone(
            "Nothing is on it: scan the parcels first. A truck that did not come is told below, not closed."
        )
    if left_at > now + AHEAD:
        raise NotDone("The truck cannot leave later than now: enter when it left.")
    last = max(lines, key=lambda each: each.loaded_at)
    if left_at < last.loaded_at - AHEAD:
        raise NotDone(
            f"{last.number} was scanned onto it after that time: enter when the truck left, or take off what stayed."
        )
