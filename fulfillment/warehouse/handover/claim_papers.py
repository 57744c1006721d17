"""Pictures and documents that speak for a claim, beside what proves the hand-over by itself."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import Q

from fulfillment.accounts.models import User
from fulfillment.photos.models import Photo
from fulfillment.warehouse.handover import closing
from fulfillment.warehouse.models import Claim, ClaimPaper, PackedPhoto
from fulfillment.warehouse.refusing import NotDone

LARGEST = 8 * 1024 * 1024  # bytes


def add_photo(claim: Claim, photo: Photo, *, by: User | None, now: datetime) -> None:
    _add(claim, photo.sha256, by=by, now=now, photo=photo)


def add_document(claim: Claim, file: Any, *, by: User | None, now: datetime) -> None:
    """Raises NotDone for what is no PDF, or too large."""
    if file.size > LARGEST:
        raise NotDone(f"The document is larger than {LARGEST // 1024 // 1024} MB: bring it in parts.")
    content = file.read()
    if not content.startswith(b"%PDF-"):
        raise NotDone("Bring the document as a PDF, or a picture of it.")
    _add(claim, sha256(content).hexdigest(), by=by, now=now, content=content, name=(file.name or "")[-120:])


def proofs_of(claim: Claim) -> list[tuple[Photo, str]]:
    """What was there before the claim: the box as it was packed, the driver's signature, the carrier's receipt."""
    line = claim.line
    of_box = Q(packing=line.packing_id) | Q(packing__package=line.package_id, packing__package__isnull=False)
    boxes = PackedPhoto.objects.filter(of_box, team=claim.team_id).select_related("photo").order_by("pk")
    found = [(each.photo, "The box as it was packed") for each in boxes]
    row = closing.standing(line.manifest)
    told = [(row.signature, "The driver's signature"), (row.receipt, "The carrier's receipt")] if row else []
    return found + [(photo, words) for photo, words in told if photo is not None]


def _add(claim: Claim, digest: str, *, by: User | None, now: datetime, **paper: Any) -> None:
    told = {"team_id": claim.team_id, "added_at": now, "added_by": by, **paper}
    ClaimPaper.objects.get_or_create(claim=claim, digest=digest, defaults=told)
