"""From one raw TikTok Shop payload to one record, or to a `Refusal` with a sentence. Pure; never raises."""

from fulfillment.channels.tiktok.mapping.orders import order
from fulfillment.channels.tiktok.mapping.packages import package
from fulfillment.channels.tiktok.mapping.requests import cancellation, refund
from fulfillment.channels.tiktok.mapping.tracking import tracking_events

__all__ = ["cancellation", "order", "package", "refund", "tracking_events"]
