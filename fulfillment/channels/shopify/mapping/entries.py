"""One order in the short form that reconciliation compares."""

from msgspec.json import Decoder

from fulfillment.channels.comparing import Entry
from fulfillment.channels.refusals import REFUSABLE
from fulfillment.channels.shopify.mapping.progress import channel_status
from fulfillment.channels.shopify.mapping.refusals import own_id
from fulfillment.channels.shopify.mapping.values import moment, required_number
from fulfillment.channels.shopify.payloads import OrderPayload

PAYLOAD = Decoder(OrderPayload)


def entry(raw: bytes) -> Entry:
    """Its state is blank where the order cannot be read."""
    try:
        payload = PAYLOAD.decode(raw)
        order_id = required_number(payload.id, "id")
        return Entry(order_id, channel_status(payload), moment(payload.updated_at, "updatedAt"))
    except REFUSABLE:
        return Entry(own_id(raw), "")
