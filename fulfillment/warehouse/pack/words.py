"""What the packing table's screen says: for each decision its colour, a line read from a step away, and what to do. Pure."""

from __future__ import annotations

from typing import NamedTuple

from fulfillment.warehouse.pack.deciding import Does


class Said(NamedTuple):
    tone: str  # ok, risk, breach
    title: str
    text: str


SAID = {
    Does.START: Said("ok", "{order}", "Scan each item."),
    Does.JOIN: Said("ok", "{order} too", "Same buyer: both orders go into this box. Scan its items."),
    Does.PUT: Said("ok", "{sku}", "{left}"),
    Does.WEIGH: Said("ok", "{grams} g", "Now the label."),
    Does.WEIGH_ODD: Said(
        "risk", "{grams} g?", "That is not what these goods weigh: count them again. If it is right, scan the label."
    ),
    Does.NO_WEIGHT: Said("breach", "No weight", "No parcel weighs {code}: empty the scale, set it to zero, weigh again."),
    Does.SEAL: Said("ok", "Sealed", "{order} is packed under {code}. Scan the next order."),
    Does.SPLIT: Said("ok", "Sealed in part", "The rest of {order} goes into another box: scan the order again."),
    Does.OPEN_ALREADY: Said("risk", "{order} is open", "Scan its items."),
    Does.STOPPED: Said("breach", "{stop}", "{what}"),
    Does.PACKED: Said("risk", "{order} is packed", "All of its goods lie in a sealed box: take another order."),
    Does.OTHER_ORDER: Said(
        "breach", "Another buyer's order", "{order} must not go into this box. Seal this one first, or put it back."
    ),
    Does.TOO_MANY: Said("breach", "One too many", "All units of {sku} are in. Put this one back."),
    Does.NOT_IN_IT: Said("breach", "Wrong item", "{code} is not in this order. Put it back and scan the right one."),
    Does.MISSING: Said(
        "breach", "Goods are missing", "{left}. Put them in; or, where goods follow in another box, scan the label again."
    ),
    Does.LABEL_OF_ANOTHER: Said("breach", "Label of another order", "{code} belongs to {order}. Do not stick it on."),
    Does.NOT_ITS_LABEL: Said(
        "breach", "Not its label", "{code} is not the number that {order} was given. Fetch the right label."
    ),
    Does.NOTHING_OPEN: Said("risk", "No order is open", "{code} is no order known here. Scan an order first."),
    Does.UNKNOWN: Said(
        "breach", "Unknown code", "{code} is nothing of this order. Scan the goods; where nothing is printed, press By hand."
    ),
}  # fmt: skip
