"""What an order's present state says of a write: read back, never remembered. Pure."""

from __future__ import annotations

from fulfillment.channels.shipments import Found, Shipment, There
from fulfillment.channels.shopify.shipping.looking import Look, Parcel
from fulfillment.outbox.words import Kind
from fulfillment.tracking.numbers import normalise


def found_in(seen: Look, kind: Kind, shipment: Shipment) -> Found:
    if kind is Kind.SHIPMENT_CORRECT:
        return _corrected(seen, shipment)
    if kind is Kind.SHIPMENT_CANCEL:
        parcel = parcel_of(seen, shipment)
        gone = parcel is None or not parcel.is_live
        return Found(there=There.DONE if gone else There.ABSENT)
    return _given(seen, shipment)


def parcel_of(seen: Look, shipment: Shipment) -> Parcel | None:
    """The parcel that is meant: by its id, else by the number that it has, else the only one.

    A further number of one fulfillment has the fulfillment's id with its place behind it.
    """
    if shipment.package_external_id:
        id_ = shipment.package_external_id.partition("-")[0]
        return next((parcel for parcel in seen.parcels if parcel.external_id == id_), None)
    if shipment.previous_number:
        return seen.showing(shipment.previous_number)
    if parcel := seen.showing(shipment.tracking_number):
        return parcel
    return seen.live[0] if len(seen.live) == 1 else None


def _given(seen: Look, shipment: Shipment) -> Found:
    """Where everything was meant, a place that still waits was not reached yet."""
    parcel = seen.showing(shipment.tracking_number)
    if parcel and (shipment.lines or not seen.to_ship):
        return _done(parcel, shipment)
    if seen.to_ship or not seen.live:
        return Found(there=There.ABSENT)
    return _different(seen.live, shipment)


def _corrected(seen: Look, shipment: Shipment) -> Found:
    parcel = parcel_of(seen, shipment) or seen.showing(shipment.tracking_number)
    if parcel is None or not parcel.is_live:
        return Found(there=There.ABSENT)
    if normalise(shipment.tracking_number) in parcel.numbers:
        return _done(parcel, shipment)
    previous = normalise(shipment.previous_number)
    if not parcel.numbers or not previous or previous in parcel.numbers:
        return Found(there=There.ABSENT)
    return _different([parcel], shipment)


def _done(parcel: Parcel, shipment: Shipment) -> Found:
    number = normalise(shipment.tracking_number)
    return Found(there=There.DONE, external_id=parcel.external_id, tracking_number=number)


def _different(parcels: list[Parcel], shipment: Shipment) -> Found:
    shown = ", ".join(sorted({each for parcel in parcels for each in parcel.numbers})) or "no number"
    sentence = (
        f"Shopify shows {shown} where {shipment.tracking_number} was sent. "
        "Compare both with the label; correct the number if Shopify's is wrong."
    )
    return Found(there=There.DIFFERENT, tracking_number=shown, sentence=sentence)
