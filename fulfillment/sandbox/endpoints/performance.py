"""The Shop Performance Score: the platform's own recount, with the days and the rules that it happens to have.

It differs from what a seller counts, as the real one may: it counts orders delivered, not orders due; a cancellation
for an address that cannot be served is the seller's; and its days end at the last midnight of the market.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fulfillment.sandbox.envelope import Json, Refused, invalid
from fulfillment.sandbox.paging import fingerprint, make_token, page_size, read_token
from fulfillment.sandbox.request import Request
from fulfillment.sandbox.world.calendar import local, midnight
from fulfillment.sandbox.world.model import Order
from fulfillment.sandbox.world.products import sku_id
from fulfillment.sandbox.world.world import World

DAYS = 30
LEAST = 30  # orders below which there is no score
NOT_HERE = "This API only supports shops of the US region."


@dataclass(frozen=True)
class Recount:
    """``bad``: the orders that count against the seller. ``good_counts``: the numerator holds the others."""

    code: str
    name: str
    labels: tuple[str, str]
    since: int
    until: int
    counted: list[Order]
    bad: list[Order]
    good_counts: bool

    @property
    def numerator(self) -> int:
        return len(self.counted) - len(self.bad) if self.good_counts else len(self.bad)

    @property
    def percent(self) -> str:
        return f"{100 * self.numerator / len(self.counted):.2f}" if self.counted else ""


def metrics(request: Request, world: World) -> Json:
    return {"metrics": [_shown(recount(request, world, code)) for code in CODES]}


def diagnosis(request: Request, world: World) -> Json:
    found = recount(request, world, request.captured["id"])
    rule = {
        "numerator_label": found.labels[0],
        "numerator_value": str(found.numerator),
        "denominator_label": found.labels[1],
        "denominator_value": str(len(found.counted)),
    }
    return _shown(found) | {"calculation_rule": rule, "trend": {"data_points": []}}


def problem_details(request: Request, world: World) -> Json:
    found = recount(request, world, request.captured["id"])
    size = page_size(request.params, least=1, most=50, default=10)
    filters = fingerprint(request.of.id, request.path)
    after = read_token(request.params.get("page_token", ""), filters)
    rows = sorted((order.created_at, order.id, order) for order in found.bad)
    left = [row for row in rows if after is None or (row[0], row[1]) > after]
    token = make_token(filters, (left[size - 1][0], left[size - 1][1])) if len(left) > size else ""
    items = [CODES[found.code].problem(row[2], request.now) for row in left[:size]]
    return {
        "metric_code": found.code,
        "total_count": len(rows),
        "next_page_token": token,
        f"{found.code.lower()}_problem_order_items": items,
    }


def recount(request: Request, world: World, code: str) -> Recount:
    """Of the last thirty whole days of the market."""
    if request.of.market.region != "US":
        raise Refused(21008106, NOT_HERE)
    if code not in CODES:
        raise invalid("Invalid `metric_code`.")
    rule, market = CODES[code], request.of.market
    today = local(market, request.now).date()
    since, until = midnight(market, today - timedelta(days=DAYS)), midnight(market, today)
    mine = [order for order in world.orders.values() if order.shop is request.of and not order.sample]
    counted = [order for order in mine if rule.counts(order, since, until)]
    bad = [order for order in counted if rule.harms(order, until)]
    return Recount(code, rule.name, rule.labels, since, until, counted, bad, rule.good_counts)


@dataclass(frozen=True)
class Rule:
    name: str
    labels: tuple[str, str]
    good_counts: bool
    counts: Callable[[Order, int, int], bool]
    harms: Callable[[Order, int], bool]
    problem: Callable[[Order, int], Json]


def _is_confirmed(order: Order, since: int, until: int) -> bool:
    return since <= order.created_at < until and order.paid_at < order.hold_until < order.cancelled_at


def _is_sellers(order: Order, until: int) -> bool:
    """Everything that the seller or the clock ended, unless the buyer had asked for it."""
    ended = order.cancellation
    if ended is None or order.cancelled_at >= until or order.fulfillment_type != "FULFILLMENT_BY_SELLER":
        return False
    return ended.role in ("SELLER", "SYSTEM") and "buyer_requested" not in ended.reason


def _is_delivered(order: Order, since: int, until: int) -> bool:
    ours = order.fulfillment_type == "FULFILLMENT_BY_SELLER"
    return ours and "delivery_sla_time" in order.due and since <= order.delivered_at < until


def _is_late(order: Order, until: int) -> bool:
    return order.delivered_at > order.due["delivery_sla_time"]


def _cancelled(order: Order, now: int) -> Json:
    reason = order.cancellation.text if order.cancellation else ""
    return _unit(order) | {"order_create_time": order.created_at, "cancellation_reasons": [reason]}


def _delivered(order: Order, now: int) -> Json:
    times = {
        "expect_deliver_time": order.due["delivery_sla_time"],
        "actual_deliver_time": order.delivered_at,
    }
    return _unit(order) | times


def _unit(order: Order) -> Json:
    product = order.units[0].product
    return {
        "order_id": order.id,
        "sku_id": sku_id(product, order.shop.market.region),
        "product_name": product.title,
    }


CODES: dict[str, Rule] = {
    "SFCR": Rule(
        "Seller-fault cancellation rate",
        ("Seller-fault cancelled orders", "Confirmed orders"),
        False,
        _is_confirmed,
        _is_sellers,
        _cancelled,
    ),
    "OTDR": Rule(
        "On-time delivery rate",
        ("On-time delivered orders", "Delivered orders"),
        True,
        _is_delivered,
        _is_late,
        _delivered,
    ),
}


def _shown(found: Recount) -> dict[str, Any]:
    enough = len(found.counted) >= LEAST
    return {
        "metric_code": found.code,
        "metric_name": found.name,
        "dimension": "Fulfillment",
        "value": found.percent if enough else "",
        "value_unit": "PERCENT",
        "status": "GOOD" if enough else "NIL",
        "evaluate_duration_days": DAYS,
        "start_evaluation_time": found.since,
        "end_evaluation_time": found.until,
    }
