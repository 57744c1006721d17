"""Where an order goes, as far as the platform lets the seller see it at a moment."""

from fulfillment.sandbox.envelope import Json
from fulfillment.sandbox.world.model import Order
from fulfillment.sandbox.world.shoppers import Buyer

MASK_AFTER = 30 * 86400


def recipient(order: Order, now: int) -> Json | None:
    """None while on hold. Masked before payment, after the end, and where the platform prints the label."""
    if order.status == "ON_HOLD" or order.kind == "VIRTUAL_ORDER":
        return None
    ended = order.status in ("UNPAID", "CANCELLED") or now > order.completed_at + MASK_AFTER
    return _address(order, order.recipient(now), masked=ended or order.shipping_type != "SELLER")


def _mask(text: str) -> str:
    return " ".join(word[0] + "***" for word in text.split())


def _address(order: Order, buyer: Buyer, *, masked: bool) -> Json:
    market = order.shop.market
    hide = _mask if masked else str
    lines = [line for line in (buyer.street, buyer.unit) if line]
    city = f"{buyer.city}, {buyer.state}" if buyer.state else buyer.city
    place = buyer.city if masked else f"{city} {buyer.postal_code}"
    address: Json = {
        "full_address": f"{hide(', '.join(lines))}, {place}, {market.country}",
        "phone_number": buyer.phone[:-7] + "***" + buyer.phone[-4:] if masked else buyer.phone,
        "name": hide(buyer.name),
        "first_name": hide(buyer.first),
        "last_name": hide(buyer.last),
        "region_code": market.region,
        "postal_code": buyer.postal_code[:2] + "***" if masked else buyer.postal_code,
        "address_line1": hide(buyer.street),
        "address_detail": hide(", ".join(lines)),
        "district_info": _districts(order),
    }
    if buyer.unit:
        address["address_line2"] = hide(buyer.unit)
    if market.region == "GB":
        address["post_town"] = buyer.city
    return address


def _districts(order: Order) -> list[Json]:
    names = [("Country", order.shop.market.country), ("State", order.buyer.state), ("City", order.buyer.city)]
    return [
        {"address_level_name": level, "address_name": name, "address_level": f"L{depth}"}
        for depth, (level, name) in enumerate((level, name) for level, name in names if name)
    ]
