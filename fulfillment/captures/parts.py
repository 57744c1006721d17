"""A picture that comes in parts: of one that broke off only the rest is sent again. Parts lie beside the photographs."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from fulfillment.accounts.models import Team

PART = 256 * 1024  # bytes; the tablet's outbox cuts by the same
MOST = 60  # more is no picture that is taken


def have(team: Team, uuid: UUID) -> int:
    """How many parts are here, from the first on."""
    store = storages["photos"]
    return next(number for number in range(MOST + 1) if not store.exists(_name(team, uuid, number)))


def bring(team: Team, uuid: UUID, number: int, content: bytes) -> int:
    """The next part is kept; any other, and one that is too large, changes nothing. How many are here."""
    known = have(team, uuid)
    if number != known or not 0 < len(content) <= PART or known >= MOST:
        return known
    storages["photos"].save(_name(team, uuid, number), ContentFile(content))
    return have(team, uuid)


def whole(team: Team, uuid: UUID) -> SimpleUploadedFile | None:
    """All that came of it, as one file; gone from here once whoever asked has kept it."""
    store, count = storages["photos"], have(team, uuid)
    if not count:
        return None
    joined = BytesIO()
    for number in range(count):
        with store.open(_name(team, uuid, number)) as part:
            joined.write(part.read())
    transaction.on_commit(lambda: _forget(team, uuid, count))
    return SimpleUploadedFile("photo.jpg", joined.getvalue(), content_type="image/jpeg")


def _forget(team: Team, uuid: UUID, count: int) -> None:
    for number in range(count):
        storages["photos"].delete(_name(team, uuid, number))


def _name(team: Team, uuid: UUID, number: int) -> str:
    return f"parts/{team.pk}/{uuid}-{number}"
