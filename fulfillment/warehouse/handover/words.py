"""What can go wrong with a truck, and which evidence the platform's appeal asks for. Pure.

TikTok Shop, seller guide on late dispatch: a dated picture of the parcels ready, the chat with the carrier, the
carrier's pick-up manifest signed with time and count, pictures of a full vehicle.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple


class Incident(StrEnum):
    EARLY = "early"
    LATE = "late"
    NEVER = "never"
    FULL = "full"


class Evidence(StrEnum):
    READY = "ready"
    CHAT = "chat"
    VEHICLE = "vehicle"
    RECEIPT = "receipt"


INCIDENTS = {
    Incident.EARLY: "It came early",
    Incident.LATE: "It came late",
    Incident.NEVER: "It did not come",
    Incident.FULL: "It was full",
}
EVIDENCE = {
    Evidence.READY: "the parcels ready at the dock",
    Evidence.CHAT: "the chat with the carrier",
    Evidence.VEHICLE: "the full vehicle",
    Evidence.RECEIPT: "the carrier's receipt",
}
ASKED = {
    Incident.EARLY: (Evidence.READY, Evidence.CHAT),
    Incident.LATE: (Evidence.READY, Evidence.RECEIPT),
    Incident.NEVER: (Evidence.READY, Evidence.CHAT),
    Incident.FULL: (Evidence.VEHICLE, Evidence.READY),
}


EARLY = timedelta(minutes=20)  # before its time: what comes to the dock in these minutes it leaves behind


def told_early(departs_at: datetime, left_at: datetime, told: Collection[str]) -> str:
    """What to do about a truck that left before its time; blank: nothing, or it was told."""
    minutes = int((departs_at - left_at).total_seconds() // 60)
    if departs_at - left_at < EARLY or Incident.EARLY in told:
        return ""
    ahead = f"{minutes // 60} h {minutes % 60} m" if minutes >= 60 else f"{minutes} m"
    return (
        f"It left {ahead} before its time. Was it this truck? Then put on record here that it came early, with a "
        f"picture of the parcels that it left; if not, open the manifest again."
    )


class Wanted(NamedTuple):
    evidence: Evidence
    words: str
    is_there: bool


def wanted(incidents: Iterable[str], shown: Collection[str]) -> list[Wanted]:
    """The pictures that these incidents ask for, each once, and whether they are there."""
    asked = dict.fromkeys(each for kind in incidents for each in ASKED[Incident(kind)])
    return [Wanted(each, EVIDENCE[each], each in shown) for each in asked]


def proof_of(*, driver: str, counted: int | None, reference: str, is_signed: bool, has_receipt: bool) -> str:
    """`signed by Ray Diaz, 42 counted, receipt photographed`; what there is none of is not told."""
    by = f" by {driver}" if driver else ""
    parts = [
        f"signed{by}" if is_signed else f"taken{by}" if driver else "",
        f"{counted:,} counted" if counted is not None else "",
        f"receipt {reference}" if reference else "",
        "receipt photographed" if has_receipt else "",
    ]
    return ", ".join(filter(None, parts)) or "no proof"


def is_proven(*, reference: str, is_signed: bool, has_receipt: bool) -> bool:
    """The seller's own word alone proves nothing: a signature, or the carrier's SCAN form or receipt, does."""
    return bool(reference or is_signed or has_receipt)
