"""The seller's consent in the browser: `offering` sends it off with a state of our own, here it is back with a code."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.channels.connecting.arriving import arrive, refused
from fulfillment.channels.errors import ChannelError
from fulfillment.channels.sync import utc_now
from fulfillment.channels.tiktok import connecting

STATE = "tiktok-consent"


@require_GET
@member(May.RUN_CHANNELS)
def callback(request: Any) -> HttpResponse:
    """The shops of the consent are connected and due for their first pull, or a sentence says why not."""
    expected = request.session.pop(STATE, None)
    given = request.GET.get("state", "")
    is_ours = expected and expected["team"] == request.team.slug
    if not is_ours or not constant_time_compare(expected["state"], given):
        return refused(
            request, "tiktok", "This answer does not belong to a connection you have just started."
        )
    if request.GET.get("error") or request.GET.get("code", "null") == "null":
        return refused(request, "tiktok", "The seller did not agree, so nothing was connected.")
    try:
        found = connecting.connect(request.team, app=app(), code=request.GET["code"], now=utc_now())
    except ChannelError as error:
        return refused(request, "tiktok", f"{error.sentence} {error.fix}")
    connecting.listen(found, app=app(), public_url=request.build_absolute_uri("/"))
    return arrive(request, found)


def app() -> connecting.App:
    """The operator's own TikTok Shop app."""
    return connecting.App(
        key=settings.TIKTOK_APP_KEY,
        secret=settings.TIKTOK_APP_SECRET,
        base_url=settings.TIKTOK_API_URL,
        auth_url=settings.TIKTOK_AUTH_URL,
    )
