"""The store's two answers to our question: the key, sent by the store itself, and the browser that comes back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.channels.connecting.arriving import arrive, refused
from fulfillment.channels.errors import ChannelError
from fulfillment.channels.receiving import body_or_answer
from fulfillment.channels.sync import utc_now
from fulfillment.channels.woocommerce import asking, connecting

STATE = "woocommerce-consent"
LARGEST = 4096  # bytes; a key's message has about 300
NOT_OURS = "This answer does not belong to a connection you have just started."
NO_KEY = (
    "The store said yes, but its key has not arrived: its server may not reach this address. Try again, or make a key "
    "by hand in WooCommerce, Settings, Advanced, REST API."
)


@csrf_exempt
@require_POST
def key(request: HttpRequest) -> HttpResponse:
    """200 for a key that was asked for; the store takes back a key that nobody takes."""
    raw = body_or_answer(request, largest=LARGEST)
    if isinstance(raw, HttpResponse):
        return raw
    return HttpResponse(status=200 if asking.bring(raw, now=utc_now()) else 404)


@require_GET
@member(May.RUN_CHANNELS)
def callback(request: Any) -> HttpResponse:
    """The store is connected and due for its first pull, or a sentence says why not."""
    begun = request.session.pop(STATE, None)
    state = request.GET.get("user_id", "")
    if not (begun and begun["team"] == request.team.slug and constant_time_compare(begun["state"], state)):
        return refused(request, "woocommerce", NOT_OURS)
    if request.GET.get("success") != "1":
        return refused(request, "woocommerce", "The store's owner did not agree, so nothing was connected.")
    taken = asking.take(request.team, state)
    if taken is None:
        return refused(request, "woocommerce", NO_KEY)
    url, key_of_store = taken
    try:
        connection = connecting.connect(
            request.team, url=url, key=key_of_store, now=utc_now(), must_write=True
        )
        connecting.listen(connection, public_url=request.build_absolute_uri("/"))
    except ChannelError as error:
        return refused(request, "woocommerce", f"{error.sentence} {error.fix}")
    return arrive(request, [connection])
