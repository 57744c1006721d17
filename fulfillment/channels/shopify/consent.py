"""The owner's consent in the browser: off to the shop's own Shopify with a state of ours, back with a signed code."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET, require_POST

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.channels.errors import ChannelError
from fulfillment.channels.shopify import connecting, tokens
from fulfillment.channels.sync import utc_now

STATE = "shopify-consent"


@require_POST
@member(May.RUN_CHANNELS)
def start(request: Any) -> HttpResponse:
    """Where the shop's owner agrees; the state ties the answer to this session, team and shop."""
    if not settings.SHOPIFY_CLIENT_ID:
        messages.error(
            request, "No Shopify app is set up here: set SHOPIFY_CLIENT_ID and SHOPIFY_CLIENT_SECRET."
        )
        return redirect("channels:list")
    try:
        real = connecting.shop_url(request.POST.get("shop", ""))
    except ChannelError as error:
        messages.error(request, f"{error.sentence} {error.fix}")
        return redirect("channels:list")
    state = secrets.token_urlsafe(24)
    url = settings.SHOPIFY_SHOP_URL or real
    domain = real.removeprefix("https://")
    request.session[STATE] = {"state": state, "team": request.team.slug, "url": url, "shop": domain}
    back = request.build_absolute_uri(reverse("channels:shopify-callback"))
    return redirect(
        tokens.consent_url(shop_url=url, client_id=settings.SHOPIFY_CLIENT_ID, state=state, redirect_uri=back)
    )


@require_GET
@member(May.RUN_CHANNELS)
def callback(request: Any) -> HttpResponse:
    """The shop is connected and due for its first pull, or a sentence says why not."""
    begun = request.session.pop(STATE, None)
    query = request.GET.dict()
    if not _is_ours(begun, query, request.team.slug):
        return _refused(request, "This answer does not belong to a connection you have just started.")
    if not query.get("code"):
        return _refused(request, "The shop's owner did not agree, so nothing was connected.")
    try:
        access = connecting.with_code(begun["url"], app(), query["code"])
        connection = connecting.connect(request.team, url=begun["url"], access=access, now=utc_now())
    except ChannelError as error:
        return _refused(request, f"{error.sentence} {error.fix}")
    connecting.listen(connection, public_url=request.build_absolute_uri("/"), now=utc_now())
    messages.success(
        request, f"{connection.shop.name}: connected. The first import has begun; you can leave this page."
    )
    return redirect("channels:list")


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


def _refused(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "channels/refused.html", {"sentence": sentence}, status=400)
