"""A store of one's own on the connecting page: nothing to be let into, it sends its orders by file or by API."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.text import slugify

from fulfillment.catalog.models import Shop
from fulfillment.channels.connecting.offers import Entered, Field, Offer, Way
from fulfillment.channels.errors import Refused
from fulfillment.channels.models import Connection
from fulfillment.policies import countries

COUNTRIES = (("", "Several, or none in particular"), *countries.names().items())


def offer() -> Offer:
    return Offer(
        channel="own_store",
        label="Your own store",
        sentence="Any other store, ERP or spreadsheet: it sends orders, parcels, refunds and tickets by file or by API.",
        ways=(
            Way(
                code="new",
                label="A store that sends its orders",
                sentence="Name the store first; then it sends files, or calls the API with a token of the team's.",
                fields=(
                    Field(name="name", label="Name", placeholder="My Store"),
                    Field(
                        name="market", label="Country it sells in", choices=COUNTRIES, is_required=False,
                        help="Its public holidays count for promises in working days.",
                    ),
                    Field(
                        name="time_zone", label="Time zone", placeholder="America/New_York", initial="UTC",
                        help="In which a promised day ends.",
                    ),
                    Field(name="currency", label="Currency", placeholder="USD", is_required=False),
                ),
                button="Add the store",
            ),
        ),
        limits=(
            "Nothing is asked of such a store: what it does not send is not known here.",
            "It has no deadline until it promises one on the rulebook page, or sends one with an order.",
        ),
    )  # fmt: skip


def enter(team: Any, way: str, values: dict[str, str], *, public_url: str, now: datetime) -> Entered:
    name, slug = values["name"][:120], slugify(values["name"])[:40] or "store"
    fields = {
        "name": name,
        "channel": "own_store",
        "platform": "own_store",
        "market": values["market"],
        "time_zone": _time_zone(values["time_zone"]),
        "currency": _currency(values["currency"]),
    }
    try:
        with transaction.atomic():
            shop = Shop.objects.create(team=team, slug=slug, **fields)
    except IntegrityError:
        raise Refused(
            0, f"your team has a shop named {slug} already", "Give this one another name."
        ) from None
    return Entered(
        next_url=reverse("channels:own-store", args=[shop.pk]),
        sentence=f"{shop.name} is there: send its orders.",
    )


def farewell(connection: Connection, *, now: datetime) -> None:
    """There is nobody to tell."""


def _time_zone(given: str) -> str:
    if given not in available_timezones():
        raise Refused(0, f"{given[:60]!r} is no time zone", "Give a name such as Europe/Berlin.")
    return given


def _currency(given: str) -> str:
    code = given.upper()
    if code and not re.fullmatch("[A-Z]{3}", code):
        raise Refused(0, f"{given[:20]!r} is no currency", "Give three letters such as USD.")
    return code
