"""Answering return requests in a Shopify shop, as `channels.answering` asks for it: look, answer once, look again.

A return is all that waits for an answer there: buyers cannot ask for a cancellation, and paying money back is an act
of the shop, not an answer.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

from msgspec import Struct

from fulfillment.channels.answering import Asked, Reply
from fulfillment.channels.base import Adapter
from fulfillment.channels.errors import Refused
from fulfillment.channels.models import Connection
from fulfillment.channels.shipments import Found, PushResult, There
from fulfillment.channels.shopify import pages
from fulfillment.channels.shopify.adapter import ShopifyAdapter
from fulfillment.channels.shopify.client import gid
from fulfillment.channels.shopify.mapping import statuses
from fulfillment.outbox.words import Outcome

# By our code: what Shopify calls the reason, and its words.
REASONS = {
    "final_sale": ("FINAL_SALE", "The items are a final sale"),
    "too_late": ("RETURN_PERIOD_ENDED", "The time for returns is over"),
    "other": ("OTHER", "Another reason, told in the comment"),
}
ANSWERED = frozenset({Asked.RETURN, Asked.EXCHANGE})
READS_ONLY = "This app may read returns and not answer them. Give it write_returns in Shopify, then connect the shop again."
GONE = "Shopify does not show this return any more. Read the order again and see what became of it."
WORDS = {
    "in_return": "approved",
    "completed": "approved and closed",
    "rejected": "declined",
    "withdrawn": "cancelled",
}


class State(Struct, frozen=True):
    status: str = ""


def reasons(asked: Asked) -> list[tuple[str, str]]:
    return [(code, words) for code, (_, words) in REASONS.items()] if asked in ANSWERED else []


def why_not(connection: Connection) -> str:
    """Why this shop's requests cannot be answered from here; blank where they can."""
    return READS_ONLY if connection.options.get("may_answer") is False else ""


def push(adapter: Adapter, reply: Reply, *, now: datetime) -> PushResult:
    shopify = cast(ShopifyAdapter, adapter)
    if no := why_not(shopify.connection):
        return _no(no)
    found = _look(shopify, reply)
    if found.there is not There.ABSENT:
        return _as_found(found)
    try:
        _answer(shopify, reply)
    except Refused as objection:
        return _objected(shopify, reply, objection)
    return PushResult(outcome=Outcome.DONE, external_id=reply.answer.request_external_id)


def read_back(adapter: Adapter, reply: Reply, *, now: datetime) -> Found:
    return _look(cast(ShopifyAdapter, adapter), reply)


def found_in(status: str, reply: Reply) -> Found:
    """What a return's state, in Shopify's word, says of an answer that we sent."""
    ours = statuses.RETURN.get(status, statuses.NEEDS_ATTENTION)
    if ours == "requested":
        return Found(there=There.ABSENT)
    if ours in ({"in_return", "completed"} if reply.grants else {"rejected"}):
        return Found(there=There.DONE, external_id=reply.answer.request_external_id)
    meant = "approved" if reply.grants else "declined"
    became = WORDS.get(ours, "in a state that we do not know")
    sentence = (
        f"The return was to be {meant}, but in Shopify it is {became}. Look at it there; nothing was changed."
    )
    return Found(there=There.DIFFERENT, sentence=sentence)


def _look(shopify: ShopifyAdapter, reply: Reply) -> Found:
    raw = shopify.ask(lambda client: client.ask("return_look", {"id": _gid(reply)}))
    shown = pages.field(raw, "return")
    if shown == b"null":
        return Found(there=There.DIFFERENT, sentence=GONE)
    return found_in(pages.decoded(shown, State).status, reply)


def _answer(shopify: ShopifyAdapter, reply: Reply) -> None:
    """The buyer is told by mail, as when somebody answers in Shopify itself."""
    told: dict[str, object] = {"id": _gid(reply), "notifyCustomer": True}
    name, key = "return_approve", "returnApproveRequest"
    if not reply.grants:
        name, key = "return_decline", "returnDeclineRequest"
        told["declineReason"] = REASONS[reply.answer.reason][0]
        if reply.answer.comment:
            told["declineNote"] = reply.answer.comment
    shopify.ask(lambda client: client.change(name, key, {"input": told}, once=True))


def _objected(shopify: ShopifyAdapter, reply: Reply, objection: Refused) -> PushResult:
    """Somebody may have been faster: what the shop shows decides."""
    found = _look(shopify, reply)
    if found.there is not There.ABSENT:
        return _as_found(found)
    return _no(f"Shopify refused it: {objection.message.rstrip('.')}. Look at the return in Shopify.")


def _as_found(found: Found) -> PushResult:
    if found.there is There.DONE:
        return PushResult(outcome=Outcome.ALREADY_DONE, external_id=found.external_id)
    return _no(found.sentence)


def _gid(reply: Reply) -> str:
    return gid("Return", reply.answer.request_external_id.removeprefix("return-"))


def _no(advice: str) -> PushResult:
    return PushResult(outcome=Outcome.REFUSED, advice=advice)
