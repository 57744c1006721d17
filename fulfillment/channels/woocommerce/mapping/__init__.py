"""From one order with its parts to our records, or to a `Refusal` with a sentence. Pure; never raises."""

from fulfillment.channels.woocommerce.mapping.aftersales import cancellation, refund, requests
from fulfillment.channels.woocommerce.mapping.orders import order

__all__ = ["cancellation", "order", "refund", "requests"]
