"""Routing rules that a manager might have written, by the functions that the pages call; once."""

from __future__ import annotations

from decimal import Decimal

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Sku
from fulfillment.channels.sync import utc_now
from fulfillment.desk.demo.people import manager_of
from fulfillment.warehouse.models import Warehouse
from sourcing.models import RoutingRuleSet, SkuTag
from sourcing.routes import editing

TAGGED = 6  # SKUs


def connect(team: Team, url: str, public_url: str) -> None:
    """One live version, and a change that somebody left unfinished: it can be rehearsed."""
    houses = {house.country: house for house in Warehouse.objects.of(team)}
    by = manager_of(team)
    if by is None or RoutingRuleSet.objects.filter(team=team).exists() or not {"US", "GB"} <= houses.keys():
        return
    skus = Sku.objects.filter(team=team).order_by("code")[:TAGGED]
    SkuTag.objects.bulk_create([SkuTag(team=team, sku=sku, tag="fragile") for sku in skus])
    pounds = {"currency": "GBP", "cost_per_order": Decimal("3.40")}
    dollars = {"currency": "USD", "cost_per_order": Decimal("5.20"), "cost_per_kg": Decimal("1.10")}
    for name, told in (
        ("Fragile goods by UPS", {"tags": ["fragile"], "markets": ["US"], "carrier": "ups", **dollars}),
        ("Britain", {"countries": ["GB"], "warehouse": houses["GB"], "carrier": "royal_mail", **pounds}),
        ("Urgent in the US", {"markets": ["US"], "hours_max": 30.0, "carrier": "fedex", "daily_cap": 40, **dollars}),
        ("Everything else", {"markets": ["US"], "warehouse": houses["US"], "carrier": "usps"}),
    ):  # fmt: skip
        editing.add_rule(team, by=by, now=utc_now(), name=name, **told)
    editing.make_live(editing.draft_of(team, by=by, now=utc_now()), by=by, now=utc_now())
    editing.add_rule(team, by=by, now=utc_now(), name="Worth a signature", currency="USD",
                     value_min=Decimal(80), carrier="ups", cost_per_order=Decimal("7.90"))  # fmt: skip
