"""Wanted products, as a form would make them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from fulfillment.accounts.models import Team, User
from sourcing.models import Quote, SourcingRequest
from sourcing.offers import Break
from sourcing.seeking import acts
from tests import factories


def sought(team: Team, *, by: User | None = None, **more: Any) -> SourcingRequest:
    told: dict[str, Any] = {
        "title": "Folding lamp",
        "description": "Warm light, USB-C",
        "quantity": 300,
    } | more
    return acts.make(team, acts.Wanted(**told), key=uuid4(), by=by, now=timezone.now())


def asked(row: SourcingRequest, name: str = "Bright Agents") -> Quote:
    supplier = factories.create_supplier(team=row.team, name=name)
    return acts.ask(row, [supplier], by=None, now=timezone.now())[0]


def quoted(row: SourcingRequest, name: str = "Bright Agents", price: str = "4.20", **more: Any) -> Quote:
    quote = asked(row, name)
    terms = acts.Priced(currency="USD", breaks=[Break(1, Decimal(price))], lead_days=7, **more)
    acts.price(quote, terms, told_by="Mei", by=None, now=timezone.now())
    quote.refresh_from_db()
    return quote
