"""What an order's own payload says of a number that we sent: read back, never remembered. Pure."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from fulfillment.channels.shipments import Found, There, Write
from fulfillment.channels.tiktok.payloads import OrderPayload, Unit
from fulfillment.channels.values import identifier, text
from fulfillment.outbox.words import Kind
from fulfillment.tracking.numbers import normalise


class ToShip(OrderPayload):
    delivery_option_id: str | int | None = None


class Package(Struct):
    id: str
    number: str  # normalised, "" where none is given


DECODER = msgspec.json.Decoder(ToShip, strict=False)


def read(raw: bytes) -> ToShip:
    return DECODER.decode(raw)


def packages(order: ToShip) -> list[Package]:
    """One for each parcel that the units name; units without a parcel are left out."""
    found = {
        identifier(unit.package_id): _number(unit)
        for unit in order.line_items or ()
        if identifier(unit.package_id)
    }
    return [Package(id_, number) for id_, number in found.items()]


def found_in(order: ToShip, write: Write) -> Found:
    wanted = normalise(write.shipment.tracking_number)
    units = _concerned(order, write)
    ours = [unit for unit in units if _number(unit) == wanted]
    if ours:
        return Found(
            there=There.DONE, external_id=identifier(ours[0].package_id), tracking_number=_number(ours[0])
        )
    numbers = sorted({_number(unit) for unit in units} - {""})
    if _is_as_before(units, numbers, write):
        return Found(there=There.ABSENT)
    shown = ", ".join(numbers) or "none"
    sentence = (
        f"TikTok shows {shown} where {write.shipment.tracking_number} was sent. "
        "Compare both with the label; correct the number if TikTok's is wrong."
    )
    return Found(there=There.DIFFERENT, tracking_number=shown, sentence=sentence)


def _is_as_before(units: Sequence[Unit], numbers: list[str], write: Write) -> bool:
    if write.kind is Kind.SHIPMENT_CORRECT:
        previous = normalise(write.shipment.previous_number)
        return not numbers or not previous or previous in numbers
    return any(not _number(unit) for unit in units) or not numbers


def _concerned(order: ToShip, write: Write) -> Sequence[Unit]:
    units = order.line_items or []
    chosen = {id_ for line in write.shipment.lines for id_ in line.unit_ids}
    package = write.shipment.package_external_id
    if write.kind is Kind.SHIPMENT_CORRECT and package:
        return [unit for unit in units if identifier(unit.package_id) == package]
    return [unit for unit in units if identifier(unit.id) in chosen] if chosen else units


def _number(unit: Unit) -> str:
    return normalise(text(unit.tracking_number))
