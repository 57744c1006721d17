"""What is done with a box from the first scan to the seal, in this order. Pure.

The tablet shows the first that is not done; what must be done stands before the label, which seals the box.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from fulfillment.warehouse.pack.deciding import Parcel


class Per(StrEnum):
    UNIT = "unit"
    BOX = "box"


class Step(NamedTuple):
    """`code` says how it is done: goods are scanned, a box is weighed, photographed, labelled."""

    code: str
    name: str  # on its mark
    words: str  # what to do now
    per: Per
    is_needed: bool  # a box is not sealed without it


SCAN = Step("scan", "Scan", "scan each item", Per.UNIT, True)
KIT = Step("kit", "Kit", "put in the brand kit", Per.BOX, True)
WEIGH = Step("weigh", "Weigh", "weigh it", Per.BOX, False)
PHOTO = Step("photo", "Photo", "take its picture", Per.BOX, False)
LABEL = Step("label", "Label", "scan the label to seal it", Per.BOX, True)


def steps_of(parcels: Iterable[Parcel]) -> list[Step]:
    """For the orders of one box; none of what is packed already."""
    open_ones = [line.id for each in parcels for line in each.lines if line.need]
    if not open_ones:
        return []
    kit = [KIT] if min(open_ones) < 0 else []
    return [SCAN, *kit, WEIGH, PHOTO, LABEL]
