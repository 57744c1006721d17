"""The words of packing: how far a box is, and what can be wrong with it. Pure."""

from enum import StrEnum


class PackState(StrEnum):
    OPEN = "open"
    SEALED = "sealed"
    UNPACKED = "unpacked"  # its goods are back on the shelf: it is no parcel
    GONE = "gone"  # its orders were dispatched


class Problem(StrEnum):
    """Why a box must not go as it is; it waits for somebody's answer."""

    CANCELLED = "cancelled"
    HELD = "held"
    ADDRESS_CHANGED = "address_changed"
    PACKED_BY_ANOTHER = "packed_by_another"
    TOO_MUCH = "too_much"  # more units than the order needs, or goods of no order in it
    LABEL_OF_ANOTHER = "label_of_another"


IN_THE_HOUSE = (PackState.OPEN, PackState.SEALED)
