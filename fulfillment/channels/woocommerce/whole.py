"""One order made whole: what WooCommerce tells only when asked apart is asked for where the order shows that it exists."""

from __future__ import annotations

from collections.abc import Set

from msgspec import Raw, Struct
from msgspec.json import Decoder, encode

from fulfillment.channels.values import identifier
from fulfillment.channels.woocommerce.client import WooClient
from fulfillment.channels.woocommerce.mapping import statuses
from fulfillment.channels.woocommerce.mapping.values import meta_text
from fulfillment.channels.woocommerce.payloads import OrderPayload, Whole

PAYLOAD = Decoder(OrderPayload)
UNREADABLE = (ValueError, RecursionError)


class Gathered(Struct, frozen=True):
    """`payload` is for the mapping; the rest tells what can be held against what we know."""

    payload: bytes
    refund_ids: frozenset[str] | None = None  # all that the order lists; None: it does not say
    is_core_told: bool = False


def gather(
    client: WooClient, raw: Raw, *, known_refunds: Set[str], zone: str, own_statuses: dict[str, str]
) -> Gathered:
    """The order with its refunds' lines and its fulfillments."""
    found = Whole(order=raw, zone=zone, statuses=own_statuses)
    try:
        payload = PAYLOAD.decode(raw)
        order_id = identifier(payload.id)
        listed = None
        if payload.refunds is not None:
            listed = frozenset(identifier(ref.id) for ref in payload.refunds)
        covered = meta_text(payload.meta_data, statuses.FULFILLMENT_META)
    except UNREADABLE:
        return Gathered(encode(found))  # the mapping refuses it with its sentence
    if order_id.isdigit():
        found.refunds = _refunds(client, payload, order_id, listed or frozenset(), known_refunds)
        is_covered = covered not in statuses.NO_FULFILLMENTS
        found.fulfillments = client.fulfillments(order_id) if is_covered else []
    return Gathered(encode(found), listed, found.fulfillments is not None)


def _refunds(
    client: WooClient, payload: OrderPayload, order_id: str, listed: Set[str], known: Set[str]
) -> list[Raw] | None:
    """Refunds never change: of an order that is done, those all known are not asked for again.

    Before that their lines are needed each time, for they take units off.
    """
    if not listed or (payload.date_completed_gmt and listed <= known):
        return []
    return client.refunds(order_id)
