"""A carrier's messages as TikTok Shop passes them on. Source: fulfillment 202309, "Get tracking"."""

from datetime import UTC, datetime

from msgspec import Raw, Struct
from msgspec.json import Decoder

from fulfillment.channels.records import Refusal, TrackingEventRecord
from fulfillment.channels.tiktok.mapping.places import postal_code
from fulfillment.channels.tiktok.mapping.refusals import REFUSABLE, sentence
from fulfillment.channels.tiktok.mapping.values import EARLIEST, LATEST, Unmappable, text
from fulfillment.channels.tiktok.payloads import Moment, TrackingEventPayload


class TrackingData(Struct):
    tracking: list[Raw] | None = None


DATA = Decoder(TrackingData)
EVENT = Decoder(TrackingEventPayload)


def tracking_events(raw: bytes, order_id: str = "") -> list[TrackingEventRecord | Refusal]:
    """Every message of one order's tracking in the order sent; an unreadable one is refused alone."""
    try:
        found = DATA.decode(raw).tracking or []
    except REFUSABLE as error:
        return [_refusal(raw, order_id, error)]
    return [_event(item, order_id) for item in found]


def _event(item: Raw, order_id: str) -> TrackingEventRecord | Refusal:
    try:
        payload = EVENT.decode(item)
        description, code = text(payload.description, 500), text(payload.action_code)
        return TrackingEventRecord(
            happened_at=_happened_at(payload.update_time_millis),
            description=description,
            postal_code=postal_code(description, code),
            code=code,
        )
    except REFUSABLE as error:
        return _refusal(bytes(item), order_id, error)


def _happened_at(value: Moment) -> datetime:
    if value is None or value == "":
        raise Unmappable("update_time_millis is missing.")
    try:
        millis = int(value)
    except (ValueError, OverflowError):
        raise Unmappable("update_time_millis is not a time in milliseconds.") from None
    if not EARLIEST <= millis // 1000 < LATEST:
        raise Unmappable(f"update_time_millis is {str(millis)[:24]}, which is no date between 2015 and 2100.")
    return datetime.fromtimestamp(millis / 1000, UTC)


def _refusal(raw: bytes, order_id: str, error: Exception) -> Refusal:
    return Refusal(kind="tracking", external_id=order_id, sentence=sentence(error), payload=bytes(raw))
