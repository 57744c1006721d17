"""Amounts as the platform writes them: text with two decimals, and an order's bill."""

from collections.abc import Iterable

from fulfillment.sandbox.envelope import Json
from fulfillment.sandbox.world.model import Order, Unit

SHIPPING = {"US": 499, "GB": 299}


def text(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def tax(order: Order, cents: int) -> int:
    """US sales tax is added on top; British prices contain theirs."""
    return cents * 725 // 10000 if order.shop.market.region == "US" else 0


def discount(unit: Unit) -> int:
    return unit.cents // 10 if unit.id[-6] in "37" else 0


def shipping(order: Order, subtotal: int) -> int:
    free = subtotal >= 3000 or subtotal == 0 or order.kind == "VIRTUAL_ORDER"
    return 0 if free else SHIPPING[order.shop.market.region]


def payment(order: Order) -> Json:
    full = sum(unit.cents for unit in order.units)
    off = sum(discount(unit) for unit in order.units)
    carriage, taxed = shipping(order, full - off), tax(order, full - off)
    return {
        "currency": order.shop.market.currency,
        "sub_total": text(full - off),
        "shipping_fee": text(carriage),
        "seller_discount": text(off),
        "platform_discount": "0",
        "total_amount": text(full - off + carriage + taxed),
        "original_total_product_price": text(full),
        "original_shipping_fee": text(SHIPPING[order.shop.market.region] if order.parcels else 0),
        "shipping_fee_seller_discount": "0",
        "shipping_fee_platform_discount": "0",
        "shipping_fee_cofunded_discount": "0",
        "tax": text(taxed),
        "product_tax": text(taxed),
        "shipping_fee_tax": "0",
    }


def refund(order: Order, units: Iterable[Unit], *, with_shipping: bool = False) -> Json:
    subtotal = sum(unit.cents - discount(unit) for unit in units)
    carriage, taxed = shipping(order, subtotal) if with_shipping else 0, tax(order, subtotal)
    return {
        "currency": order.shop.market.currency,
        "refund_total": text(subtotal + carriage + taxed),
        "refund_subtotal": text(subtotal),
        "refund_shipping_fee": text(carriage),
        "refund_tax": text(taxed),
    }
