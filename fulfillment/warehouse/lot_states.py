"""The words of stock: what a lot may be used for, why units moved, where goods come from. Pure."""

from enum import StrEnum


class LotState(StrEnum):
    QUARANTINED = "quarantined"  # here, and nobody's until somebody looked at it
    RELEASED = "released"
    REJECTED = "rejected"


class SupplyKind(StrEnum):
    SHELF = "shelf"
    AGENT = "agent"  # on an agent's shelf, in the country that it goes to
    PER_ORDER = "per_order"  # bought when an order comes: never short here


class MoveKind(StrEnum):
    RECEIVED = "received"
    COUNTED = "counted"  # the difference that a count found
    SHIPPED = "shipped"
    TAKEN_OUT = "taken_out"
    PUT_BACK = "put_back"
    KIT_USED = "kit_used"  # of a brand kit, into parcels


STATE_LABELS = {
    LotState.QUARANTINED: "Quarantined",
    LotState.RELEASED: "Released",
    LotState.REJECTED: "Rejected",
}
STATE_TONES = {LotState.QUARANTINED: "hold", LotState.RELEASED: "ok", LotState.REJECTED: "breach"}
STATE_ICONS = {LotState.QUARANTINED: "hold", LotState.RELEASED: "ok", LotState.REJECTED: "cross"}
SUPPLY_LABELS = {
    SupplyKind.SHELF: "Our shelf",
    SupplyKind.AGENT: "An agent's shelf",
    SupplyKind.PER_ORDER: "Bought per order",
}
MOVE_LABELS = {
    MoveKind.RECEIVED: "Received",
    MoveKind.COUNTED: "Counted",
    MoveKind.SHIPPED: "Shipped",
    MoveKind.TAKEN_OUT: "Taken out",
    MoveKind.PUT_BACK: "Put back",
    MoveKind.KIT_USED: "Went into parcels",
}
TAKING_REASONS = {
    "damaged": "Damaged here",
    "lost": "Lost",
    "sample": "Given away as a sample",
    "to_supplier": "Sent back to the supplier",
}
