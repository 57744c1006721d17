"""A parcel's messages as Shopify keeps them: its own fulfillment events, whether a carrier or an app told them."""

from msgspec import Raw
from msgspec.json import Decoder

from fulfillment.channels.records import Refusal, TrackingEventRecord
from fulfillment.channels.shopify.mapping import statuses
from fulfillment.channels.shopify.mapping.refusals import REFUSABLE, refusal
from fulfillment.channels.shopify.mapping.values import required, text, word
from fulfillment.channels.shopify.payloads import FulfillmentEvent, TrackingPayload

PAYLOAD = Decoder(TrackingPayload)
EVENT = Decoder(FulfillmentEvent)
AT_THE_DOOR = frozenset({"OUT_FOR_DELIVERY", "DELIVERED"})


def tracking_events(raw: bytes, order_id: str) -> list[TrackingEventRecord | Refusal]:
    """The messages of an order's one live fulfillment; of several nobody could say whose parcel they are about."""
    try:
        found = PAYLOAD.decode(raw).fulfillments or []
    except REFUSABLE as error:
        return [refusal("tracking", raw, error, external_id=order_id)]
    live = [one for one in found if word(one.status) not in statuses.GONE_FULFILLMENT]
    if len(live) != 1 or live[0].events is None:
        return []
    return [_event(node, order_id) for node in live[0].events.nodes or ()]


def _event(raw: Raw, order_id: str) -> TrackingEventRecord | Refusal:
    try:
        payload = EVENT.decode(raw)
        status = word(payload.status)
        words, code = statuses.EVENT.get(status, (text(payload.status), ""))
        place = filter(None, (text(payload.city), text(payload.province), text(payload.country)))
        return TrackingEventRecord(
            happened_at=required(payload.happened_at, "happenedAt"),
            description=_description(words, text(payload.message, 400)),
            code=code,
            location=", ".join(place),
            postal_code=text(payload.zip, 20) if status in AT_THE_DOOR else "",
        )
    except REFUSABLE as error:
        return refusal("tracking", bytes(raw), error, external_id=order_id)


def _description(words: str, message: str) -> str:
    """The status first: a message may be anything that an app wrote."""
    return f"{words}: {message}" if message and message.lower() != words.lower() else words
