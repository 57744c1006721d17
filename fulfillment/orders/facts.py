"""What a judgement knows of an order: plain values, gathered by the watch or made up by a test. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, Protocol

from fulfillment.policies.terms import CancelBecause, OrderKind, ShippingType, StopEvent


class ClockReading(Protocol):
    """What of `orders.clock.Clock` the judgement reads."""

    @property
    def stop_event(self) -> StopEvent: ...
    @property
    def dispatch_due_at(self) -> datetime | None: ...
    @property
    def cancels_at(self) -> datetime | None: ...
    @property
    def cancel_because(self) -> CancelBecause | None: ...
    @property
    def remorse_until(self) -> datetime | None: ...


class OpenHold(NamedTuple):
    id: int
    reason: str
    subject: str
    blocks: bool
    owner: str
    action: str
    evidence: str
    placed_at: datetime
    until_at: datetime | None


class CancelRequest(NamedTuple):
    """A buyer's request nobody has answered yet; `then` says what comes after that time."""

    asked_at: datetime | None
    answer_by_at: datetime | None
    then: str = ""
    answers_itself: bool = True  # the channel or a source says that the platform decides then


class OpenQuestion(NamedTuple):
    """A buyer asks where the order is, and nobody has answered yet: the oldest of them, the least time of all."""

    asked_at: datetime
    answer_by_at: datetime | None
    how_many: int = 1


class LineFlags(NamedTuple):
    """What is to be looked at before the lines are bought."""

    unmapped: int = 0  # lines whose listing is no SKU
    unmapped_line: str = ""  # one of them
    misfit: str = ""  # the word that speaks against a variant where it goes; blank where none does
    misfit_says: str = ""
    misfit_line: str = ""


class Truck(NamedTuple):
    """What planning said: the last departure that is scanned in time, and those after it."""

    at: datetime
    act_by_at: datetime
    words: dict[str, str]  # truck, step, act_by
    later: tuple[
        tuple[datetime, dict[str, str]], ...
    ] = ()  # departures after it: next_truck, next_scan, next_likely


class OrderFacts(NamedTuple):
    """What the judgement knows of an order besides its clock."""

    status: str
    stage: str
    is_open: bool
    placed_at: datetime
    stage_since_at: datetime
    dispatched_at: datetime | None = None
    shipping_type: str = ShippingType.SELLER
    kind: str = OrderKind.REGULAR
    is_sample: bool = False
    is_replacement: bool = False
    counts: bool = True  # a late dispatch counts against us, says the rulebook of its shipping type and kind
    release_at: datetime | None = None
    packages_total: int = 0
    packages_scanned: int = 0
    tracking_problem: str = ""
    may_correct: bool = True  # the channel takes another number for it
    correct_by_at: datetime | None = None  # until then; None: not known
    carrier_asked_at: datetime | None = None  # when somebody last asked the carrier for it
    address_missing: bool = False
    channel_behind_since_at: datetime | None = None  # carriers scanned all of it, its channel calls it unsent
    cancel_request: CancelRequest | None = None
    question: OpenQuestion | None = None
    holds: tuple[OpenHold, ...] = ()
    country: str = ""
    copy_of: str = ""  # the order that it is a copy of, as people call it
    lines: LineFlags = LineFlags()
    usual_hours: float | None = None  # within which 8 in 10 orders leave this stage; None: not known yet
    truck: Truck | None = None  # the last that is scanned in time; None: none is known
    handed_over_at: datetime | None = None  # by a closed manifest, whole
    handover_proof: str = ""  # what proves it, in words
    left_behind_at: datetime | None = None  # a truck left without it, by its manifest
    late_likely_at: datetime | None = None  # from then on, by pace, being late is more likely than not
