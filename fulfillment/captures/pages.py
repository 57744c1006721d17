"""What makes a page an app: its worker, its manifest, and who is signed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.captures import parts
from fulfillment.captures.shell import manifest as app_manifest
from fulfillment.captures.shell import shell


@require_GET
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """At the root, for a worker serves what lies below its own address only."""
    found = finders.find("js/worker.js")
    assert isinstance(found, str)
    with open(found, encoding="utf-8") as file:
        script = f"const SHELL = {msgspec.json.encode(shell()).decode()};\n{file.read()}"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(app_manifest()), content_type="application/manifest+json")


@require_http_methods(["GET", "POST"])
@never_cache
@member(May.INSPECT)
def picture_parts(request: Any, client_uuid: UUID) -> HttpResponse:
    """How many parts of a picture are here; a POST brings the one that `part` counts, from 0 on."""
    number = request.GET.get("part", "")
    if request.method == "POST" and number.isdecimal() and len(number) < 4:
        return JsonResponse({"have": parts.bring(request.team, client_uuid, int(number), request.body)})
    return JsonResponse({"have": parts.have(request.team, client_uuid)})


@require_GET
@never_cache
@member(May.INSPECT)
def session(request: Any) -> HttpResponse:
    """Whose items the outbox may send now, and the token that they are sent with."""
    return JsonResponse({"user": request.user.pk, "team": request.team.pk, "csrf": get_token(request)})
