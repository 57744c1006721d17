"""The stages of an order's way in their order, whose turn each is, and what shows that one is over. Plain Python."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from fulfillment.orders.states import Owner


class Step(StrEnum):
    """Each ends with the moment that it is named after."""

    PAID = "paid"
    REMORSE = "remorse"
    SOURCED = "sourced"
    CONFIRMED = "confirmed"
    PURCHASED = "purchased"
    RECEIVED = "received"
    INSPECTED = "inspected"
    PACKED = "packed"
    LABEL = "label"
    HANDED_OVER = "handed_over"
    FIRST_SCAN = "first_scan"
    CHANNEL = "channel_updated"


class About(Struct, frozen=True):
    """`slow`: the sentence's beginning where it took too long."""

    label: str
    owner: Owner
    slow: str
    evidence: str


ABOUT: dict[Step, About] = {
    Step.PAID: About("Paid", Owner.BUYER, "payment", "the channel tells when the buyer paid"),
    Step.REMORSE: About(
        "Buyer's hour", Owner.CHANNEL, "the buyer's hour", "the market's rule says how long it lasts"
    ),
    Step.SOURCED: About("Sourced", Owner.US, "choosing a supplier", "an event says order.sourced"),
    Step.CONFIRMED: About(
        "Confirmed", Owner.SUPPLIER, "the supplier's answer", "an event says order.confirmed"
    ),
    Step.PURCHASED: About("Purchased", Owner.US, "buying", "an event says order.purchased"),
    Step.RECEIVED: About(
        "Received",
        Owner.SUPPLIER,
        "goods coming in",
        "the lot that it was packed from came in after it was placed",
    ),
    Step.INSPECTED: About("Inspected", Owner.INSPECTION, "inspection", "its lot was released by a person"),
    Step.PACKED: About("Packed", Owner.WAREHOUSE, "packing", "its last box was sealed at the packing table"),
    Step.LABEL: About("Label", Owner.WAREHOUSE, "the label", "its last parcel got a tracking number"),
    Step.HANDED_OVER: About(
        "Handed over", Owner.WAREHOUSE, "the hand-over", "a closed manifest has the last of its parcels"
    ),
    Step.FIRST_SCAN: About(
        "First scan", Owner.CARRIER, "the first scan", "a carrier scanned its last parcel"
    ),
    Step.CHANNEL: About(
        "Channel updated",
        Owner.US,
        "telling the channel",
        "the channel took the tracking number that we sent",
    ),
}
DWELL = "awaiting_shipment"  # no stage of its own: from the end of the buyer's hour until the label
DWELL_LABEL = "Awaiting shipment"
EVENTS = {f"order.{step}": step for step in (Step.SOURCED, Step.CONFIRMED, Step.PURCHASED)}
OWNERS: dict[str, str] = {
    Owner.US: "Us",
    Owner.SUPPLIER: "Supplier",
    Owner.INSPECTION: "Inspection",
    Owner.WAREHOUSE: "Warehouse",
    Owner.CARRIER: "Carrier",
    Owner.CHANNEL: "Channel",
    Owner.BUYER: "Buyer",
}
