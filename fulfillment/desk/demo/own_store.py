"""A store of the team's own: a program with a token brings its orders and parcels, and it promises one working day."""

import httpx

from fulfillment.accounts import tokens
from fulfillment.accounts.models import ApiToken, Team
from fulfillment.accounts.scopes import Scope
from fulfillment.catalog.models import Shop
from fulfillment.channels.sync import utc_now

NAME = "Corner Shop's program"
TERMS = {
    "name": "Corner Shop",
    "channel": "own_store",
    "platform": "own_store",
    "market": "US",
    "time_zone": "America/New_York",
    "currency": "USD",
    "rule_overrides": {"handling.regular": 1},  # working days; without a promise there is no deadline
}


def connect(team: Team, url: str, public_url: str) -> None:
    """A token is told once, so each start makes another and the one before it is gone."""
    shop, _ = Shop.objects.get_or_create(team=team, slug="corner-shop", defaults=TERMS)
    ApiToken.objects.filter(team=team, name=NAME).delete()
    scopes = [Scope.ORDERS, Scope.PACKAGES]
    _, token = tokens.issue(team, name=NAME, scopes=scopes, expires_at=None, by=None, now=utc_now())
    hook = {"url": public_url.rstrip("/"), "token": token, "shop": shop.slug}
    httpx.post(f"{url}/_sandbox/corner", json=hook, timeout=30).raise_for_status()
