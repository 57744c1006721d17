"""What the outbox tells a channel about a parcel, and what the channel's `pushing` module answers. No Django here.

A channel that can be written to names its module in `base.CHANNELS` (`pushes`). The module offers

    capabilities(connection) -> Capabilities             without asking the network
    push(adapter, write, *, now) -> PushResult           sends once
    read_back(adapter, write, *, now) -> Found           asks, changes nothing

`adapter` is what the channel's `open_adapter` made. All may raise a `ChannelError`; the engine makes outcomes of them.

`push` sends the write at most once: no repeating inside, for a reply that was lost may belong to a write that was done.
It raises `Unavailable` then, and the engine calls `read_back` before anything is sent again. What the channel refuses
because it already has it, is `Outcome.ALREADY_DONE` only where the channel shows *our* number; else it is refused.
"""

from datetime import timedelta
from enum import StrEnum

from msgspec import Struct

from fulfillment.outbox.words import Kind, Outcome


class ShipmentLine(Struct, frozen=True, kw_only=True):
    """`external_id` is our line's; `unit_ids` the channel's ids of its units, where it counts units one by one."""

    external_id: str
    quantity: int
    unit_ids: tuple[str, ...] = ()


class Shipment(Struct, frozen=True, kw_only=True):
    """One parcel of one order."""

    order_external_id: str
    tracking_number: str  # as it shall be sent, already tidied
    carrier: str = ""  # our code; blank: none known
    carrier_id: str = ""  # the channel's own id and name, where the form offered the channel's list
    carrier_name: str = ""
    tracking_url: str = ""  # blank: none known
    package_external_id: str = ""  # which parcel is corrected; blank: the channel makes it
    previous_number: str = ""  # of a correction
    lines: tuple[ShipmentLine, ...] = ()  # empty: everything that is still to be sent
    notify: bool = True  # the channel tells the buyer, where it asks whether to


class Write(Struct, frozen=True, kw_only=True):
    """One attempt at one row of the outbox."""

    kind: Kind
    key: str  # unique per shop and the same at every attempt: an idempotency key where a channel takes one
    shipment: Shipment
    attempts: int = 1


class PushResult(Struct, frozen=True, kw_only=True):
    outcome: Outcome
    external_id: str = ""  # the parcel's on the channel
    advice: str = ""  # of `refused`: what happened and what to do, in sentences for people
    code: str = ""  # the channel's own
    warning: str = ""  # taken, but the channel remarks this


class There(StrEnum):
    """What the channel shows of a write."""

    DONE = "done"  # it is as we want it
    ABSENT = "absent"  # it is as before: sending is safe
    DIFFERENT = "different"  # shipped, but not with our number


class Found(Struct, frozen=True, kw_only=True):
    there: There
    external_id: str = ""
    tracking_number: str = ""  # what it shows
    sentence: str = ""  # of `different`


class Capabilities(Struct, frozen=True, kw_only=True):
    """What this connection lets us write. `why_not` is a sentence where nothing can be uploaded."""

    can_upload: bool = False
    can_correct: bool = False
    corrections: int | None = None  # how often one parcel's number may be corrected; None: no limit is known
    correct_within: timedelta | None = None  # counted from when the number was given; None: no limit is known
    can_cancel: bool = False  # a shipment can be taken back after it was sent
    can_split: bool = False  # several parcels per order, each with lines of its own
    number_format: str = ""  # a regular expression for whole numbers; blank: any text
    number_says: str = ""  # the same in words: "4 to 50 letters …"
    asks_notify: bool = False  # the person chooses whether the buyer is told
    why_not: str = ""
