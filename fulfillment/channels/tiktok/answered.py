"""What TikTok's own state of a request says of an answer that we sent: read back, never remembered. Pure."""

from __future__ import annotations

from msgspec import Struct

from fulfillment.channels.answering import Asked, Reply, Step
from fulfillment.channels.shipments import Found, There
from fulfillment.channels.tiktok.mapping import statuses
from fulfillment.channels.tiktok.mapping.requests import CANCELLATION, RETURN
from fulfillment.channels.tiktok.mapping.values import word
from fulfillment.channels.tiktok.payloads import CancellationPayload, ReturnPayload

RECEIVED = "SELLER_RESPOND_RECEIVE_PACKAGE"
# What the seller is asked, and how a decision about it is called behind APPROVE_ or REJECT_.
DECISIONS = {
    "SELLER_RESPOND_REFUND": "REFUND",
    "SELLER_RESPOND_RETURN": "RETURN",
    "SELLER_RESPOND_REPLACEMENT": "REPLACEMENT",
    RECEIVED: "RECEIVED_PACKAGE",
}
GRANTED = frozenset({"accepted", "completed"})
# A cancellation that the seller refused and one that the buyer took back look alike: either way the order goes on.
ENDED = frozenset({"rejected", "withdrawn"})
WORDS = {
    "accepted": "granted",
    "completed": "granted",
    "in_return": "granted, the goods are coming back",
    "rejected": "refused",
    "withdrawn": "over: the buyer took it back, or shipping ended it",
}


class State(Struct, frozen=True):
    """One request as TikTok shows it: `status` in our words, `actions` that it waits for from the seller."""

    status: str
    actions: frozenset[str] = frozenset()


def read(raw: bytes, asked: Asked) -> State:
    payload: CancellationPayload | ReturnPayload
    if asked is Asked.CANCELLATION:
        payload = CANCELLATION.decode(raw)
        status = statuses.CANCELLATION.get(word(payload.cancel_status), statuses.NEEDS_ATTENTION)
    else:
        payload = RETURN.decode(raw)
        status = statuses.REFUND.get(word(payload.return_status), statuses.NEEDS_ATTENTION)
    actions = payload.seller_next_action_response or ()
    return State(status, frozenset(word(each.action) for each in actions))


def decision(state: State, reply: Reply) -> str:
    """The word for our decision about what is open now; blank where nothing of that step is."""
    for action, noun in DECISIONS.items():
        if action in state.actions and (action == RECEIVED) == (reply.answer.step is Step.RECEIVED):
            return f"{'APPROVE' if reply.grants else 'REJECT'}_{noun}"
    return ""


def found_in(state: State, reply: Reply) -> Found:
    if _waits(state, reply):
        return Found(there=There.ABSENT)
    if state.status in _wanted(reply):
        return Found(there=There.DONE, external_id=reply.answer.request_external_id)
    became = WORDS.get(state.status, "in a state that we do not know")
    meant = "granted" if reply.grants else "refused"
    sentence = f"It was to be {meant}, but on TikTok it is {became}. Look at it in Seller Center; nothing was changed."
    return Found(there=There.DIFFERENT, sentence=sentence)


def _waits(state: State, reply: Reply) -> bool:
    if reply.answer.step is Step.RECEIVED:
        return RECEIVED in state.actions
    return state.status == "requested"


def _wanted(reply: Reply) -> frozenset[str]:
    if not reply.grants:
        return ENDED if reply.answer.asked is Asked.CANCELLATION else frozenset({"rejected"})
    if reply.answer.asked is Asked.CANCELLATION or reply.answer.step is Step.RECEIVED:
        return GRANTED
    return GRANTED | {"in_return"}
