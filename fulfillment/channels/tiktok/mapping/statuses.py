"""TikTok Shop's words in ours, as data. Keys are normalised by `values.word`: `CANCELLED` reads `CANCEL`."""

from fulfillment.orders.states import OrderStatus
from fulfillment.policies.terms import OrderKind, ShippingType
from fulfillment.tracking.states import PackageStatus

ORDER = {
    "UNPAID": OrderStatus.UNPAID,
    "ON_HOLD": OrderStatus.REMORSE,
    "AWAITING_SHIPMENT": OrderStatus.TO_SHIP,
    "PARTIALLY_SHIPPING": OrderStatus.PARTLY_SHIPPED,
    "AWAITING_COLLECTION": OrderStatus.READY,
    "IN_TRANSIT": OrderStatus.IN_TRANSIT,
    "DELIVERED": OrderStatus.DELIVERED,
    "COMPLETED": OrderStatus.COMPLETED,
    "CANCEL": OrderStatus.CANCELLED,
}
PACKAGE = {
    "TO_FULFILL": PackageStatus.TO_SHIP,
    "PROCESSING": PackageStatus.READY,
    "FULFILLING": PackageStatus.IN_TRANSIT,
    "COMPLETED": PackageStatus.DELIVERED,
    "CANCEL": PackageStatus.CANCELLED,
}
# An order reaches these only when every package has: what a package's own status is where it is not said.
PACKAGE_OF_ORDER = {
    OrderStatus.TO_SHIP: PackageStatus.TO_SHIP,
    OrderStatus.READY: PackageStatus.READY,
    OrderStatus.IN_TRANSIT: PackageStatus.IN_TRANSIT,
    OrderStatus.DELIVERED: PackageStatus.DELIVERED,
    OrderStatus.COMPLETED: PackageStatus.DELIVERED,
}
KIND = {
    "PRE_ORDER": OrderKind.PRE_ORDER,
    "MADE_TO_ORDER": OrderKind.MADE_TO_ORDER,
    "BACK_ORDER": OrderKind.BACKORDER,
}
VIRTUAL = "VIRTUAL_ORDER"
SHIPPING = {
    "SELLER": ShippingType.SELLER,
    "TIKTOK": ShippingType.PLATFORM,
    "FBT": ShippingType.PLATFORM_WAREHOUSE,
    "TIKTOK_DIGITAL": ShippingType.DIGITAL,
}
PLATFORM_WAREHOUSE = frozenset({"FULFILLMENT_BY_TIKTOK", "FULFILLMENT_BY_DILAYANI_TOKOPEDIA"})
CANCELLATION = {
    "CANCELLATION_REQUEST_PENDING": "requested",
    "CANCELLATION_REQUEST_SUCCESS": "accepted",
    "CANCELLATION_REQUEST_REJECT": "rejected",
    "CANCELLATION_REQUEST_CANCEL": "withdrawn",
    "CANCELLATION_REQUEST_COMPLETE": "completed",
}
REFUND_KIND = {
    "REFUND": "refund",
    "RETURN_AND_REFUND": "return",
    "REPLACEMENT": "replacement",
    "EXCHANGE": "exchange",
}
REFUND = {
    "RETURN_OR_REFUND_REQUEST_PENDING": "requested",
    "AWAITING_BUYER_RESPONSE": "requested",
    "REFUND_OR_RETURN_REQUEST_REJECT": "rejected",
    "REJECT_RECEIVE_PACKAGE": "rejected",
    "AWAITING_BUYER_SHIP": "in_return",
    "BUYER_SHIPPED_ITEM": "in_return",
    "RETURN_OR_REFUND_REQUEST_SUCCESS": "accepted",
    "RETURN_OR_REFUND_REQUEST_CANCEL": "withdrawn",
    "RETURN_OR_REFUND_REQUEST_COMPLETE": "completed",
    "REPLACEMENT_REQUEST_PENDING": "requested",
    "REPLACEMENT_REQUEST_REJECT": "rejected",
    "REPLACEMENT_REQUEST_REFUND_SUCCESS": "accepted",
    "REPLACEMENT_REQUEST_CANCEL": "withdrawn",
    "REPLACEMENT_REQUEST_COMPLETE": "completed",
    "EXCHANGE_REQUEST_PENDING": "requested",
    "EXCHANGE_REQUEST_REJECT": "rejected",
    "EXCHANGE_REQUEST_REFUND_SUCCESS": "accepted",
    "EXCHANGE_REQUEST_CANCEL": "withdrawn",
    "EXCHANGE_REQUEST_COMPLETE": "completed",
}
CLOSED = frozenset({"rejected", "withdrawn", "completed"})
NEEDS_ATTENTION = "needs_attention"
INITIATORS = frozenset({"buyer", "seller", "system", "operator"})
