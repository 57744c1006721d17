"""The way of a claim, from the word that a parcel is lost to its money. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

LOST_AFTER = timedelta(days=10)  # TikTok Shop: no movement for over 10 days is lost, and compensated
LISTED_AFTER = timedelta(
    hours=6
)  # a truck's parcels reach the depot in the evening; who asks sooner learns nothing
ASKED_AGAIN_AFTER = timedelta(days=2)  # within which a carrier's scan is in time for the platform


class ClaimState(StrEnum):
    OPENED = "opened"
    ASKED = "asked"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    PAID = "paid"


NEXT: dict[ClaimState, tuple[ClaimState, ...]] = {
    ClaimState.OPENED: (ClaimState.ASKED, ClaimState.ANSWERED, ClaimState.ACCEPTED, ClaimState.REFUSED),
    ClaimState.ASKED: (ClaimState.ANSWERED, ClaimState.ACCEPTED, ClaimState.REFUSED),
    ClaimState.ANSWERED: (ClaimState.ASKED, ClaimState.ACCEPTED, ClaimState.REFUSED),
    ClaimState.ACCEPTED: (ClaimState.PAID, ClaimState.REFUSED),
    ClaimState.REFUSED: (ClaimState.ASKED,),  # an objection
    ClaimState.PAID: (),
}
CLOSED = frozenset({ClaimState.REFUSED, ClaimState.PAID})
WORDS = {
    ClaimState.OPENED: ("opened", "plain"),
    ClaimState.ASKED: ("the carrier was asked", "info"),
    ClaimState.ANSWERED: ("the carrier answered", "info"),
    ClaimState.ACCEPTED: ("accepted, not paid yet", "soon"),
    ClaimState.REFUSED: ("refused", "breach"),
    ClaimState.PAID: ("paid", "ok"),
}
ACTS = {
    ClaimState.ASKED: "The carrier was asked",
    ClaimState.ANSWERED: "The carrier answered",
    ClaimState.ACCEPTED: "The carrier accepted it",
    ClaimState.REFUSED: "The carrier refused it",
    ClaimState.PAID: "The money came",
}


def is_lost(handed_over_at: datetime, now: datetime) -> bool:
    return now - handed_over_at > LOST_AFTER
