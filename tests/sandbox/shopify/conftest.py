"""A pretend Shopify shop of a fixed date, and somebody who asks it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from fulfillment.sandbox.box import SandboxServer
from fulfillment.sandbox.shopify.front import ShopifyFront
from fulfillment.sandbox.world.shops import GLOW_HOME

A_WEDNESDAY = datetime(2026, 11, 18, 18, 30, tzinfo=UTC)


class Asker:
    def __init__(self, box: SandboxServer) -> None:
        self.box = box
        front = box.fronts["shopify"]
        assert isinstance(front, ShopifyFront)
        self.front = front
        self.token = self.front.access.legacy()

    def raw(self, query: str, /, **variables: Any) -> httpx.Response:
        return httpx.post(
            f"{self.box.url}/admin/api/2026-10/graphql.json",
            json={"query": query, "variables": variables},
            headers={"X-Shopify-Access-Token": self.token},
        )

    def whole(self, query: str, /, **variables: Any) -> dict[str, Any]:
        return self.raw(query, **variables).json()  # type: ignore[no-any-return]

    def data(self, query: str, /, **variables: Any) -> dict[str, Any]:
        answer = self.whole(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]  # type: ignore[no-any-return]

    def grant(self, **form: str) -> httpx.Response:
        app = {"client_id": "demo-shopify-client", "client_secret": "demo-shopify-secret"}
        return httpx.post(f"{self.box.url}/admin/oauth/access_token", data=app | form)


def opened(**changes: Any) -> SandboxServer:
    terms: dict[str, Any] = {"seed": 5, "history_days": 12, "orders_per_day": 100, "calm": True, "qps": 0}
    terms |= {"speed": 0, "anchor_at": A_WEDNESDAY, "shops": (GLOW_HOME,)}
    return SandboxServer(**terms | changes)


@pytest.fixture(scope="module")
def asker() -> Iterator[Asker]:
    with opened() as box:
        yield Asker(box)


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Iterator[Asker]:
    """For a test that changes the shop."""
    with opened(history_days=5) as box:
        yield Asker(box)
