"""Writing shipments to a store, as `channels.shipments` asks for it: look first, write once, look again.

WooCommerce takes the same parcel twice without a word, and more units than were sold: only looking first prevents it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from fulfillment.channels.base import Adapter
from fulfillment.channels.errors import Refused
from fulfillment.channels.models import Connection
from fulfillment.channels.shipments import Capabilities, Found, PushResult, Shipment, There, Write
from fulfillment.channels.woocommerce import probing
from fulfillment.channels.woocommerce.adapter import WooAdapter, own_statuses
from fulfillment.channels.woocommerce.answers import NoRoute
from fulfillment.channels.woocommerce.probing import Writer
from fulfillment.channels.woocommerce.shipping import advice, checking
from fulfillment.channels.woocommerce.shipping.checking import COMPLETED
from fulfillment.channels.woocommerce.shipping.looking import Look, look
from fulfillment.channels.woocommerce.shipping.ways import WAYS, Removing, Way
from fulfillment.channels.woocommerce.shipping.writing import set_status
from fulfillment.outbox.words import Kind, Outcome

PROCESSING = "processing"
READS_ONLY = "This store's key may only read. Connect the store again with a key that may read and write."
NO_REQUESTS = "WooCommerce knows no requests of buyers: answer this one in the store."
NO_WAY_BACK = "A note to the customer cannot be taken back: write the buyer instead."


def capabilities(connection: Connection) -> Capabilities:
    way = _way(connection)
    if connection.options.get("may_write") is False:
        return Capabilities(why_not=READS_ONLY)
    return Capabilities(
        can_upload=True, can_correct=True, can_cancel=isinstance(way, Removing), can_split=way.can_split
    )


def push(adapter: Adapter, write: Write, *, now: datetime) -> PushResult:
    woo = cast(WooAdapter, adapter)
    try:
        try:
            return _push(woo, write, now=now)
        except NoRoute:  # certainly not done: a feature or plugin was switched off since we asked
            if not _probed_anew(woo):
                raise
            return _push(woo, write, now=now)
    except Refused as refusal:
        code, sentence = advice.of(refusal)
        return PushResult(outcome=Outcome.REFUSED, advice=sentence, code=code)


def read_back(adapter: Adapter, write: Write, *, now: datetime) -> Found:
    seen = _look(cast(WooAdapter, adapter), write.shipment)
    if seen is None:
        return Found(there=There.DONE if write.kind == Kind.SHIPMENT_CANCEL else There.ABSENT)
    return checking.FOUND[write.kind](seen, write.shipment)


def _push(woo: WooAdapter, write: Write, *, now: datetime) -> PushResult:
    seen = _look(woo, write.shipment)
    if seen is None:
        return PushResult(outcome=Outcome.REFUSED, advice=advice.GONE)
    on = now.astimezone(ZoneInfo(woo.connection.shop.time_zone)).date()
    match write.kind:
        case Kind.SHIPMENT_CREATE:
            return _give(woo, seen, write.shipment, on=on)
        case Kind.SHIPMENT_CORRECT:
            return _correct(woo, seen, write.shipment, on=on)
        case Kind.SHIPMENT_CANCEL:
            return _take_back(woo, seen, write.shipment)
    return PushResult(outcome=Outcome.REFUSED, advice=NO_REQUESTS)


def _give(woo: WooAdapter, seen: Look, shipment: Shipment, *, on: date) -> PushResult:
    """Where nothing is left then, the order is completed, which the store's people would do next."""
    if checking.is_shown(seen, shipment):
        warning = _complete(woo, seen) if checking.waits(seen, shipment) else ""
        known_as = checking.id_of(seen, shipment)
        return PushResult(outcome=Outcome.ALREADY_DONE, external_id=known_as, warning=warning)
    units = {line.external_id: line.quantity for line in shipment.lines} or dict(seen.everything)
    if sentence := advice.why_not(seen, units, is_all=not shipment.lines):
        return PushResult(outcome=Outcome.REFUSED, advice=sentence)
    known_as = _way(woo.connection).give(woo.client, seen, shipment, units, on=on)
    is_last = checking.holds_all(seen, shipment) and not seen.is_sent
    warning = _complete(woo, seen) if is_last else ""
    return PushResult(outcome=Outcome.DONE, external_id=known_as, warning=warning)


def _correct(woo: WooAdapter, seen: Look, shipment: Shipment, *, on: date) -> PushResult:
    if checking.corrected(seen, shipment).there is There.DONE:
        return PushResult(outcome=Outcome.ALREADY_DONE, external_id=checking.id_of(seen, shipment))
    known_as = _way(woo.connection).correct(woo.client, seen, shipment, on=on)
    return PushResult(outcome=Outcome.DONE, external_id=known_as)


def _take_back(woo: WooAdapter, seen: Look, shipment: Shipment) -> PushResult:
    """The order is to be shipped again where this was its last parcel."""
    way, parcel = (
        _way(woo.connection),
        seen.parcel(shipment.tracking_number, shipment.package_external_id),
    )
    if not isinstance(way, Removing):
        return PushResult(outcome=Outcome.REFUSED, advice=NO_WAY_BACK)
    if parcel is not None:
        way.take_back(woo.client, seen, parcel)
    if seen.slug == COMPLETED and all(other is parcel for other in seen.parcels):
        set_status(woo.client, seen, PROCESSING)
    if parcel is None:
        return PushResult(outcome=Outcome.ALREADY_DONE)
    return PushResult(outcome=Outcome.DONE, external_id=parcel.record.external_id)


def _complete(woo: WooAdapter, seen: Look) -> str:
    """A sentence where the number was taken but the order's status could not be set."""
    try:
        set_status(woo.client, seen, COMPLETED)
    except Refused as refusal:
        return f"The number stands, but the order was not completed. {advice.of(refusal)[1]}"
    return ""


def _way(connection: Connection) -> Way:
    return WAYS[_writer(connection)]


def _writer(connection: Connection) -> Writer:
    found = connection.options.get("writer", Writer.NOTE)
    return Writer(found) if found in set(Writer) else Writer.NOTE


def _look(woo: WooAdapter, shipment: Shipment) -> Look | None:
    connection = woo.connection
    return look(
        woo.client, shipment.order_external_id, _writer(connection),
        zone=connection.shop.time_zone, own=own_statuses(connection),
    )  # fmt: skip


def _probed_anew(woo: WooAdapter) -> bool:
    """Which way there is now is kept; False where it is the one that just failed."""
    found = probing.probe(woo.client, probing.index(woo.client))
    connection = woo.connection
    if found is _writer(connection):
        return False
    connection.options = connection.options | {"writer": str(found)}
    Connection.objects.filter(pk=connection.pk).update(options=connection.options)
    return True
