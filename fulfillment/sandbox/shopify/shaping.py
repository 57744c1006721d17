"""Single values as Shopify writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fulfillment.sandbox.world.model import NEVER

Json = dict[str, Any]


def gid(kind: str, number: object) -> str:
    return f"gid://shopify/{kind}/{number}"


def number_of(global_id: str, kind: str) -> str:
    """The number of an id of this kind; "" of another's."""
    head, _, number = str(global_id).rpartition("/")
    return number if head == f"gid://shopify/{kind}" else ""


def moment(second: float) -> str | None:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if second < NEVER else None


def past(second: int, now: int) -> str | None:
    """None while it lies ahead: what is planned is nobody's business."""
    return moment(second) if second <= now else None


def money(cents: int, currency: str) -> Json:
    value = {"amount": f"{cents // 100}.{cents % 100:02d}", "currencyCode": currency}
    return {"shopMoney": value, "presentmentMoney": value}
