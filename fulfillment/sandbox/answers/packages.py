"""A package in a list, in detail, and the events of an order's packages."""

from collections import Counter

from fulfillment.sandbox.answers.addresses import recipient
from fulfillment.sandbox.answers.orders import OPTION_NAMES
from fulfillment.sandbox.envelope import Json
from fulfillment.sandbox.world.model import Order, Parcel, Unit
from fulfillment.sandbox.world.products import Product, sku_id

ACTION_CODES = {"LABEL": 1, "PICKED_UP": 40, "IN_TRANSIT": 50, "OUT_FOR_DELIVERY": 60, "DELIVERED": 70}


def brief(parcel: Parcel, now: int) -> Json:
    return {
        "id": parcel.id,
        "orders": _orders(parcel),
        "create_time": min(parcel.arranged_at, parcel.drafted_at),
        "update_time": parcel.updated_at,
        "status": parcel.status(now),
        **_tracking(parcel, now),
        "order_line_item_ids": [unit.id for unit in _units(parcel)],
    }


def _tracking(parcel: Parcel, now: int) -> Json:
    """Nothing before it is shipped: combined and split packages are there without a number."""
    if parcel.arranged_at > now:
        return {}
    return {
        "tracking_number": parcel.number_at(now),
        "shipping_provider_name": parcel.carrier.name,
        "shipping_provider_id": parcel.carrier.provider_id,
    }


def detail(parcel: Parcel, now: int) -> Json:
    order = parcel.orders[0]
    shown = {key: value for key, value in brief(parcel, now).items() if key not in ("id", "status")}
    shown |= {
        "package_id": parcel.id,
        "package_status": parcel.status(now),
        "shipping_type": order.shipping_type,
        "delivery_option_id": order.shop.delivery_option_id,
        "delivery_option_name": OPTION_NAMES[order.shipping_type],
        "handover_method": "PICKUP",
        "has_multi_skus": len({unit.product.code for unit in _units(parcel)}) > 1,
        "note_tag": "BUYER_NOTED" if order.message else "BUYER_UNNOTED",
        "weight": {"value": f"{sum(float(u.product.weight) for u in _units(parcel)):.2f}", "unit": "POUND"},
    }
    if order.tag:
        shown["split_and_combine_tag"] = order.tag
    if (address := recipient(order, now)) is not None:
        shown["recipient_address"] = address
    return shown


def events(order: Order, now: int) -> list[Json]:
    """Newest first, in milliseconds; what the carrier's label says comes before any scan."""
    scans = [
        scan
        for parcel in order.parcels
        if parcel.arranged_at <= now and not now < parcel.corrected_at < 1 << 59
        for scan in parcel.scans
        if scan.at <= now
    ]
    return [
        {
            "description": scan.text,
            "update_time_millis": scan.at * 1000,
            "action_code": ACTION_CODES[scan.code],
        }
        for scan in sorted(scans, key=lambda scan: scan.at, reverse=True)
    ]


def _units(parcel: Parcel) -> list[Unit]:
    return [unit for order in parcel.orders for unit in order.units if unit.parcel is parcel]


def _orders(parcel: Parcel) -> list[Json]:
    return [
        {"id": order.id, "skus": _skus([u.product for u in order.units if u.parcel is parcel], order)}
        for order in parcel.orders
    ]


def _skus(products: list[Product], order: Order) -> list[Json]:
    return [
        {
            "id": sku_id(product, order.shop.market.region),
            "name": product.variant,
            "image_url": f"https://p16-oec.example.invalid/{product.code.lower()}.jpeg",
            "quantity": quantity,
        }
        for product, quantity in Counter(products).items()
    ]
