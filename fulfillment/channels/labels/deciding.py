"""Which paper an order gets, or why it gets none. Pure: no Django here."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from fulfillment.orders.states import Stage
from fulfillment.policies.terms import ShippingType


class Paper(StrEnum):
    SLIP = "slip"  # ours, with the order's barcode
    FILE = "file"  # the carrier's label that somebody attached
    PLATFORM = "platform"  # the platform's own label, asked for there


class Facts(NamedTuple):
    """What decides it."""

    stage: str
    is_open: bool
    held_for: str  # why it must not ship; blank: it may
    shipping_type: str
    channel: str  # its name
    is_printed_here: bool  # the channel gives its labels out
    packages: int  # that are not cancelled
    has_file: bool


HELD = "On hold, and must not ship: {}. Release the hold, then print."
GONE = {
    Stage.CANCELLED: "It is cancelled.",
    Stage.UNPAID: "It is not paid yet.",
    Stage.REMORSE: "Its buyer may still cancel it: the channel has not released it for shipping.",
    Stage.IN_TRANSIT: "A carrier has it already.",
    Stage.DELIVERED: "It is delivered.",
}
NOT_OURS = "{} packs and ships it from a warehouse of its own."
NO_PACKAGE = "{0} has made no package of it yet: arrange its shipment on {0}, then print."
NOT_HERE = "{0} prints its label itself and gives it to nobody: print it on {0}."


def decide(told: Facts) -> tuple[Paper | None, str]:
    """(the paper, "") or (None, why there is none)."""
    if words := GONE.get(Stage(told.stage)):
        return None, words
    if told.shipping_type not in (ShippingType.SELLER, ShippingType.PLATFORM):
        return None, NOT_OURS.format(told.channel)
    if not told.is_open:
        return None, "It is closed: nothing of it is left to ship."
    if told.held_for:
        return None, HELD.format(told.held_for.rstrip("."))
    if told.has_file:
        return Paper.FILE, ""
    if told.shipping_type == ShippingType.SELLER:
        return Paper.SLIP, ""
    if not told.is_printed_here:
        return None, NOT_HERE.format(told.channel)
    return (Paper.PLATFORM, "") if told.packages else (None, NO_PACKAGE.format(told.channel))
