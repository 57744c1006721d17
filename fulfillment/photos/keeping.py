"""A photograph on its way from a device to the store, once however often it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import QuerySet, RestrictedError
from django.utils.dateparse import parse_datetime

from fulfillment.accounts.models import Team
from fulfillment.photos.models import Photo
from fulfillment.photos.reading import LARGEST, TOO_LARGE, NotKept, read


class Kept(NamedTuple):
    photo: Photo
    is_new: bool


def keep(
    team: Team,
    content: bytes,
    *,
    client_uuid: UUID,
    taken_at: datetime | None = None,
    by: Any,
    now: datetime,
) -> Kept:
    """The picture is in the store and has a row; sent again it is the same one. Raises NotKept.

    The row comes last: of a picture whose writing broke off nobody can name it. Of two who send the same at once the
    one whose row was there first keeps, and the files of the other are removed.
    """
    if found := Photo.objects.of(team).filter(client_uuid=client_uuid).first():
        return Kept(found, is_new=False)
    picture = read(content, zone=ZoneInfo(team.time_zone))
    photo = Photo(
        team=team,
        client_uuid=client_uuid,
        name=f"{team.pk}/{uuid4()}.jpg",
        sha256=picture.sha256,
        likeness=picture.likeness,
        width=picture.width,
        height=picture.height,
        size=len(picture.content),
        taken_at=taken_at or picture.taken_at or now,
        received_at=now,
        taken_by=by,
    )
    store = storages["photos"]
    store.save(photo.name, ContentFile(picture.content))
    store.save(photo.small_name, ContentFile(picture.small))
    with transaction.atomic():
        Photo.objects.bulk_create([photo], ignore_conflicts=True)
        kept = Photo.objects.get(team=team, client_uuid=client_uuid)
    if kept.name != photo.name:
        store.delete(photo.name)
        store.delete(photo.small_name)
    return Kept(kept, is_new=kept.name == photo.name)


def forget(photos: Sequence[int]) -> None:
    """These pictures are gone, files and all, but those that something else still names."""
    gone = list(Photo.objects.filter(pk__in=photos))
    for photo in gone:
        try:
            with transaction.atomic():
                photo.delete()
        except RestrictedError:
            continue
        transaction.on_commit(partial(_remove_files, photo))


def forget_shown(rows: QuerySet[Any]) -> None:
    """These rows and the pictures that their `photo` names, where it names one."""
    photos = list(rows.exclude(photo=None).values_list("photo", flat=True))
    rows.delete()
    forget(photos)


def _remove_files(photo: Photo) -> None:
    store = storages["photos"]
    store.delete(photo.name)
    store.delete(photo.small_name)


def of_form(
    team: Team, sent: Mapping[str, Any], files: Mapping[str, Any], *, by: Any, now: datetime
) -> Photo | None:
    """The photograph of a form: sent ahead by the device (its UUID in `photo_uuid`), or with the form as the file
    `photo` where no script runs. None: the form has none. Raises NotKept."""
    if file := files.get("photo"):
        uuid = uuid_of(sent.get("photo_uuid")) or uuid4()
        return brought(team, file, client_uuid=uuid, taken_at="", by=by, now=now).photo
    return sent_ahead(team, sent.get("photo_uuid"))


def sent_ahead(team: Team, text: Any) -> Photo | None:
    """The photograph that the device calls so. None: the text names none. Raises NotKept where it has not come."""
    uuid = uuid_of(text)
    if uuid is None:
        return None
    found = Photo.objects.of(team).filter(client_uuid=uuid).first()
    if found is None:
        raise NotKept("The photograph has not arrived yet: wait until its picture shows, or take it again.")
    return found


def brought(team: Team, file: Any, *, client_uuid: UUID, taken_at: str, by: Any, now: datetime) -> Kept:
    """An uploaded file, as `keep` takes it; `taken_at` as the device wrote it."""
    if file.size > LARGEST:
        raise NotKept(TOO_LARGE)
    return keep(team, file.read(), client_uuid=client_uuid, taken_at=told_moment(taken_at), by=by, now=now)


def told_moment(text: str) -> datetime | None:
    """None unless it is a moment with its zone."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def uuid_of(text: Any) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
