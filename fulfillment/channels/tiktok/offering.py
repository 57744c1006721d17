"""TikTok Shop on the connecting page: the seller's main account agrees at TikTok, and every shop it has comes with it."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings

from fulfillment.channels.connecting.offers import Entered, Field, Offer, Way
from fulfillment.channels.errors import Refused
from fulfillment.channels.models import Connection
from fulfillment.channels.tiktok.adapter import open_adapter
from fulfillment.channels.tiktok.connecting import WEBHOOK_EVENTS
from fulfillment.channels.tiktok.tokens import consent_url

MISSING = (
    "No TikTok Shop app is set up here: whoever runs this installation sets TIKTOK_APP_KEY, TIKTOK_APP_SECRET and "
    "TIKTOK_SERVICE_ID."
)


def offer() -> Offer:
    return Offer(
        channel="tiktok",
        label="TikTok Shop",
        sentence="Orders, packages, carriers' scans, cancellations, returns, and TikTok's own deadlines.",
        ways=(
            Way(
                code="consent",
                label="With the seller's account",
                sentence="TikTok asks the seller's main account; every shop of that account is connected at once.",
                steps=("Have the main account of the shop at hand: a sub-account cannot agree.",),
                fields=(
                    Field(
                        name="market",
                        label="Where the shop sells",
                        choices=(("US", "United States"), ("", "Any other market")),
                        initial="US",
                        help="Sellers in the United States agree at another address than all others.",
                    ),
                ),
                button="Go on to TikTok Shop",
                is_consent=True,
                missing="" if settings.TIKTOK_APP_KEY else MISSING,
            ),
        ),
        limits=(
            "The first import takes the last 90 days, open orders first.",
            "The consent ends after a year; you are told 30 days before.",
        ),
    )


def consent(way: str, values: dict[str, str], *, team: Any, back: str) -> tuple[dict[str, str], str]:
    """What the session keeps until the browser comes back, and where it goes; TikTok knows the way back itself."""
    state = secrets.token_urlsafe(24)
    url = consent_url(
        service_id=settings.TIKTOK_SERVICE_ID,
        state=state,
        market=values["market"],
        base=settings.TIKTOK_CONSENT_URL,
    )
    return {"state": state, "team": team.slug}, url


def enter(team: Any, way: str, values: dict[str, str], *, public_url: str, now: datetime) -> Entered:
    raise Refused(0, "only the seller can open a TikTok shop", "Go on to TikTok Shop and agree there.")


def farewell(connection: Connection, *, now: datetime) -> None:
    """TikTok sends nothing more to this address; the consent itself only the seller can withdraw."""
    adapter = open_adapter(connection, now=now)
    try:
        for event in WEBHOOK_EVENTS:
            adapter.client.remove_webhook(event)
    finally:
        adapter.close()
