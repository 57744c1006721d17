"""An order as the platform shows it at a moment: absent facts are left out, never null."""

from fulfillment.sandbox.answers import money
from fulfillment.sandbox.answers.addresses import recipient
from fulfillment.sandbox.envelope import Json
from fulfillment.sandbox.world.listings import listed
from fulfillment.sandbox.world.model import Order, Parcel, Unit
from fulfillment.sandbox.world.products import product_id, sku_id

DISPLAY = {"AWAITING_SHIPMENT": "TO_SHIP", "PARTIALLY_SHIPPING": "TO_SHIP"}
OPTION_NAMES = {
    "SELLER": "Shipped by seller",
    "TIKTOK": "Standard shipping",
    "TIKTOK_DIGITAL": "Digital delivery",
}


def show(order: Order, now: int) -> Json:
    parcels = [
        p for p in order.parcels if p.is_shown(now) and (p.arranged_at <= now or order.status != "CANCELLED")
    ]
    shown: Json = {
        "id": order.id,
        "status": order.status,
        "order_type": order.kind,
        "user_id": order.buyer.user_id,
        "buyer_email": order.buyer.email,
        "buyer_message": order.message,
        "commerce_platform": "TIKTOK_SHOP",
        "create_time": order.created_at,
        "update_time": order.updated_at,
        "fulfillment_type": order.fulfillment_type,
        "shipping_type": order.shipping_type,
        "delivery_type": "HOME_DELIVERY",
        "delivery_option_id": order.shop.delivery_option_id,
        "delivery_option_name": OPTION_NAMES[order.shipping_type],
        "warehouse_id": warehouse(order),
        "is_cod": False,
        "is_on_hold_order": order.status == "ON_HOLD",
        "is_sample_order": order.sample,
        "is_replacement_order": bool(order.replaces),
        "is_exchange_order": False,
        "is_buyer_request_cancel": asks_to_cancel(order, now),
        "has_updated_recipient_address": order.moved_at <= now,
        "need_upload_invoice": "NO_NEED",
        "payment": money.payment(order),
        "payment_method_name": "Credit/Debit card",
        "line_items": [_line(order, unit, now) for unit in order.units],
        **_times(order, parcels, now),
        **_tracking(parcels, now),
        **_ending(order),
    }
    if (address := recipient(order, now)) is not None:
        shown["recipient_address"] = address
    if order.replaces:
        shown["replaced_order_id"] = order.replaces
    if order.tag and parcels:
        shown["split_or_combine_tag"] = order.tag
    return shown


def warehouse(order: Order) -> str:
    ours = order.fulfillment_type == "FULFILLMENT_BY_SELLER"
    return order.shop.warehouse_id if ours else order.shop.fbt_warehouse_id


def asks_to_cancel(order: Order, now: int) -> bool:
    asked = order.cancellation
    return asked is not None and asked.steps[0].at <= now and asked.status(now).endswith("_PENDING")


def _times(order: Order, parcels: list[Parcel], now: int) -> Json:
    """What happened, by its moment; deadlines once the order is paid, digital orders have none."""
    happened = {
        "paid_time": order.paid_at,
        "rts_time": order.rts_at,
        "collection_time": order.collected_at,
        "delivery_time": order.delivered_at,
        "request_cancel_time": order.requested_at,
        "cancel_time": order.cancelled_at,
    }
    times = {name: at for name, at in happened.items() if at <= now and at <= order.cancelled_at}
    if order.kind != "VIRTUAL_ORDER" and order.paid_at <= now:
        times |= order.due
    if order.release_at:
        times["release_date"] = order.release_at
    shown: Json = dict(times)
    if order.kind in ("MADE_TO_ORDER", "BACK_ORDER"):
        shown["handling_duration"] = {"days": str(order.handling_days), "type": "BUSINESS_DAY"}
    return shown


def _tracking(parcels: list[Parcel], now: int) -> Json:
    if not parcels:
        return {}
    shown: Json = {"packages": [{"id": parcel.id} for parcel in parcels]}
    first = next((parcel for parcel in parcels if parcel.arranged_at <= now), None)
    if first is not None:
        shown |= {
            "tracking_number": first.number_at(now),
            "shipping_provider": first.carrier.name,
            "shipping_provider_id": first.carrier.provider_id,
        }
    return shown


def _ending(order: Order) -> Json:
    """Localised text only: the reason's name comes from the cancellations."""
    if order.status != "CANCELLED" or order.cancellation is None:
        return {}
    return {"cancel_reason": order.cancellation.text, "cancellation_initiator": order.cancellation.role}


def _line(order: Order, unit: Unit, now: int) -> Json:
    region, off, shown = order.shop.market.region, money.discount(unit), listed(order, unit)
    line: Json = {
        "id": unit.id,
        "sku_id": sku_id(unit.product, region) + shown.mark,
        "product_id": product_id(unit.product),
        "product_name": unit.product.title,
        "sku_name": shown.variant,
        "seller_sku": shown.seller_sku,
        "sku_type": "NORMAL" if unit.product.kind == "NORMAL" else unit.product.kind,
        "sku_image": f"https://p16-oec.example.invalid/{unit.product.code.lower()}.jpeg",
        "original_price": money.text(unit.cents),
        "sale_price": money.text(unit.cents - off),
        "seller_discount": money.text(off),
        "platform_discount": "0",
        "currency": order.shop.market.currency,
        "is_gift": False,
        "display_status": DISPLAY.get(_line_status(order, unit, now), _line_status(order, unit, now)),
        "package_status": "CANCELLED" if order.status == "CANCELLED" else "TO_FULFILL",
    }
    if order.status == "CANCELLED" and order.cancellation is not None:
        line |= {"cancel_reason": order.cancellation.text, "cancel_user": order.cancellation.role}
    if unit.parcel is not None and unit.parcel.arranged_at <= now:
        line |= _shipped(unit.parcel, now)
    elif unit.parcel is not None and unit.parcel.is_shown(now) and order.status != "CANCELLED":
        line["package_id"] = unit.parcel.id
    return line


def _line_status(order: Order, unit: Unit, now: int) -> str:
    """In a split order each line goes its own way."""
    if order.status != "PARTIALLY_SHIPPING" or unit.parcel is None or unit.parcel.arranged_at > now:
        return order.status
    return "IN_TRANSIT" if unit.parcel.collected_at <= now else "AWAITING_COLLECTION"


def _shipped(parcel: Parcel, now: int) -> Json:
    return {
        "package_id": parcel.id,
        "package_status": parcel.status(now),
        "tracking_number": parcel.number_at(now),
        "shipping_provider_id": parcel.carrier.provider_id,
        "shipping_provider_name": parcel.carrier.name,
        "rts_time": parcel.arranged_at,
    }
