"""The words of inspection: what is inspected, and how a piece is proven to have been in somebody's hands. Pure."""

from enum import StrEnum


class Kind(StrEnum):
    RECEIVED = "received"  # a lot that came in
    PRESHIPMENT = "preshipment"  # at the supplier's, before it leaves there
    PACKING = "packing"  # the goods of one order
    RETURNED = "returned"  # a lot that buyers sent back
    SHELF = "shelf"  # goods of one SKU, whatever lot


class Proof(StrEnum):
    SCAN = "scan"
    MEASURE = "measure"
    PHOTO = "photo"


KIND_LABELS = {
    Kind.RECEIVED: "Received",
    Kind.PRESHIPMENT: "At the supplier's",
    Kind.PACKING: "Before packing",
    Kind.RETURNED: "Sent back",
    Kind.SHELF: "From the shelf",
}
