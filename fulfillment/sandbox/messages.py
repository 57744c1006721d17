"""The bodies of the platform's push messages, in its own spellings."""

import random
from typing import Any

from fulfillment.sandbox.envelope import Json
from fulfillment.sandbox.world.model import Shop
from fulfillment.sandbox.world.world import Change

EVENT_TYPES = {
    1: "ORDER_STATUS_CHANGE",
    3: "RECIPIENT_ADDRESS_UPDATE",
    4: "PACKAGE_UPDATE",
    6: "SELLER_DEAUTHORIZATION",
    7: "UPCOMING_AUTHORIZATION_EXPIRATION",
    11: "CANCELLATION_STATUS_CHANGE",
    12: "RETURN_STATUS_CHANGE",
}


def message(type_number: int, shop: Shop, moment: int, data: Json) -> Json:
    return {
        "type": type_number,
        "tts_notification_id": str(random.randrange(7 * 10**18, 8 * 10**18)),
        "shop_id": shop.id,
        "timestamp": moment,
        "data": data,
    }


def of_change(change: Change) -> Json | None:
    """The event that a change in the world gives; None for what the platform never tells."""
    moment, kind, thing, shop = change
    match kind:
        case "order" if moment == thing.moved_at:
            return message(3, shop, moment, {"order_id": thing.id, "update_time": moment})
        case "order":
            # The docs' list of type 1 has CANCEL for CANCELLED and no PARTIALLY_SHIPPING.
            if thing.status == "PARTIALLY_SHIPPING":
                return None
            status = "CANCEL" if thing.status == "CANCELLED" else thing.status
            held = thing.status == "ON_HOLD"
            data = {
                "order_id": thing.id,
                "order_status": status,
                "is_on_hold_order": held,
                "update_time": moment,
            }
            return message(1, shop, moment, data)
        case "package":
            return _package(thing, shop, moment)
        case "cancellation":
            status = thing.status(moment)
            if status == "CANCELLATION_REQUEST_CANCEL":
                status = "CANCELLATION_REQUEST_CANCELLED"
            data = {
                "order_id": thing.order.id,
                "cancellations_role": thing.role,
                "cancel_status": status,
                "cancel_id": thing.id,
                "create_time": thing.steps[0].at,
            }
            return message(11, shop, moment, data)
        case _:
            data = {
                "order_id": thing.order.id,
                "return_role": "BUYER",
                "return_type": thing.type,
                "return_status": thing.status(moment),
                "return_id": thing.id,
                "create_time": thing.steps[0].at,
                "update_time": moment,
            }
            return message(12, shop, moment, data)


def _package(parcel: Any, shop: Shop, moment: int) -> Json | None:
    """Type 4 tells of splitting and combining, not of scans."""
    tag = parcel.orders[0].tag
    if not tag or moment not in (parcel.drafted_at, parcel.arranged_at):
        return None
    data = {
        "sc_type": "COMBINE" if tag == "COMBINED" else "SPLIT",
        "role_type": "ROLE_SELLER",
        "package_list": [{"package_id": parcel.id, "order_id_list": [order.id for order in parcel.orders]}],
        "update_time": moment,
    }
    return message(4, shop, moment, data)
