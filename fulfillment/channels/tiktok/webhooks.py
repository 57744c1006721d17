"""TikTok Shop's webhooks: a signed hint that something changed, never the change itself.

Source: Partner Center, webhook configuration guide. The signature covers no time, so a body can be replayed:
deduplicate on `message_id`. Attempts follow after 2 min, 30 min, 3 h and 12 h, then the event is lost and
polling finds it. Answer 200 with an empty body within 3 s, 401 where the signature is wrong.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

from msgspec import DecodeError, Struct, ValidationError
from msgspec.json import Decoder

from fulfillment.channels.records import Refusal
from fulfillment.channels.tiktok.mapping.refusals import REFUSABLE
from fulfillment.channels.tiktok.mapping.values import identifier, moment, text
from fulfillment.channels.tiktok.payloads import Id, Moment, Word

BODY_CAP = 256 * 1024  # bytes; real bodies are below 2 kB. Refuse larger ones before reading them
RETRY_HORIZON = timedelta(hours=16)  # the last attempt comes after 15 h 32 min
AHEAD_TOLERANCE = timedelta(minutes=5)

KINDS = {
    1: "order",  # ORDER_STATUS_CHANGE
    2: "order",  # the older reverse-order event
    3: "order",  # RECIPIENT_ADDRESS_UPDATE
    4: "package",
    6: "deauthorised",
    7: "expiring",
    11: "cancellation",
    12: "refund",
    64: "refund",  # after-sales request
    65: "refund",  # RMA status
    67: "refund",  # refund success
}


class WebhookHint(Struct, kw_only=True, frozen=True):
    """What to read again: `external_ids` are of `kind`, `order_external_ids` the orders it touches.

    `is_stale`: sent longer ago than any attempt of the channel's, or in the future. It may be a replay, and
    reading again is harmless.
    """

    message_id: str
    type: int
    kind: str  # order | cancellation | refund | package | deauthorised | expiring | other
    external_ids: tuple[str, ...] = ()
    order_external_ids: tuple[str, ...] = ()
    shop_id: str = ""
    sent_at: datetime | None = None
    expires_at: datetime | None = None  # of `expiring`: when the seller's consent ends
    is_stale: bool = False


class PackageHint(Struct):
    package_id: Id = None
    order_id_list: list[Id] | None = None


class HintData(Struct):
    order_id: Id = None
    order_ids: list[Id] | None = None
    cancel_id: Id = None
    return_id: Id = None
    package_id: Id = None
    package_list: list[PackageHint] | None = None
    expiration_time: Word = None


class HintEnvelope(Struct):
    type: int | str
    tts_notification_id: Id = None
    shop_id: Id = None
    timestamp: Moment = None
    data: HintData | str | None = None


ENVELOPE = Decoder(HintEnvelope)


def verify_webhook(app_key: str, secret: str, raw_body: bytes, header: str) -> bool:
    """Whether `header` (the `Authorization` header) signs exactly these bytes; compares in constant time."""
    expected = hmac.new(secret.encode(), app_key.encode() + raw_body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), (header or "").strip().encode("utf-8", "replace"))


def hint(raw: bytes, *, now: datetime) -> WebhookHint | Refusal:
    """What a verified body tells us to read again; unknown types are `other`, unreadable bodies refused."""
    if len(raw) > BODY_CAP:
        return _refusal(raw[:BODY_CAP], f"The message is larger than {BODY_CAP // 1024} kB.")
    try:
        return _hint(raw, ENVELOPE.decode(raw), now)
    except ValidationError as error:
        return _refusal(raw, f"The message has an unexpected form: {error}.")
    except (DecodeError, UnicodeError):
        return _refusal(raw, "The message is cut off or is not JSON.")
    except REFUSABLE:
        return _refusal(raw, "The message holds a value that cannot be read.")


def _hint(raw: bytes, envelope: HintEnvelope, now: datetime) -> WebhookHint:
    type_number = int(envelope.type)
    kind = KINDS.get(type_number, "other")
    data = envelope.data if isinstance(envelope.data, HintData) else HintData()
    orders = _order_ids(data)
    sent_at = _moment(envelope.timestamp)
    return WebhookHint(
        message_id=identifier(envelope.tts_notification_id) or body_id(raw),
        type=type_number,
        kind=kind,
        external_ids=_external_ids(kind, data, orders),
        order_external_ids=orders,
        shop_id=identifier(envelope.shop_id),
        sent_at=sent_at,
        expires_at=_moment(text(data.expiration_time)),
        is_stale=sent_at is None or not now - RETRY_HORIZON <= sent_at <= now + AHEAD_TOLERANCE,
    )


def body_id(raw: bytes) -> str:
    """A message id for bodies that carry none: equal bodies are one message."""
    return f"sha256-{hashlib.sha256(raw).hexdigest()}"


def _order_ids(data: HintData) -> tuple[str, ...]:
    named = [data.order_id, *(data.order_ids or ())]
    for package in data.package_list or ():
        named.extend(package.order_id_list or ())
    return _distinct(named)


def _external_ids(kind: str, data: HintData, orders: tuple[str, ...]) -> tuple[str, ...]:
    if kind == "order":
        return orders
    if kind == "cancellation":
        return _distinct([data.cancel_id])
    if kind == "refund":
        return _distinct([data.return_id])
    if kind == "package":
        return _distinct([data.package_id, *(package.package_id for package in data.package_list or ())])
    return ()


def _distinct(ids: list[Id]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(identifier, ids))))


def _moment(value: Moment) -> datetime | None:
    """An absurd time does not spoil a hint: it only counts as not said."""
    try:
        return moment(value, "timestamp")
    except ValueError:
        return None


def _refusal(raw: bytes, sentence: str) -> Refusal:
    return Refusal(kind="webhook", external_id=body_id(raw), sentence=sentence, payload=raw)
