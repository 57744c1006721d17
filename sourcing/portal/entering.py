"""Who stands before the supplier's page: the door that the address names, the language, not too many posts a minute."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from fulfillment.tracking.buyer_words import accepted
from sourcing.models import SupplierDoor, SupplierProfile
from sourcing.portal import doors
from sourcing.portal.words import language_for, languages
from sourcing.supplier_pages import profile_of

Words = dict[str, str]
BY_PAGE = "by their page"


class Visit:
    """One request at one door."""

    def __init__(self, request: Any, door: SupplierDoor) -> None:
        self.request, self.door, self.now = request, door, timezone.now()
        self.supplier, self.team = door.supplier, door.team
        self.profile: SupplierProfile = profile_of(door.supplier)
        self.zone = ZoneInfo(self.profile.time_zone)
        asked = [request.GET.get("lang", ""), *accepted(request.headers.get("Accept-Language", ""))]
        self.language = language_for(asked, self.profile.country)
        self.words: Words = languages()[self.language]

    def moment(self, at: datetime) -> str:
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}"

    @property
    def told_by(self) -> str:
        """Whose word it is, as it is kept."""
        return f"{self.supplier.name}, {BY_PAGE}"[:120]

    def back(self, to: str = "supplier:page") -> HttpResponse:
        query = urlencode({"lang": self.language})
        return redirect(f"{reverse(to, args=[self.door.token])}?{query}")

    def say(self, key: str, **values: Any) -> None:
        messages.success(self.request, self.words[key].format(**values))

    def refuse(self, key: str, **values: Any) -> None:
        messages.error(self.request, self.words[key].format(**values))


def visited(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The view gets the visit. A revoked or unknown address is not there; whoever posts too much is asked to wait."""

    @wraps(view)
    @never_cache
    def entered(request: Any, token: str, **named: Any) -> HttpResponseBase:
        rows = SupplierDoor.objects.select_related("supplier__profile", "team")
        visit = Visit(request, get_object_or_404(rows, token=token, revoked_at=None))
        if request.method == "POST" and not doors.lets_in(visit.door, now=visit.now):
            visit.refuse("slow")
            return visit.back()
        answer = view(visit, **named)
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    return entered
