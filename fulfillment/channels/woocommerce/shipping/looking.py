"""What the store shows of an order before anything is written, and after: its state, what is left, which numbers it has."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
from msgspec import Struct, field
from msgspec.json import Decoder

from fulfillment.channels.errors import Refused
from fulfillment.channels.shipments import Shipment
from fulfillment.channels.values import identifier
from fulfillment.channels.woocommerce.client import STORE, WooClient, decoded, number, rows
from fulfillment.channels.woocommerce.mapping import statuses
from fulfillment.channels.woocommerce.mapping.lines import refunded_units
from fulfillment.channels.woocommerce.mapping.orders import placed, readable_refunds
from fulfillment.channels.woocommerce.mapping.parcels import Parcel, parcels
from fulfillment.channels.woocommerce.mapping.progress import SENT, meaning
from fulfillment.channels.woocommerce.mapping.statuses import Meaning
from fulfillment.channels.woocommerce.mapping.values import quantity, text
from fulfillment.channels.woocommerce.payloads import OrderPayload, Whole, Word
from fulfillment.channels.woocommerce.probing import Writer
from fulfillment.channels.woocommerce.whole import gather
from fulfillment.tracking.numbers import normalise

WHOLE, PAYLOAD = Decoder(Whole), Decoder(OrderPayload)


class Note(Struct):
    note: Word = ""
    customer_note: bool = False


NOTE = Decoder(Note)


class Look(Struct, frozen=True):
    """`units` by line's id, without those refunded; `notes` are asked for where nothing else can show a number."""

    order_id: str
    slug: str
    meaning: Meaning
    units: Counter[str]
    parcels: list[Parcel]
    fulfillments: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def parcel(self, tracking_number: str, external_id: str = "") -> Parcel | None:
        wanted = normalise(tracking_number)
        for parcel in self.parcels:
            record = parcel.record
            if (external_id and record.external_id == external_id) or (
                wanted and normalise(record.tracking_number) == wanted
            ):
                return parcel
        return None

    def to_correct(self, shipment: Shipment) -> Parcel:
        found = self.parcel(shipment.previous_number) or self.parcel("", shipment.package_external_id)
        if found is None:
            sentence = f"the store shows no parcel with the number {shipment.previous_number}"
            raise Refused(0, sentence, "Give the right one as a new number.")
        return found

    def tells(self, tracking_number: str) -> bool:
        """Whether a note to the customer names it."""
        wanted = normalise(tracking_number)
        return any(wanted in normalise(note) for note in self.notes)

    @property
    def left(self) -> Counter[str] | None:
        """Units that are in no parcel yet; None where a parcel does not say what is inside."""
        packed: Counter[str] = Counter()
        for parcel in self.parcels:
            if parcel.units is None:
                return None
            packed.update(parcel.units)
        return self.units - packed

    @property
    def everything(self) -> Counter[str]:
        """What a parcel holds that names no lines."""
        return self.units if self.left is None else self.left

    @property
    def is_sent(self) -> bool:
        """By the order's status."""
        return self.meaning in SENT


def look(client: WooClient, order_id: str, writer: Writer, *, zone: str, own: dict[str, str]) -> Look | None:
    """None where the store does not know the order any more. Raises `ChannelError`."""
    raw = client.order(order_id)
    if raw is None:
        return None
    gathered = gather(client, raw, known_refunds=frozenset(), zone=zone, own_statuses=own)
    whole = decoded(gathered.payload, WHOLE.decode)
    payload = decoded(bytes(whole.order), PAYLOAD.decode)
    units = Counter({identifier(line.id): quantity(line.quantity) for line in payload.line_items or ()})
    return Look(
        order_id=order_id,
        slug=statuses.slug(text(payload.status)),
        meaning=meaning(payload, own),
        units=units - refunded_units(readable_refunds(whole)),
        parcels=parcels(whole, payload, order_id=order_id, placed_at=placed(payload, zone)),
        fulfillments=[msgspec.json.decode(one) for one in whole.fulfillments or ()],
        notes=_notes(client, order_id) if writer is Writer.NOTE else [],
    )


def _notes(client: WooClient, order_id: str) -> list[str]:
    data = client.get(f"{STORE}/orders/{number(order_id)}/notes", {"type": "customer"}).data
    found = [decoded(bytes(row), NOTE.decode) for row in rows(data)]
    return [text(note.note, 2000) for note in found if note.customer_note]
