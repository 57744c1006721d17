"""Writing parcels to a Shopify shop, as `channels.shipments` asks for it: look first, write once, look again.

Shopify makes a second fulfillment of whatever is left, without a word: only looking first prevents it.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

from fulfillment.channels.base import Adapter
from fulfillment.channels.errors import Refused
from fulfillment.channels.models import Connection
from fulfillment.channels.shipments import Capabilities, Found, PushResult, Shipment, There, Write
from fulfillment.channels.shopify import pages
from fulfillment.channels.shopify.adapter import ShopifyAdapter
from fulfillment.channels.shopify.client import gid
from fulfillment.channels.shopify.shipping import carriers, choosing
from fulfillment.channels.shopify.shipping.advising import GONE, NO_PARCEL, SEVERAL, advise
from fulfillment.channels.shopify.shipping.choosing import Choice, Part
from fulfillment.channels.shopify.shipping.finding import found_in, parcel_of
from fulfillment.channels.shopify.shipping.looking import Look, Parcel, lines_of, look
from fulfillment.outbox.words import Kind, Outcome
from fulfillment.tracking.numbers import normalise

READS_ONLY = "This app may only read. Give it write_merchant_managed_fulfillment_orders in Shopify, then connect it again."
NO_REQUESTS = "Requests of buyers are answered in Shopify itself."


def capabilities(connection: Connection) -> Capabilities:
    if connection.options.get("may_write") is False:
        return Capabilities(why_not=READS_ONLY)
    return Capabilities(can_upload=True, can_correct=True, can_cancel=True, can_split=True, asks_notify=True)


def push(adapter: Adapter, write: Write, *, now: datetime) -> PushResult:
    shopify = cast(ShopifyAdapter, adapter)
    seen = _look(shopify, write)
    if seen is None:
        return _no(GONE)
    found = found_in(seen, write.kind, write.shipment)
    if found.there is There.DONE:
        return PushResult(outcome=Outcome.ALREADY_DONE, external_id=found.external_id)
    try:
        return _push(shopify, seen, write)
    except Refused as objection:
        return _objected(shopify, write, objection)


def read_back(adapter: Adapter, write: Write, *, now: datetime) -> Found:
    seen = _look(cast(ShopifyAdapter, adapter), write)
    if seen is None:
        return Found(there=There.DONE if write.kind is Kind.SHIPMENT_CANCEL else There.ABSENT)
    return found_in(seen, write.kind, write.shipment)


def _push(shopify: ShopifyAdapter, seen: Look, write: Write) -> PushResult:
    match write.kind:
        case Kind.SHIPMENT_CREATE:
            return _give(shopify, seen, write.shipment)
        case Kind.SHIPMENT_CORRECT:
            return _correct(shopify, seen, write.shipment)
        case Kind.SHIPMENT_CANCEL:
            return _take_back(shopify, seen, write.shipment)
    return _no(NO_REQUESTS)


def _give(shopify: ShopifyAdapter, seen: Look, shipment: Shipment) -> PushResult:
    choice = _choose(shopify, seen, shipment)
    if choice.refusal:
        return _no(choice.refusal)
    made = [_create(shopify, parts, shipment) for parts in choice.calls]
    return PushResult(outcome=Outcome.DONE, external_id=made[0], warning=choice.warning)


def _choose(shopify: ShopifyAdapter, seen: Look, shipment: Shipment) -> Choice:
    if not shipment.lines:
        return choosing.everything(seen)
    lines = {
        work.id: shopify.ask(lambda client, work=work: list(lines_of(client, work)))  # type: ignore[misc]
        for work in seen.to_ship
    }
    return choosing.chosen(seen, shipment.lines, lines)


def _create(shopify: ShopifyAdapter, parts: tuple[Part, ...], shipment: Shipment) -> str:
    """The new parcel's id."""
    work = [
        {"fulfillmentOrderId": part.work}
        | (
            {"fulfillmentOrderLineItems": [{"id": i, "quantity": n} for i, n in part.lines]}
            if part.lines
            else {}
        )
        for part in parts
    ]
    told = carriers.tracking(shipment, [shipment.tracking_number], market=_market(shopify))
    wish = {"lineItemsByFulfillmentOrder": work, "trackingInfo": told, "notifyCustomer": shipment.notify}
    return _change(shopify, "fulfillment_create", "fulfillmentCreate", {"fulfillment": wish})


def _correct(shopify: ShopifyAdapter, seen: Look, shipment: Shipment) -> PushResult:
    """The other numbers of the same fulfillment stay."""
    parcel = parcel_of(seen, shipment)
    if parcel is None:
        return _no(NO_PARCEL)
    previous = normalise(shipment.previous_number)
    kept = [each for each in parcel.numbers if len(parcel.numbers) > 1 and each != previous]
    told = carriers.tracking(shipment, [*kept, shipment.tracking_number], market=_market(shopify))
    wish = {"id": _gid(parcel), "tracking": told, "notify": shipment.notify}
    made = _change(shopify, "tracking_update", "fulfillmentTrackingInfoUpdate", wish)
    return PushResult(outcome=Outcome.DONE, external_id=made)


def _take_back(shopify: ShopifyAdapter, seen: Look, shipment: Shipment) -> PushResult:
    parcel = parcel_of(seen, shipment)
    if parcel is None:
        return _no(NO_PARCEL)
    if len(parcel.numbers) > 1:
        return _no(SEVERAL)
    made = _change(shopify, "fulfillment_cancel", "fulfillmentCancel", {"id": _gid(parcel)})
    return PushResult(outcome=Outcome.DONE, external_id=made)


def _change(shopify: ShopifyAdapter, name: str, key: str, variables: dict[str, object]) -> str:
    payload = shopify.ask(lambda client: client.change(name, key, variables, once=True))
    raw = pages.field(payload, "fulfillment")
    return "" if raw == b"null" else pages.decoded(raw, Parcel).external_id


def _objected(shopify: ShopifyAdapter, write: Write, objection: Refused) -> PushResult:
    """Somebody may have been faster, or a part of it is done: what the shop shows decides."""
    seen = _look(shopify, write)
    found = found_in(seen, write.kind, write.shipment) if seen else None
    if found and found.there is There.DONE:
        return PushResult(outcome=Outcome.ALREADY_DONE, external_id=found.external_id)
    return _no(advise(objection.message))


def _look(shopify: ShopifyAdapter, write: Write) -> Look | None:
    return shopify.ask(lambda client: look(client, write.shipment.order_external_id))


def _market(shopify: ShopifyAdapter) -> str:
    return shopify.connection.shop.market


def _gid(parcel: Parcel) -> str:
    return gid("Fulfillment", parcel.external_id)


def _no(advice: str) -> PushResult:
    return PushResult(outcome=Outcome.REFUSED, advice=advice)
