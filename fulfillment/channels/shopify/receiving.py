"""Shopify's doors: each shop's webhooks, and one address for the privacy topics of the whole app.

An app names its privacy address once for all shops; whose shop it is stands in the message. A wrong signature is
answered 401, as Shopify demands of every app that it lists.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from fulfillment.channels import receiving
from fulfillment.channels.errors import ChannelError
from fulfillment.channels.models import Connection
from fulfillment.channels.shopify import privacy, webhooks
from fulfillment.channels.shopify.adapter import webhook_secrets

log = structlog.get_logger()


@csrf_exempt
@require_POST
def receive(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """A shop's own address: privacy topics are carried out here too, all others are hints."""
    if request.headers.get("X-Shopify-Topic", "") in webhooks.COMPLIANCE:
        return _carry_out(request, Connection.objects.filter(pk=connection_id))
    return receiving.receive(request, "shopify", connection_id)


@csrf_exempt
@require_POST
def compliance(request: HttpRequest) -> HttpResponse:
    """The app's privacy address: 200 for what is done or on record, also where we hold nothing of that shop."""
    domain = request.headers.get("X-Shopify-Shop-Domain", "").lower()
    return _carry_out(request, Connection.objects.filter(shop__external_id=domain), is_app_wide=True)


def _carry_out(request: HttpRequest, found: object, *, is_app_wide: bool = False) -> HttpResponse:
    raw = receiving.body_or_answer(request)
    if isinstance(raw, HttpResponse):
        return raw
    headers = dict(request.headers)
    topic = headers.get("X-Shopify-Topic", "")
    shops = found.filter(shop__channel="shopify").select_related("shop", "team", "credential")  # type: ignore[attr-defined]
    signed = [shop for shop in shops if _signs(webhook_secrets_of(shop), raw, headers)]
    if not signed and not (is_app_wide and _signs(app_secrets(), raw, headers)):
        return HttpResponse(status=401)
    try:
        body = privacy.read(topic, raw)
    except ValueError:  # msgspec's errors are ValueErrors
        log.warning("shopify.privacy_unreadable", topic=topic[:40])
        return HttpResponse(status=400)
    message_id = webhooks.delivery_id(raw, webhooks.lowered(headers))
    for shop in signed:
        done = privacy.carry_out(shop, topic, body, message_id=message_id, now=datetime.now(UTC))
        log.info("shopify.privacy", topic=topic, shop=shop.shop_id, erased=done.erased)
    return HttpResponse(status=200)


def _signs(secrets: list[str], raw: bytes, headers: dict[str, str]) -> bool:
    return webhooks.is_genuine(secrets, raw, headers)


def webhook_secrets_of(connection: Connection) -> list[str]:
    """A shop's own secrets; after it was disconnected those of the app, by which it was installed."""
    if connection.credential is None:
        return app_secrets()
    try:
        return webhook_secrets(connection)
    except ChannelError:  # sealed with a key that is gone
        return app_secrets()


def app_secrets() -> list[str]:
    return [settings.SHOPIFY_CLIENT_SECRET, settings.SHOPIFY_OLD_CLIENT_SECRET]
