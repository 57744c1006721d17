"""WooCommerce's status slugs in our words, as data. Any plugin may add slugs: a store's own table comes first.

WooCommerce knows no scan: "completed" says that the seller is done, so a parcel is ready and never scanned by it.
"""

from enum import StrEnum


class Meaning(StrEnum):
    """What a slug says; the values are what a store's own table may name."""

    UNPAID = "unpaid"
    TO_SHIP = "to_ship"
    PARTLY_SHIPPED = "partly_shipped"
    READY = "ready"  # the seller is done with it
    DELIVERED = "delivered"  # a plugin that asks carriers says so
    CANCELLED = "cancelled"
    REFUNDED = "refunded"  # all money given back, whether it was shipped or not


KNOWN = {
    "pending": Meaning.UNPAID,
    "failed": Meaning.UNPAID,
    "checkout-draft": Meaning.UNPAID,
    "auto-draft": Meaning.UNPAID,
    "draft": Meaning.UNPAID,
    "processing": Meaning.TO_SHIP,
    "completed": Meaning.READY,
    "cancelled": Meaning.CANCELLED,
    "trash": Meaning.CANCELLED,
    "refunded": Meaning.REFUNDED,
    # Slugs that widely used plugins add.
    "partial-shipped": Meaning.PARTLY_SHIPPED,
    "partially-shipped": Meaning.PARTLY_SHIPPED,
    "shipped": Meaning.READY,
    "delivered": Meaning.DELIVERED,
}
ON_HOLD = "on-hold"  # stock is kept; mostly a transfer is awaited

# Core's own order meta: how much of an order its fulfillments cover.
FULFILLMENT_META = "_fulfillment_status"
NO_FULFILLMENTS = frozenset({"", "no_fulfillments"})
PARTIALLY = "partially_fulfilled"
TRACKING_META = "_wc_shipment_tracking_items"
PICKED_UP_METHODS = frozenset({"local_pickup", "pickup_location"})


def slug(status: str) -> str:
    """As REST names it: lower case, without the prefix that the database adds."""
    return status.strip().lower().removeprefix("wc-")
