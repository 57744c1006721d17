"""Order list and order detail."""

from collections.abc import Callable

from fulfillment.sandbox.answers import orders as answers
from fulfillment.sandbox.endpoints.searching import chosen, search
from fulfillment.sandbox.envelope import Json, Refused, invalid
from fulfillment.sandbox.faults import Faults
from fulfillment.sandbox.mishaps import Mishaps
from fulfillment.sandbox.request import Request
from fulfillment.sandbox.world.model import Order
from fulfillment.sandbox.world.world import World

STATUSES = {
    "UNPAID",
    "ON_HOLD",
    "AWAITING_SHIPMENT",
    "PARTIALLY_SHIPPING",
    "AWAITING_COLLECTION",
    "IN_TRANSIT",
    "DELIVERED",
    "COMPLETED",
    "CANCELLED",
}


def search_orders(request: Request, world: World, faults: Faults, mishaps: Mishaps) -> Json:
    data = search(
        request,
        world,
        kind="order",
        list_name="orders",
        show=lambda order, now: mishaps.told(order, answers.show(order, now), now),
        sizes=(1, 100, None),
        default_order="DESC",
        keep=_keep(request),
    )
    if faults.on.get("bad_order") and not faults.bad_order_ids and data["orders"]:
        faults.bad_order_ids.add(data["orders"][0]["id"])
    data["orders"] = [_spoilt(order, faults) for order in data["orders"]]
    return data


def order_detail(request: Request, world: World, faults: Faults, mishaps: Mishaps) -> Json:
    ids = [text for text in request.params.get("ids", "").split(",") if text]
    if not 1 <= len(ids) <= 50:
        raise invalid("Invalid `ids`: 1 to 50 order ids are required.")
    found = [world.orders[id_] for id_ in ids if id_ in world.orders]
    if any(order.shop is not request.of for order in found):
        raise Refused(21008111, "The order does not belong to this seller.")
    now = request.now
    told = [mishaps.told_by_id(order, answers.show(order, now), now) for order in found]
    return {"orders": [_spoilt(order, faults) for order in told]}


def _spoilt(order: Json, faults: Faults) -> Json:
    """A malformed order: a time in words, no lines, a number where text belongs."""
    if order["id"] not in faults.bad_order_ids:
        return order
    return order | {"create_time": "yesterday", "line_items": "none", "payment": 12.5}


def _keep(request: Request) -> Callable[[Order], bool] | None:
    body = request.json
    status = body.get("order_status")
    if status is not None and status not in STATUSES:
        raise invalid("Invalid `order_status`.")
    tests: list[Callable[[Order], bool]] = []
    if status:
        tests.append(lambda order: order.status == status)
    if shipping := body.get("shipping_type"):
        tests.append(lambda order: order.shipping_type == shipping)
    if buyer := body.get("buyer_user_id"):
        tests.append(lambda order: order.buyer.user_id == buyer)
    if warehouses := chosen(body, "warehouse_ids"):
        tests.append(lambda order: answers.warehouse(order) in warehouses)
    if (wanted := body.get("is_buyer_request_cancel")) is not None:
        tests.append(lambda order: answers.asks_to_cancel(order, request.now) is wanted)
    return (lambda order: all(test(order) for test in tests)) if tests else None
