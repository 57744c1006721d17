"""Cancellations and returns with the platform's reason names, the answer-by clock and what is paid back."""

from fulfillment.sandbox.answers import money
from fulfillment.sandbox.envelope import Json
from fulfillment.sandbox.world.model import Cancellation, Order, Return, Unit
from fulfillment.sandbox.world.products import sku_id


def cancellation(thing: Cancellation, now: int) -> Json:
    order = thing.order
    assert order is not None
    status = thing.status(now)
    shown: Json = {
        "cancel_id": thing.id,
        "order_id": order.id,
        "cancel_type": thing.type,
        "cancel_status": status,
        "role": thing.role,
        "cancel_reason": thing.reason,
        "cancel_reason_text": thing.text,
        "cancel_line_items": [_cancelled_line(thing, order, n, unit) for n, unit in enumerate(order.units)],
        "should_replenish_stock": thing.role != "SELLER",
        "create_time": thing.steps[0].at,
        "update_time": thing.updated_at,
    }
    if order.paid_at <= now:
        shown["refund_amount"] = money.refund(order, order.units, with_shipping=True)
    if status.endswith("_PENDING"):
        shown["seller_next_action_response"] = [
            {"action": "SELLER_RESPOND_BUYER_CANCEL", "deadline": thing.deadline}
        ]
    return shown


def returned(thing: Return, now: int) -> Json:
    order = thing.order
    assert order is not None
    status = thing.status(now)
    shown: Json = {
        "return_id": thing.id,
        "order_id": order.id,
        "return_type": thing.type,
        "return_status": status,
        "role": "BUYER",
        "return_reason": thing.reason,
        "return_reason_text": thing.text,
        "can_buyer_keep_item": thing.type == "REFUND",
        "is_combined_return": False,
        "combined_return_id": "0",
        "refund_amount": money.refund(order, thing.units),
        "return_line_items": [_returned_line(thing, order, n, unit) for n, unit in enumerate(thing.units)],
        "create_time": thing.steps[0].at,
        "update_time": thing.updated_at,
    }
    if thing.type == "RETURN_AND_REFUND":
        shown |= {
            "shipment_type": "PLATFORM",
            "handover_method": "DROP_OFF",
            "return_method": "PLATFORM_SHIPPED",
        }
    if thing.number and status not in ("RETURN_OR_REFUND_REQUEST_PENDING", "AWAITING_BUYER_SHIP"):
        shown |= {"return_tracking_number": thing.number, **_return_provider(order)}
    if status == "RETURN_OR_REFUND_REQUEST_PENDING":
        action = "SELLER_RESPOND_REFUND" if thing.type == "REFUND" else "SELLER_RESPOND_RETURN"
        shown["seller_next_action_response"] = [{"action": action, "deadline": thing.deadline}]
    return shown


def _return_provider(order: Order) -> Json:
    name = "USPS" if order.shop.market.region == "US" else "Royal Mail"
    return {"return_provider_name": name, "return_provider_id": "7117858858072016686"}


def _item(order: Order, unit: Unit) -> Json:
    return {
        "order_line_item_id": unit.id,
        "sku_id": sku_id(unit.product, order.shop.market.region),
        "sku_name": unit.product.variant,
        "product_name": unit.product.title,
        "seller_sku": unit.product.seller_sku(order.shop.market.region),
        "product_image": {
            "url": f"https://p16-oec.example.invalid/{unit.product.code.lower()}.jpeg",
            "width": 200,
            "height": 200,
        },
        "refund_amount": money.refund(order, [unit]),
    }


def _cancelled_line(thing: Cancellation, order: Order, n: int, unit: Unit) -> Json:
    return {"cancel_line_item_id": f"{thing.id}{n:02d}", **_item(order, unit)}


def _returned_line(thing: Return, order: Order, n: int, unit: Unit) -> Json:
    return {"return_line_item_id": f"{thing.id}{n:02d}", **_item(order, unit)}
