"""A program with a token, and what it sends."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from fulfillment.accounts import tokens
from fulfillment.accounts.models import Team
from fulfillment.accounts.scopes import Scope
from fulfillment.catalog.models import Shop
from tests.factories import create_shop, create_team

AT = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


def own_store(team: Team | None = None, **fields: Any) -> Shop:
    mine = {
        "slug": "own",
        "name": "Glow own",
        "channel": "own_store",
        "platform": "own_store",
        "external_id": "",
    }
    return create_shop(team=team or create_team(), **mine | fields)


class Program:
    def __init__(self, team: Team, *scopes: Scope, now: datetime | None = None) -> None:
        self.team = team
        self.row, self.token = tokens.issue(
            team,
            name="till",
            scopes=list(scopes or Scope),
            expires_at=None,
            by=None,
            now=now or datetime.now(UTC),
        )
        self.client = Client(raise_request_exception=True)

    def headers(self, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} | {
            key.replace("_", "-"): value for key, value in more.items()
        }

    def get(self, path: str, **query: str) -> Any:
        return self.client.get(f"/api/v1/{path}", query, headers=self.headers())

    def post(self, path: str, body: Any, **headers: str) -> Any:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.post(
            f"/api/v1/{path}", raw, content_type="application/json", headers=self.headers(**headers)
        )

    def bring(self, shop: Shop, kind: str, *items: Any, **headers: str) -> Any:
        return self.post(f"shops/{shop.slug}/{kind}", {kind: list(items)}, **headers)


def order(name: str = "1001", *, minutes: int = 0, **fields: Any) -> dict[str, Any]:
    told = {
        "id": name,
        "updated_at": (AT + timedelta(minutes=minutes)).isoformat(),
        "status": "to_ship",
        "placed_at": (AT - timedelta(hours=2)).isoformat(),
        "lines": [{"id": "1", "sku": "LAMP-1", "quantity": 2, "unit_price": "19.90"}],
        "buyer": {"name": "Wilhelmina Quist", "line1": "1 Ash Street", "email": "quist@example.com"},
    }
    return told | fields


def package(name: str = "P1", *orders: str, minutes: int = 0, **fields: Any) -> dict[str, Any]:
    told = {
        "id": name,
        "updated_at": (AT + timedelta(minutes=minutes)).isoformat(),
        "order_ids": list(orders or ("1001",)),
        "tracking_number": "9400111899223197428490",
        "carrier": "USPS",
        "shipped_at": AT.isoformat(),
    }
    return told | fields


def results(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [each["result"] for each in answer.json()["results"]]
