"""Rates as they are kept: read for some days, fetched from the bank, written down by a team."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import httpx
from django.conf import settings
from django.db.models import QuerySet

from fulfillment.accounts.models import Team, User
from sourcing.models import BankRate, OwnRate
from sourcing.rates.book import BANK_HOLDS, EURO, OWN_HOLDS, Book, Rate
from sourcing.rates.sheet import NoSheet, read

READ_EVERY = timedelta(hours=6)
MOST_BYTES = 1_000_000
TIMEOUT = 20.0  # seconds
log = logging.getLogger(__name__)


def book_of(team: Team, days: Iterable[date]) -> Book:
    """What the team needs to convert on these days, in two queries."""
    asked = list(days)
    if not asked:
        return Book(())
    first, last = min(asked), max(asked)
    of_bank = BankRate.objects.filter(day_on__range=(first - BANK_HOLDS, last))
    own = OwnRate.objects.filter(team=team, day_on__range=(first - OWN_HOLDS, last))
    told = [
        Rate(base=EURO, quote=currency, rate=rate, day_on=day_on)
        for currency, rate, day_on in of_bank.values_list("currency", "per_euro", "day_on")
    ]
    return Book(
        told
        + [
            Rate(base=base, quote=quote, rate=rate, day_on=day_on, is_own=True)
            for base, quote, rate, day_on in own.values_list("base", "quote", "rate", "day_on")
        ]
    )


def is_due(*, now: datetime) -> bool:
    return not BankRate.objects.filter(read_at__gt=now - READ_EVERY).exists()


def fetch(*, now: datetime) -> None:
    """The bank's newest sheet. Where it does not answer, what was told before stands."""
    try:
        rates = read(_asked(settings.EXCHANGE_RATES_URL))
    except (httpx.HTTPError, NoSheet) as error:
        log.warning("exchange rates could not be read: %s", error)
        return
    BankRate.objects.bulk_create(
        (
            BankRate(currency=each.quote, day_on=each.day_on, per_euro=each.rate, read_at=now)
            for each in rates
        ),
        update_conflicts=True,
        unique_fields=["currency", "day_on"],
        update_fields=["per_euro", "read_at"],
    )


def _asked(url: str) -> bytes:
    found = b""
    with httpx.Client(timeout=TIMEOUT) as http, http.stream("GET", url) as answer:
        answer.raise_for_status()
        for part in answer.iter_bytes():
            found += part
            if len(found) > MOST_BYTES:
                raise NoSheet("It is far too long.")
    return found


def write_down(team: Team, told: Rate, *, by: User, now: datetime) -> None:
    """The team's own rate from that day on; said again for the same day, the last word counts."""
    OwnRate.objects.update_or_create(
        team=team,
        base=told.base,
        quote=told.quote,
        day_on=told.day_on,
        defaults={"rate": told.rate, "told_at": now, "told_by": by},
    )


def own_now(team: Team, *, today: date) -> QuerySet[OwnRate]:
    """Of each pair the one that holds."""
    rows = OwnRate.objects.filter(team=team, day_on__range=(today - OWN_HOLDS, today))
    return rows.select_related("told_by").order_by("base", "quote", "-day_on").distinct("base", "quote")


def of_bank_now(*, today: date) -> QuerySet[BankRate]:
    """Of each currency the newest that holds."""
    rows = BankRate.objects.filter(day_on__range=(today - BANK_HOLDS, today + timedelta(days=1)))
    return rows.order_by("currency", "-day_on").distinct("currency")
