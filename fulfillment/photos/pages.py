"""Photographs in, and shown to members of their team."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import storages
from django.http import FileResponse, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET, require_POST

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.photos import keeping
from fulfillment.photos.models import Photo
from fulfillment.photos.reading import NotKept

DAY = 24 * 3600  # seconds


@require_POST
@member(May.INSPECT)
def take(request: Any) -> HttpResponse:
    """`client_uuid`, `taken_at` (ISO with zone) and the file `photo`; the same receipt however often it is sent."""
    uuid, file = keeping.uuid_of(request.POST.get("client_uuid")), request.FILES.get("photo")
    if uuid is None or file is None:
        return _refused("A photograph comes with the file `photo` and a UUID of its own, `client_uuid`.")
    taken_at = request.POST.get("taken_at", "")
    try:
        kept = keeping.brought(
            request.team, file, client_uuid=uuid, taken_at=taken_at, by=request.user, now=timezone.now()
        )
    except NotKept as refusal:
        return _refused(str(refusal))
    photo = kept.photo
    receipt = {
        "id": photo.pk,
        "client_uuid": str(photo.client_uuid),
        "url": reverse("photos:photo", args=[photo.pk]),
        "small": reverse("photos:small", args=[photo.pk]),
        "sha256": photo.sha256,
        "taken_at": photo.taken_at.isoformat(),
        "received_at": photo.received_at.isoformat(),
    }
    return JsonResponse(receipt, status=201 if kept.is_new else 200)


@require_GET
@member_of(Photo, May.INSPECT, "photo_id")
def photo(request: Any, row: Photo) -> HttpResponseBase:
    return _shown(request, row, row.name, f'"{row.sha256}"')


@require_GET
@member_of(Photo, May.INSPECT, "photo_id")
def small(request: Any, row: Photo) -> HttpResponseBase:
    return _shown(request, row, row.small_name, f'"{row.sha256}-small"')


def _shown(request: Any, row: Photo, name: str, tag: str) -> HttpResponseBase:
    """It never changes, so the browser keeps it for a day; only the member's own, never a shared cache."""
    answer: HttpResponseBase | None = get_conditional_response(request, etag=tag)
    answer = answer or FileResponse(storages["photos"].open(name), content_type="image/jpeg")
    answer["ETag"] = tag
    answer["Cache-Control"] = f"private, max-age={DAY}, immutable"
    return answer


def _refused(sentence: str) -> HttpResponse:
    return JsonResponse({"problem": sentence}, status=400)
