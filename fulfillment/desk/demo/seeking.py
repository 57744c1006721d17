"""Products that the demonstration seeks: some in each step, moved on by suppliers over their own pages."""

from __future__ import annotations

import logging
import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin
from uuid import NAMESPACE_URL, uuid5
from zlib import crc32

import httpx
from django.conf import settings
from django.urls import reverse

from fulfillment.accounts.models import Team, User
from fulfillment.catalog.models import Supplier
from fulfillment.desk.demo.people import manager_of
from sourcing.models import Quote, SourcingRequest
from sourcing.offers import Break
from sourcing.portal import doors
from sourcing.seeking import acts

SOUGHT = (
    (
        "Magnetic phone holder for the car",
        600,
        "3.20",
        24,
        "Holds 300 g on rough roads, black, box for retail.",
    ),
    ("Silicone ice mould, 37 cubes", 1200, "1.90", 30, "Food-grade, lid included, two colours."),
    ("Sunset projection lamp", 400, "6.50", 18, "USB-C, head turns by 180 degrees, US and UK plugs."),
    ("Reusable lint roller", 900, "2.60", 40, "No refills; brush of two sides."),
    ("Mini heat sealer for bags", 500, "2.40", 21, "With battery lid lock and magnet."),
    ("Foldable laptop stand", 350, "7.80", 35, "Aluminium, carries 8 kg, folds to 24 cm."),
)
THINKS = timedelta(minutes=3)
FORGETS = 4  # one supplier in so many never answers
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
log = logging.getLogger(__name__)


def turn(team: Team, *, now: datetime) -> None:
    """Begins once with some in each step; then one thing a turn, as whoever has it would do it."""
    by, has_whom_to_ask = manager_of(team), Supplier.objects.filter(team=team).exists()
    if by and has_whom_to_ask and not SourcingRequest.objects.of(team).exists():
        for place in range(len(SOUGHT)):
            _begin(team, place, by, now)
    _answer_one(team, now)
    _send_one(team, now)


def _begin(team: Team, place: int, by: User, now: datetime) -> None:
    title, units, price, days, words = SOUGHT[place]
    began = now - timedelta(days=place, hours=3)
    wanted = acts.Wanted(
        title=title, quantity=units, price=Decimal(price), description=words,
        wanted_on=(now + timedelta(days=days)).date(),
    )  # fmt: skip
    key = uuid5(NAMESPACE_URL, f"demo:{team.pk}:sought:{place}")
    row = acts.make(team, wanted, key=key, by=by, now=began)
    if place == 0:
        return
    suppliers = list(Supplier.objects.filter(team=team).order_by("code")[:4])
    quotes = acts.ask(row, suppliers, by=by, now=began + timedelta(hours=1))
    if place == 1:
        return
    for quote in quotes[: 2 + place % 2]:
        told = f"{quote.supplier.name}, by their page"
        acts.price(quote, _priced(quote), told_by=told, by=None, now=began + timedelta(hours=9))
    if place == 2:
        return
    _sampled(quotes[0], place, by, began)


def _sampled(quote: Quote, place: int, by: User, began: datetime) -> None:
    quote.refresh_from_db()
    acts.ask_sample(quote, by=by, now=began + timedelta(hours=20))
    if place == 3:
        return
    found = {"is_good": True, "words": "Measured and tried for a day: as drawn, nothing loose."}
    acts.look_at_sample(quote, **found, by=by, now=began + timedelta(hours=70))  # type: ignore[arg-type]
    if place == 5:
        acts.close(
            quote.request, "A competitor sells it below our cost", by=by, now=began + timedelta(hours=80)
        )


def _priced(quote: Quote) -> acts.Priced:
    form = _terms(quote)
    steps = [
        Break(int(units), Decimal(price)) for units, price in map(str.split, form["breaks"].splitlines())
    ]
    return acts.Priced(
        currency=form["currency"], breaks=steps, least_units=int(form["least_units"]),
        lead_days=int(form["lead_days"]), freight=Decimal(form["freight"]),
    )  # fmt: skip


def _terms(quote: Quote) -> dict[str, str]:
    """What this supplier asks for that product, as their form would say it."""
    luck = crc32(f"{quote.request.number} {quote.supplier.code}".encode())
    price = (quote.request.price or Decimal(4)) * (70 + luck % 40) / 100
    return {
        "breaks": f"1 {price:.2f}\n500 {price * Decimal('0.93'):.2f}",
        "currency": "USD",
        "least_units": str((1, 50, 100, 500)[luck % 4]),
        "lead_days": str(6 + luck % 15),
        "freight": "0.40",
    }


def _answer_one(team: Team, now: datetime) -> None:
    rows = Quote.objects.filter(
        team=team, answered_at=None, asked_at__lte=now - THINKS, request__closed_at=None
    )
    for quote in rows.select_related("supplier", "request").order_by("asked_at"):
        if quote.supplier_id % FORGETS == 0:
            continue
        _post(quote, "supplier:quote", _terms(quote), now)
        return


def _send_one(team: Team, now: datetime) -> None:
    rows = Quote.objects.filter(
        team=team,
        sample_asked_at__lte=now - THINKS,
        sample_sent_at=None,
        sample_came_at=None,
        request__closed_at=None,
    )
    if quote := rows.select_related("supplier", "request").order_by("sample_asked_at").first():
        _post(quote, "supplier:sample", {"number": f"SF{1000000 + quote.pk}"}, now)


def _post(quote: Quote, name: str, form: dict[str, Any], now: datetime) -> None:
    """As a browser would: the supplier's page first, then its form. What fails is tried again at the next turn."""
    token = doors.make(quote.supplier, now=now).token
    try:
        with httpx.Client(timeout=20, follow_redirects=True) as browser:
            page = browser.get(urljoin(settings.PUBLIC_URL, reverse("supplier:page", args=[token])))
            if found := TOKEN.search(page.text):
                address = urljoin(settings.PUBLIC_URL, reverse(name, args=[token, quote.pk]))
                browser.post(address, data=form | {"csrfmiddlewaretoken": found[1]}).raise_for_status()
    except httpx.HTTPError as error:
        log.info("the supplier's page did not answer: %s", error)
