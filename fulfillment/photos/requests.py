"""The photograph that a request brings, and what its page says where there is none."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages

from fulfillment.photos import keeping
from fulfillment.photos.models import Photo
from fulfillment.photos.reading import NotKept


def of_request(request: Any, *, now: datetime) -> Photo | None:
    """None where it brings none, or none that can be kept: then the next page says so."""
    try:
        photo = keeping.of_form(request.team, request.POST, request.FILES, by=request.user, now=now)
    except NotKept as refusal:
        messages.error(request, str(refusal))
        return None
    if photo is None:
        messages.warning(request, "Nothing was added: take a picture first.")
    return photo
