"""What the order page says beside the clock: what kind it is, where it goes, who carries it, which rules judge it."""

from __future__ import annotations

from django.urls import reverse

from fulfillment.channels import base
from fulfillment.orders.models import Order
from fulfillment.orders.states import DispatchedSource, OrderStatus
from fulfillment.policies.terms import ShippingType
from fulfillment.tracking.numbers import carrier_name
from metrics import figures

KINDS = {
    "pre_order": "pre-order",
    "made_to_order": "made to order",
    "backorder": "backorder",
    "custom": "custom handling time",
}
SHIPPING = {
    "platform": "with the platform's label",
    "platform_warehouse": "from the platform's warehouse",
    "digital": "digital",
}
MASK = "***"  # what TikTok Shop leaves of names and streets


def dispatched_by(order: Order) -> str:
    """Who said that it was dispatched."""
    channel = base.label(order.shop.channel)
    return (
        {
            DispatchedSource.CHANNEL: f"told by {channel}",
            DispatchedSource.CARRIER: "told by the carrier's scan",
            DispatchedSource.READY: f"the moment {channel} got its label or number",
        }.get(DispatchedSource(order.dispatched_source), "")
        if order.dispatched_source
        else ""
    )


def kind_words(order: Order) -> list[str]:
    """What is not ordinary about it: how it was promised, who ships it, whether it is a sample."""
    found = [KINDS.get(order.kind, ""), SHIPPING.get(order.shipping_type, "")]
    found += ["free sample"] * order.is_sample + ["replacement"] * order.is_replacement
    return [word for word in found if word]


def has_address(order: Order) -> bool:
    buyer = order.buyer
    return bool(buyer and (buyer.line1 or buyer.city or buyer.postal_code or buyer.country))


def address_words(order: Order) -> str:
    """Why there is no address, or why it is masked; blank where it can be read."""
    buyer, channel = order.buyer, base.label(order.shop.channel)
    if order.shipping_type == ShippingType.DIGITAL:
        return "A digital order has no address to ship to."
    if not has_address(order):
        return _why_no_address(order, channel)
    if buyer and MASK in f"{buyer.name}{buyer.line1}":
        return f"Masked by {channel}{_why_masked(order)}."
    return ""


def _why_no_address(order: Order, channel: str) -> str:
    if order.status == OrderStatus.UNPAID:
        return f"{channel} shows no address before the order is paid."
    if order.status == OrderStatus.REMORSE:
        return f"{channel} shows no address before the buyer's hour is over."
    if order.shipping_type in (ShippingType.PLATFORM, ShippingType.PLATFORM_WAREHOUSE):
        return f"{channel} shows no address of orders that it ships or labels itself."
    return f"{channel} gave no address."


def _why_masked(order: Order) -> str:
    if order.shipping_type in (ShippingType.PLATFORM, ShippingType.PLATFORM_WAREHOUSE):
        return ", which ships or labels the order itself"
    if order.status == OrderStatus.UNPAID:
        return " before the order is paid"
    if not order.is_open:
        return " once an order is done"
    return ""


def lane_words(order: Order) -> str:
    """`Bright Agents → UniUni`; a warehouse only where it has a name, never a channel's number for it."""
    if not order.lane:
        return ""
    warehouse = "" if order.lane.warehouse.isdigit() else order.lane.warehouse
    supplier = order.lane.supplier.name if order.lane.supplier else ""
    parts = (supplier, warehouse, carrier_name(order.lane.carrier) or order.lane.carrier)
    return " → ".join(part for part in parts if part)


def rules_page(order: Order) -> str:
    """The version of the rulebook that judged it; blank before that, and where no book covers the market."""
    version = order.rule_version.partition("@")[0]
    if not version or not figures.is_judged(order.shop):
        return ""
    return f"{reverse('rulebook', args=[figures.book_key(order.shop)])}?version={version}"
