"""Uploading and correcting tracking numbers, with the platform's own checks in its order."""

import re
from typing import Any

from fulfillment.sandbox.envelope import Json, Refused, invalid
from fulfillment.sandbox.request import Request
from fulfillment.sandbox.world import shipping
from fulfillment.sandbox.world.carriers import Carrier
from fulfillment.sandbox.world.model import Order, Parcel, Unit
from fulfillment.sandbox.world.world import World

HOURS_TO_CORRECT = 72
# Numbers whose shape names their carrier.
TELLING = ((re.compile(r"1Z[0-9A-Z]{16}"), "UPS"), (re.compile(r"9[1-5]\d{20}"), "USPS"))


def mark_shipped(request: Request, world: World) -> Json:
    order = _order(request, world)
    number, provider = _info(request)
    _may_ship(order, request.now)
    units = _units(order, request, request.now)
    carrier = _carrier(order, number, provider)
    _is_free(world, order, number, request.now)
    parcel = world.ship(order, units, carrier=carrier, number=number, at=request.now)
    data: Json = {
        "order_id": order.id,
        "order_line_item_ids": [unit.id for unit in units],
        "package_id": parcel.id,
    }
    if re.fullmatch(r"\d{12}", number):
        data["warning"] = {"message": "match more than one provider"}
    return data


def correct_order(request: Request, world: World) -> Json:
    order = _order(request, world)
    shipped = [parcel for parcel in order.parcels if parcel.arranged_at <= request.now]
    if not shipped:
        raise Refused(21011043, "The order is not shipped yet.")
    if len(shipped) > 1:
        raise Refused(21011048, "The order has several packages; update each package.")
    return _correct(request, world, shipped[0])


def correct_package(request: Request, world: World) -> Json:
    parcel = world.index[request.of.slug, "package"].items.get(request.captured["id"])
    if parcel is None:
        raise Refused(21011001, "The package does not exist.")
    return _correct(request, world, parcel)


def _correct(request: Request, world: World, parcel: Parcel) -> Json:
    number, provider = _info(request)
    order, now = parcel.orders[0], request.now
    carrier = _carrier(order, number, provider)
    if parcel.delivered_at <= now:
        raise Refused(21011030, "The package is already delivered.")
    if now > parcel.arranged_at + HOURS_TO_CORRECT * 3600:
        raise Refused(21011050, f"The tracking number can only be changed within {HOURS_TO_CORRECT} hours.")
    if parcel.corrections or parcel.corrected_at <= now:
        raise Refused(21011051, "The tracking number can only be changed once.")
    _is_free(world, order, number, now)
    world.correct(parcel, carrier=carrier, number=number, at=now)
    return {}


def _order(request: Request, world: World) -> Order:
    order = world.orders.get(request.captured["id"])
    if order is None or order.shop is not request.of:
        raise Refused(21008111, "The order does not belong to this seller.")
    return order


def _info(request: Request) -> tuple[str, str]:
    """(number, provider id) of either version's body."""
    body: Any = request.json
    if request.path.split("/")[2] == "202610":
        given = body.get("shipping_info_list")
        if not isinstance(given, list) or len(given) != 1 or not isinstance(given[0], dict):
            raise invalid("Invalid `shipping_info_list`: exactly one is required.")
        body = given[0]
    number, provider = body.get("tracking_number"), body.get("shipping_provider_id")
    if not isinstance(number, str) or not isinstance(provider, str):
        raise invalid("Invalid `tracking_number` or `shipping_provider_id`: text is required.")
    if not re.fullmatch(r"[A-Za-z0-9\-_./]{4,50}", number):
        raise Refused(21004012, "The tracking number must not contain special characters.")
    return number, provider


def _may_ship(order: Order, now: int) -> None:
    if order.status == "ON_HOLD":
        raise Refused(21011044, "The order is on hold and cannot be shipped.")
    if order.status == "CANCELLED":
        raise Refused(21011041, "The order is cancelled.")
    if order.status == "UNPAID" or order.shipping_type != "SELLER":
        raise Refused(10007002, "The order status does not allow this.")
    if order.status not in ("AWAITING_SHIPMENT", "PARTIALLY_SHIPPING"):
        raise Refused(21011020, "The order has already been shipped.")
    asked = order.cancellation if order.cancellation and order.cancellation.steps[0].at <= now else None
    if asked and asked.status(now) == "CANCELLATION_REQUEST_PENDING":
        raise Refused(21011007, "Please handle the after-sale request first.")


def _units(order: Order, request: Request, now: int) -> list[Unit]:
    """The units that are named, or all that are left where there is but one parcel to make of them."""
    body = request.json
    named = body.get("order_line_item_ids") or [
        line["order_line_id"] for line in body.get("order_line_list", ())
    ]
    left = [unit for unit in order.units if unit.parcel is None or unit.parcel.arranged_at > now]
    if not named:
        return left
    chosen = [unit for unit in order.units if unit.id in named]
    if len(chosen) != len(set(named)):
        raise invalid("Invalid order line.")
    if any(unit not in left for unit in chosen):
        raise Refused(21011020, "The order lines have already been shipped.")
    return chosen


def _carrier(order: Order, number: str, provider: str) -> Carrier:
    carrier = shipping.carrier_of(provider, order.shop.market.region)
    if carrier is None:
        raise Refused(21011022, "Invalid tracking number or shipping provider id.")
    named = next((name for shape, name in TELLING if shape.fullmatch(number)), carrier.name)
    if named != carrier.name:
        raise Refused(21004015, "The tracking number does not match the shipping provider.")
    return carrier


def _is_free(world: World, order: Order, number: str, now: int) -> None:
    for other in world.using(order.shop, number, now):
        if other.buyer.user_id != order.buyer.user_id:
            raise Refused(21011025, "The tracking number is already used by another order.")
