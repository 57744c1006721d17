"""What a buyer may know of their order: the honest state, the promised day, the parcels. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Step(StrEnum):
    """Each is a word of `buyer_words.toml`."""

    RECEIVED = "received"
    LABELLED = "labelled"
    PARTLY = "partly"
    ON_THE_WAY = "on_the_way"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    DIGITAL = "digital"


class Promise(StrEnum):
    PROMISED = "promised"
    OVERDUE = "overdue"
    NONE = "no_promise"


@dataclass(frozen=True)
class Parcel:
    number: str
    first_scan_at: datetime | None
    delivered_at: datetime | None


def step_of(
    *,
    is_cancelled: bool,
    is_digital: bool,
    is_dispatched: bool,
    is_delivered: bool,
    parcels: Sequence[Parcel],
) -> Step:
    """A label is not a scan: only what the carrier or the channel has seen counts as with the carrier."""
    if is_cancelled:
        return Step.CANCELLED
    if is_digital:
        return Step.DIGITAL
    if is_delivered or (parcels and all(each.delivered_at for each in parcels)):
        return Step.DELIVERED
    scanned = sum(each.first_scan_at is not None or each.delivered_at is not None for each in parcels)
    if is_dispatched or (parcels and scanned == len(parcels)):
        return Step.ON_THE_WAY
    if scanned:
        return Step.PARTLY
    return Step.LABELLED if any(each.number for each in parcels) else Step.RECEIVED


def promise_of(step: Step, due_at: datetime | None, now: datetime) -> Promise | None:
    """None where nothing is promised any more, because it arrived or never will."""
    if step in (Step.DELIVERED, Step.CANCELLED, Step.DIGITAL):
        return None
    if due_at is None:
        return Promise.NONE
    return Promise.OVERDUE if now > due_at else Promise.PROMISED
