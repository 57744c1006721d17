"""Single requests as the page and the file show them: two queries for any number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fulfillment.catalog.models import Shop, Supplier
from fulfillment.orders.models import Order, Refund
from fulfillment.tracking.numbers import carrier_name
from metrics.refunds.counting import WORDS, Request, left_out
from metrics.refunds.showing import label

KINDS = {
    "refund": "money back",
    "return": "return",
    "replacement": "replacement",
    "exchange": "exchange",
}
STATUSES = {
    "requested": "asked for",
    "in_return": "on its way back",
    "accepted": "accepted",
    "completed": "paid back",
    "rejected": "rejected",
    "withdrawn": "withdrawn",
    "needs_attention": "needs attention",
}
HEADINGS = (
    "day", "shop", "order", "request", "reason", "channel_words", "kind", "state", "amount", "currency", "skus",
    "suppliers", "carrier", "left_out",
)  # fmt: skip


def rows_of(requests: Sequence[Request], shops: Sequence[Shop]) -> list[dict[str, Any]]:
    by_id = {shop.pk: shop for shop in shops}
    external = dict(
        Refund.objects.filter(pk__in=[each.id for each in requests]).values_list("pk", "external_id")
    )
    orders = Order.objects.in_bulk({each.order_id for each in requests if each.order_id})
    team = {shop.team_id for shop in shops}
    suppliers = dict(Supplier.objects.filter(team__in=team).values_list("code", "name"))
    return [
        _row(each, by_id[each.shop_id], orders.get(each.order_id or 0), external.get(each.id, ""), suppliers)
        for each in requests
    ]


def _row(
    request: Request, shop: Shop, order: Order | None, external_id: str, suppliers: Mapping[str, str]
) -> dict[str, Any]:
    why = left_out(request)
    return {
        "request": request,
        "shop": shop.name,
        "order": order,
        "external_id": external_id,
        "reason": label(request.group or "other"),
        "kind": KINDS.get(request.kind, request.kind),
        "state": STATUSES.get(request.status, request.status.replace("_", " ")),
        "skus": [code for code in dict.fromkeys(request.skus) if code],
        "suppliers": [suppliers.get(code, code) for code in dict.fromkeys(request.suppliers) if code],
        "carrier": carrier_name(request.carrier),
        "left_out": WORDS[why] if why else "",
    }


def cells(row: dict[str, Any]) -> list[Any]:
    """As HEADINGS."""
    request: Request = row["request"]
    return [
        request.day_on.isoformat(), row["shop"], row["order"].external_id if row["order"] else "", row["external_id"],
        row["reason"], request.words, row["kind"], row["state"], request.amount, request.currency,
        " ".join(row["skus"]), "; ".join(row["suppliers"]), row["carrier"], row["left_out"],
    ]  # fmt: skip
