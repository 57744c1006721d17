"""Shopify's words in ours, as data. A word that is not listed never stops an order: each table says what it falls to."""

from fulfillment.tracking.states import PackageStatus

# --- money: whether an order may ship ---
# A word that is new to us ships: hiding an order harms more than showing one too many.
UNPAID = frozenset({"PENDING", "VOIDED", "EXPIRED"})
PAID_ON_DELIVERY = ("cash on delivery", "(cod)", "cod ")

# --- fulfillments: a parcel's way ---
GONE_FULFILLMENT = frozenset({"CANCELLED", "ERROR", "FAILURE"})
# Whatever is not listed (LABEL_PRINTED, CONFIRMED, FULFILLED, MARKED_AS_FULFILLED, SUBMITTED …) is announced, not scanned.
FULFILLMENT = {
    "CARRIER_PICKED_UP": PackageStatus.IN_TRANSIT,
    "IN_TRANSIT": PackageStatus.IN_TRANSIT,
    "OUT_FOR_DELIVERY": PackageStatus.IN_TRANSIT,
    "ATTEMPTED_DELIVERY": PackageStatus.IN_TRANSIT,
    "NOT_DELIVERED": PackageStatus.IN_TRANSIT,
    "DELIVERED": PackageStatus.DELIVERED,
    "PICKED_UP": PackageStatus.DELIVERED,
    "LABEL_VOIDED": PackageStatus.TO_SHIP,
    "CANCELED": PackageStatus.CANCELLED,
}

# --- fulfillment orders: what is left to do, and where ---
OPEN_WORK = frozenset({"OPEN", "IN_PROGRESS", "SCHEDULED", "ON_HOLD"})
ON_HOLD, SCHEDULED, WITHDRAWN = "ON_HOLD", "SCHEDULED", "CANCELLED"
# A hold that ends by itself within the hour, while the buyer may still add to the order.
REMORSE_HOLDS = frozenset({"ONLINE_STORE_POST_PURCHASE_CROSS_SELL"})
NOTHING_TO_CARRY = frozenset({"NONE", "RETAIL", "PICK_UP"})

# --- cancellations, refunds, returns ---
CANCELLED_BY = {
    "CUSTOMER": "buyer",
    "DECLINED": "system",
    "FRAUD": "seller",
    "INVENTORY": "seller",
    "STAFF": "seller",
}
# As Shopify's own pages call them; what is not listed is shown as it was told.
WHY_CANCELLED = {
    "CUSTOMER": "Customer changed or cancelled the order",
    "DECLINED": "Payment declined",
    "FRAUD": "Fraudulent order",
    "INVENTORY": "Items unavailable",
    "OTHER": "Other",
    "STAFF": "Staff error",
}
RETURN = {
    "REQUESTED": "requested",
    "OPEN": "in_return",
    "CLOSED": "completed",
    "DECLINED": "rejected",
    "CANCELED": "withdrawn",
}
CLOSED = frozenset({"completed", "rejected", "withdrawn"})
NEEDS_ATTENTION = "needs_attention"
TAKEN_OFF_BEFORE_SHIPPING = "CANCEL"  # a refunded line's restock type

# --- fulfillment events: words for the reader, and a code that `tracking.scans` knows ---
EVENT = {
    "LABEL_PURCHASED": ("Label purchased", "LABEL"),
    "LABEL_PRINTED": ("Label printed", "LABEL"),
    "CONFIRMED": ("Order confirmed by the carrier", "LABEL"),
    "CARRIER_PICKED_UP": ("Picked up by the carrier", "PICKED_UP"),
    "IN_TRANSIT": ("In transit", "IN_TRANSIT"),
    "OUT_FOR_DELIVERY": ("Out for delivery", "OUT_FOR_DELIVERY"),
    "ATTEMPTED_DELIVERY": ("Tried at the buyer's door", "OUT_FOR_DELIVERY"),
    "READY_FOR_PICKUP": ("Ready for pickup", "READY_FOR_PICKUP"),
    "DELIVERED": ("Delivered", "DELIVERED"),
    "DELAYED": ("Delayed", ""),
    "FAILURE": ("Delivery failed", "EXCEPTION"),
}
