"""Subscriptions by the API: listed, made, removed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from django.http import HttpRequest, HttpResponse
from msgspec import Meta, Struct
from ninja import Router

from fulfillment.accounts.scopes import Scope
from fulfillment.channels.generic.api.documentation import described
from fulfillment.channels.generic.api.doors import body_of, needs
from fulfillment.channels.generic.api.errors import ApiError, answer, path_and_words
from fulfillment.channels.models import WebhookSubscription
from fulfillment.channels.outgoing import subscribing
from fulfillment.channels.outgoing.kinds import KINDS
from fulfillment.channels.sync import utc_now

router = Router()
EVENTS = f"One or more of {', '.join(KINDS)}."


class NewWebhook(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    url: Annotated[str, Meta(description="https, a public address.")]
    events: Annotated[list[str], Meta(min_length=1, description=EVENTS)]


class Webhook(Struct, frozen=True, omit_defaults=True):
    """`secret` stands only in the answer that made it: it signs every message, check it on the raw body."""

    id: int
    url: str
    events: list[str]
    is_active: bool
    created_at: datetime
    secret: str = ""

    def __repr__(self) -> str:
        return f"Webhook({self.id})"


class Webhooks(Struct, frozen=True):
    webhooks: list[Webhook]


@router.get("/webhooks", **described("Your webhooks", answers=Webhooks, tag="Webhooks"))
@needs(Scope.WEBHOOKS)
def listed(request: HttpRequest) -> HttpResponse:
    return answer(Webhooks([_webhook(row) for row in _mine(request).order_by("pk")]))


@router.post(
    "/webhooks",
    **described("Subscribe an address", answers=Webhook, takes=NewWebhook, tag="Webhooks", status=201),
)
@needs(Scope.WEBHOOKS)
def subscribe(request: HttpRequest) -> HttpResponse:
    """Tells of what happens from now on. Each message carries Firstscan-Signature: t=SECONDS,v1=HEX, an HMAC-SHA256
    with the secret over the seconds, a dot and the raw body. Refuse what is older than five minutes. Any 2xx takes
    it; anything else is tried again for three days, with the same id."""
    token: Any = request.auth  # type: ignore[attr-defined]
    body = body_of(request)
    try:
        told = msgspec.json.decode(body, type=NewWebhook)
    except msgspec.ValidationError as error:
        field, words = path_and_words(error)
        raise ApiError(422, "wrong_body", words, field=field or "$") from None
    except (msgspec.DecodeError, UnicodeError):
        raise ApiError(400, "not_json", "The body is not a JSON object.") from None
    try:
        row, secret = subscribing.subscribe(token.team, url=told.url, kinds=told.events, now=utc_now())
    except subscribing.CannotSubscribe as error:
        raise ApiError(422, "cannot_subscribe", str(error)) from None
    return answer(_webhook(row, secret), status=201)


@router.delete("/webhooks/{int:webhook_id}", **described("Remove a webhook", tag="Webhooks", status=204))
@needs(Scope.WEBHOOKS)
def remove(request: HttpRequest, webhook_id: int) -> HttpResponse:
    deleted, _ = _mine(request).filter(pk=webhook_id).delete()
    if not deleted:
        raise ApiError(404, "no_webhook", f"Your team has no webhook {webhook_id}.")
    return HttpResponse(status=204)


def _mine(request: HttpRequest) -> Any:
    token: Any = request.auth  # type: ignore[attr-defined]
    return WebhookSubscription.objects.filter(team=token.team)


def _webhook(row: WebhookSubscription, secret: str = "") -> Webhook:
    return Webhook(row.pk, row.url, row.kinds, row.is_active, row.created_at, secret)
