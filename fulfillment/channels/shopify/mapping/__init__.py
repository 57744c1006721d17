"""From one raw Shopify order to our records, or to a `Refusal` with a sentence. Pure; never raises."""

from fulfillment.channels.shopify.mapping.aftersales import cancellation, refund, requests
from fulfillment.channels.shopify.mapping.entries import entry
from fulfillment.channels.shopify.mapping.orders import order
from fulfillment.channels.shopify.mapping.tracking import tracking_events

__all__ = ["cancellation", "entry", "order", "refund", "requests", "tracking_events"]
