"""The owner's consent in the browser: `offering` sends it off with a state of ours, here it is back, signed."""

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
from fulfillment.channels.shopify import connecting, tokens
from fulfillment.channels.sync import utc_now

STATE = "shopify-consent"


@require_GET
@member(May.RUN_CHANNELS)
def callback(request: Any) -> HttpResponse:
    """The shop is connected and due for its first pull, or a sentence says why not."""
    begun = request.session.pop(STATE, None)
    query = request.GET.dict()
    if not _is_ours(begun, query, request.team.slug):
        return refused(
            request, "shopify", "This answer does not belong to a connection you have just started."
        )
    if not query.get("code"):
        return refused(request, "shopify", "The shop's owner did not agree, so nothing was connected.")
    try:
        access = connecting.with_code(begun["url"], app(), query["code"])
        connection = connecting.connect(request.team, url=begun["url"], access=access, now=utc_now())
    except ChannelError as error:
        return refused(request, "shopify", f"{error.sentence} {error.fix}")
    connecting.listen(connection, public_url=request.build_absolute_uri("/"), now=utc_now())
    return arrive(request, [connection])


def app() -> tokens.App:
    """The operator's own Shopify app."""
    return tokens.App(client_id=settings.SHOPIFY_CLIENT_ID, client_secret=settings.SHOPIFY_CLIENT_SECRET)


def _is_ours(begun: dict[str, str] | None, query: dict[str, str], team: str) -> bool:
    """Begun here by this team, for this very shop, and signed by Shopify."""
    return (
        begun is not None
        and begun["team"] == team
        and constant_time_compare(begun["state"], query.get("state", ""))
        and begun["shop"] == query.get("shop", "")
        and tokens.is_genuine_return(query, settings.SHOPIFY_CLIENT_SECRET)
    )
