"""Whether the store shows what was to be written. Pure."""

from __future__ import annotations

from collections.abc import Callable

from fulfillment.channels.shipments import Found, Shipment, There
from fulfillment.channels.woocommerce.mapping.statuses import Meaning
from fulfillment.channels.woocommerce.shipping.looking import Look
from fulfillment.outbox.words import Kind

COMPLETED = "completed"


def given(seen: Look, shipment: Shipment) -> Found:
    """A number that stands while the order still waits counts as absent: the rest is still to be done."""
    if is_shown(seen, shipment):
        there = There.ABSENT if waits(seen, shipment) else There.DONE
        return Found(there=there, external_id=id_of(seen, shipment), tracking_number=shipment.tracking_number)
    if seen.parcels and (seen.is_sent or (seen.left is not None and not seen.left)):
        sentence = f"The store says that everything of this order is shipped, with {numbers(seen)}."
        return Found(there=There.DIFFERENT, tracking_number=numbers(seen), sentence=sentence)
    return Found(there=There.ABSENT)


def corrected(seen: Look, shipment: Shipment) -> Found:
    old = seen.parcel(shipment.previous_number)
    if is_shown(seen, shipment) and old is None:
        known_as = id_of(seen, shipment)
        return Found(there=There.DONE, external_id=known_as, tracking_number=shipment.tracking_number)
    if old is not None or not seen.parcels:
        return Found(there=There.ABSENT, tracking_number=shipment.previous_number)
    sentence = f"The store shows {numbers(seen)} for this order."
    return Found(there=There.DIFFERENT, tracking_number=numbers(seen), sentence=sentence)


def taken_back(seen: Look, shipment: Shipment) -> Found:
    is_gone = seen.parcel(shipment.tracking_number, shipment.package_external_id) is None
    is_open = seen.slug != COMPLETED or bool(seen.parcels)
    return Found(there=There.DONE if is_gone and is_open else There.ABSENT)


FOUND: dict[Kind, Callable[[Look, Shipment], Found]] = {
    Kind.SHIPMENT_CREATE: given,
    Kind.SHIPMENT_CORRECT: corrected,
    Kind.SHIPMENT_CANCEL: taken_back,
}


def is_shown(seen: Look, shipment: Shipment) -> bool:
    return seen.parcel(shipment.tracking_number) is not None or seen.tells(shipment.tracking_number)


def id_of(seen: Look, shipment: Shipment) -> str:
    parcel = seen.parcel(shipment.tracking_number)
    return parcel.record.external_id if parcel else ""


def waits(seen: Look, shipment: Shipment) -> bool:
    """The number stands and nothing of the order is left, but its status was not set."""
    if seen.meaning is not Meaning.TO_SHIP:
        return False
    if seen.parcels and seen.left is not None:
        return not seen.left
    return holds_all(seen, shipment)


def holds_all(seen: Look, shipment: Shipment) -> bool:
    """Whether nothing is left once this parcel is gone."""
    units = {line.external_id: line.quantity for line in shipment.lines}
    return not units or all(units.get(line, 0) >= left for line, left in seen.everything.items())


def numbers(seen: Look) -> str:
    return ", ".join(parcel.record.tracking_number for parcel in seen.parcels) or "no number"
