"""What the outbox tells a channel about a buyer's request, and what the channel's module answers. No Django here.

A channel whose requests can be answered from here names its module in `base.CHANNELS` (`answers`). The module offers

    reasons(asked) -> [(code, words)]                    what such a request may be refused with, without asking the network;
                                                         none where the channel takes no answer to it
    why_not(connection) -> str                           why this shop's requests cannot be answered; blank where they can
    push(adapter, reply, *, now) -> PushResult           answers once
    read_back(adapter, reply, *, now) -> Found           asks, changes nothing

under the same rules as for parcels (`shipments`): sent at most once, and read back before anything is sent again.
"""

from enum import StrEnum

from msgspec import Struct

from fulfillment.outbox.words import Kind


class Asked(StrEnum):
    """What the buyer wants."""

    CANCELLATION = "cancellation"
    REFUND = "refund"  # money, the goods stay
    RETURN = "return"
    REPLACEMENT = "replacement"
    EXCHANGE = "exchange"


class Step(StrEnum):
    """Which answer is owed: to the request itself, or whether the goods that came back are right."""

    REQUEST = "request"
    RECEIVED = "received"


class Answer(Struct, frozen=True, kw_only=True):
    """One decision about one request."""

    order_external_id: str
    request_external_id: str
    asked: Asked
    step: Step = Step.REQUEST
    reason: str = ""  # our code, of a refusal
    reason_words: str = ""
    comment: str = ""  # shown to the buyer


class Reply(Struct, frozen=True, kw_only=True):
    """One attempt at one row of the outbox."""

    kind: Kind
    key: str  # unique per shop and the same at every attempt: an idempotency key where a channel takes one
    answer: Answer
    attempts: int = 1

    @property
    def grants(self) -> bool:
        return self.kind in (Kind.CANCELLATION_APPROVE, Kind.RETURN_APPROVE)
