"""Suppliers of the demonstration: what they offer, and their words, renewed as they run out. One of them forgets."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from zlib import crc32

from fulfillment.accounts.models import Membership, Team, User
from fulfillment.accounts.roles import Role
from fulfillment.catalog.models import Sku
from fulfillment.channels.sync import utc_now
from fulfillment.warehouse.models import Supply
from sourcing.confirming import Terms, Word, confirm, make_offer
from sourcing.models import Offer, SupplierClosure, SupplierProfile
from sourcing.models.supplier import BUYERS, WAREHOUSE
from sourcing.offers import Break, Standing, standing

KEPT = 14  # SKUs that are bought by confirmed offers; the others are bought without
PEOPLE = ("Mei Lin", "Chen Wei", "Ana Duarte", "Jonas Weber")
FORGETS, EMPTY, FEW = 3, 7, 11  # places in the list: nobody renews it, none are left, a handful


def connect(team: Team, url: str, public_url: str) -> None:
    """Offers with words of three weeks, of SKUs that no shelf here keeps; once."""
    if Offer.objects.of(team).exists():
        return
    by = Membership.objects.select_related("user").filter(team=team, role=Role.OPERATOR).earliest("pk").user
    shelf = Supply.objects.filter(team=team).values("sku")
    skus = (
        Sku.objects.filter(team=team, supplier__isnull=False).exclude(pk__in=shelf).select_related("supplier")
    )
    now = utc_now()
    for place, sku in enumerate(skus.order_by("code")[:KEPT]):
        _tell_past(_offer(sku, by, now), place, by, now)
    for number, supplier in enumerate(team.suppliers.order_by("code")):  # type: ignore[attr-defined]
        _describe(team, supplier.pk, number, now)


def renew(team: Team, *, now: datetime) -> None:
    """Who answers, answers again before the word runs out."""
    for place, offer in enumerate(
        Offer.objects.of(team).active().select_related("sku", "latest").order_by("pk")
    ):
        if place in (FORGETS, EMPTY) or standing(offer.promise, now) == Standing.LIVE:
            continue
        _say(offer, place, None, now)


def _offer(sku: Sku, by: User, now: datetime) -> Offer:
    price = _price(sku.code)
    breaks = [
        Break(1, price),
        Break(50, round(price * Decimal("0.94"), 2)),
        Break(500, round(price * Decimal("0.88"), 2)),
    ]
    terms = Terms(
        currency="USD", lead_hours=24, breaks=breaks, freight=Decimal("0.85"), duty_share=Decimal("0.075")
    )
    assert sku.supplier is not None  # chosen so
    return make_offer(sku, sku.supplier, terms, by=by, now=now - timedelta(days=22))


def _tell_past(offer: Offer, place: int, by: User, now: datetime) -> None:
    """A word every third day until now; one of them forgot the last."""
    for days in (21, 18, 15, 12, 9, 6, 3) + (() if place == FORGETS else (0,)):
        _say(offer, place, by, now - timedelta(days=days, minutes=7 * place + 5))


def _say(offer: Offer, place: int, by: User | None, at: datetime) -> None:
    dearer = Decimal("1.06") if crc32(f"{offer.pk} {at:%W}".encode()) % 5 == 0 else Decimal(1)
    usual = 4 if place == FEW else 60 + 20 * place
    word = Word(
        quantity=0 if place == EMPTY else usual,
        unit_price=round(_price(offer.sku.code) * dearer, 2),
        valid_until_at=at + timedelta(hours=48),
        told_by=PEOPLE[offer.supplier_id % len(PEOPLE)],
    )
    confirm(offer, word, by=by, now=at)


def _describe(team: Team, supplier: int, number: int, now: datetime) -> None:
    SupplierProfile.objects.get_or_create(
        team=team,
        supplier_id=supplier,
        defaults={
            "kind": "agent" if number % 3 == 1 else "factory",
            "country": "CN",
            "sends_to": BUYERS if number % 2 else WAREHOUSE,
            "day_begins": time(9),
            "day_ends": time(18),
            "contact_name": PEOPLE[supplier % len(PEOPLE)],
            "contact_mail": f"sales{number}@supplier.example",
            "least_units": 10 if number % 2 else 1,
            "units_per_day": 120 * (number + 1) if number % 3 else None,
            "verified_on": (now - timedelta(days=200)).date() if number % 4 != 2 else None,
            "verified_until_on": (now + timedelta(days=165 if number else -12)).date()
            if number % 4 != 2
            else None,
            "verified_by_what": "business licence and an inspected sample" if number % 4 != 2 else "",
        },
    )
    if number == 0:
        first = (now + timedelta(days=16)).date()
        SupplierClosure.objects.get_or_create(
            team=team,
            supplier_id=supplier,
            from_on=first,
            until_on=first + timedelta(days=4),
            defaults={"why": "The works move house"},
        )


def _price(code: str) -> Decimal:
    return Decimal(240 + crc32(code.encode()) % 900) / 100
