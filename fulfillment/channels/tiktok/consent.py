"""The seller's consent in the browser: off to TikTok Shop with a state of our own, back with a code."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET, require_POST

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.channels.errors import ChannelError
from fulfillment.channels.sync import utc_now
from fulfillment.channels.tiktok import connecting
from fulfillment.channels.tiktok.tokens import consent_url

STATE = "tiktok-consent"


@require_POST
@member(May.RUN_CHANNELS)
def start(request: Any) -> HttpResponse:
    """Where the seller's main account agrees; the state ties the answer to this session and team."""
    if not settings.TIKTOK_APP_KEY:
        messages.error(
            request,
            "No TikTok Shop app is set up here: set TIKTOK_APP_KEY, TIKTOK_APP_SECRET and TIKTOK_SERVICE_ID.",
        )
        return redirect("channels:list")
    state = secrets.token_urlsafe(24)
    request.session[STATE] = {"state": state, "team": request.team.slug}
    url = consent_url(
        service_id=settings.TIKTOK_SERVICE_ID,
        state=state,
        market=request.POST.get("market", "US"),
        base=settings.TIKTOK_CONSENT_URL,
    )
    return redirect(url)


@require_GET
@member(May.RUN_CHANNELS)
def callback(request: Any) -> HttpResponse:
    """The shops of the consent are connected and due for their first pull, or a sentence says why not."""
    expected = request.session.pop(STATE, None)
    given = request.GET.get("state", "")
    is_ours = expected and expected["team"] == request.team.slug
    if not is_ours or not constant_time_compare(expected["state"], given):
        return _refused(request, "This answer does not belong to a connection you have just started.")
    if request.GET.get("error") or request.GET.get("code", "null") == "null":
        return _refused(request, "The seller did not agree, so nothing was connected.")
    try:
        found = connecting.connect(request.team, app=app(), code=request.GET["code"], now=utc_now())
    except ChannelError as error:
        return _refused(request, f"{error.sentence} {error.fix}")
    connecting.listen(found, app=app(), public_url=request.build_absolute_uri("/"))
    names = ", ".join(connection.shop.name for connection in found)
    messages.success(request, f"{names}: connected. The first import has begun; you can leave this page.")
    return redirect("channels:list")


def app() -> connecting.App:
    """The operator's own TikTok Shop app."""
    return connecting.App(
        key=settings.TIKTOK_APP_KEY,
        secret=settings.TIKTOK_APP_SECRET,
        base_url=settings.TIKTOK_API_URL,
        auth_url=settings.TIKTOK_AUTH_URL,
    )


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "channels/refused.html", {"sentence": sentence, "may_try_again": True}, status=400)
