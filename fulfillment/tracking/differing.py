"""Where the channel and the carrier say different things of one parcel: both, side by side, and since when. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from fulfillment.tracking.states import PackageStatus

# The channels that tell scans at all, as people call them; of any other nothing can be late.
TELLING = {"tiktok": "TikTok", "shopify": "Shopify"}
NOT_MOVED = frozenset({PackageStatus.TO_SHIP, PackageStatus.READY})
WORDS = {
    PackageStatus.TO_SHIP: "to ship",
    PackageStatus.READY: "ready, not scanned",
    PackageStatus.IN_TRANSIT: "in transit",
    PackageStatus.DELIVERED: "delivered",
}


class Sides(NamedTuple):
    """`status` and `channel_*` as the channel told it, `carrier_*` by the carrier's own messages."""

    channel: str
    status: str
    channel_scan_at: datetime | None
    carrier_spoke_at: datetime | None  # its first message of any kind
    carrier_scan_at: datetime | None
    carrier_delivered_at: datetime | None


class Difference(NamedTuple):
    """`since_at`: when the side that knows more learnt it. `ahead`: who that is."""

    code: str  # scanned, delivered, unscanned
    ahead: str  # carrier, channel
    since_at: datetime
    channel_says: str


def difference(sides: Sides) -> Difference | None:
    """None where both say the same, or where one of them never says anything."""
    says = WORDS.get(PackageStatus(sides.status), "")
    if sides.channel not in TELLING or not says:
        return None
    if sides.status in NOT_MOVED and sides.channel_scan_at is None:
        if sides.carrier_delivered_at:
            return Difference("delivered", "carrier", sides.carrier_delivered_at, says)
        if sides.carrier_scan_at:
            return Difference("scanned", "carrier", sides.carrier_scan_at, says)
        return None
    if sides.status == PackageStatus.IN_TRANSIT and sides.carrier_delivered_at:
        return Difference("delivered", "carrier", sides.carrier_delivered_at, says)
    told = sides.channel_scan_at
    if told and sides.carrier_spoke_at and sides.carrier_scan_at is None:
        return Difference("unscanned", "channel", told, says)
    return None


def sentence(found: Difference, channel: str) -> tuple[str, str]:
    """What stands before and after `since_at` as an age: `Carrier scanned` 6 h ago`, TikTok not updated yet`."""
    name = TELLING[channel]
    if found.ahead == "channel":
        return f"{name} says {found.channel_says} since", ", the carrier has only announced it"
    return f"Carrier {found.code}", f", {name} not updated yet: it says {found.channel_says}"
