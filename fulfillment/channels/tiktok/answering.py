"""Answering buyers' requests on TikTok Shop, as `channels.answering` asks for it: look, answer once, look again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from fulfillment.channels.answering import Asked, Reply
from fulfillment.channels.errors import Refused, Unavailable
from fulfillment.channels.models import Connection
from fulfillment.channels.shipments import Found, PushResult, There
from fulfillment.channels.tiktok import endpoints
from fulfillment.channels.tiktok.adapter import TikTokAdapter
from fulfillment.channels.tiktok.advising import Advice
from fulfillment.channels.tiktok.answered import State, decision, found_in, read
from fulfillment.channels.tiktok.pages import RejectReason
from fulfillment.outbox.words import Outcome

TABLE = Path(__file__).with_name("answers.toml")
BUSY = 25001028  # another change of the same request is under way
GONE = "TikTok does not show this request any more. Read the order again and see what became of it."
NOTHING_OPEN = "TikTok waits for no answer of yours to this request. Look at it in Seller Center."


class Reason(Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    says: str
    of: list[Asked]
    names: list[str]


class _Table(Struct, forbid_unknown_fields=True):
    reason: list[Reason]
    advice: list[Advice]


_TABLE = msgspec.toml.decode(TABLE.read_bytes(), type=_Table)
REASONS = {row.code: row for row in _TABLE.reason}
ADVICE = {code: row for row in _TABLE.advice for code in row.codes}


def reasons(asked: Asked) -> list[tuple[str, str]]:
    return [(row.code, row.says) for row in REASONS.values() if asked in row.of]


def why_not(connection: Connection) -> str:
    return ""  # whoever may read requests may answer them


def push(adapter: TikTokAdapter, reply: Reply, *, now: datetime) -> PushResult:
    state = _look(adapter, reply)
    if state is None:
        return _no(GONE)
    found = found_in(state, reply)
    if found.there is There.DONE:
        return PushResult(outcome=Outcome.ALREADY_DONE, external_id=found.external_id)
    if found.there is There.DIFFERENT:
        return _no(found.sentence)
    try:
        return _answer(adapter, reply, state)
    except Refused as no:
        return _refused(adapter, reply, no)


def read_back(adapter: TikTokAdapter, reply: Reply, *, now: datetime) -> Found:
    state = _look(adapter, reply)
    return Found(there=There.DIFFERENT, sentence=GONE) if state is None else found_in(state, reply)


def _answer(adapter: TikTokAdapter, reply: Reply, state: State) -> PushResult:
    is_return = reply.answer.asked is not Asked.CANCELLATION
    body: dict[str, Any] = {}
    if is_return:
        if not (said := decision(state, reply)):
            return _no(NOTHING_OPEN)
        body["decision"] = said
    if not reply.grants:
        name, why_not = _reason(adapter, reply)
        if why_not:
            return _no(why_not)
        body["reject_reason"] = name
        if reply.answer.comment:
            body["comment"] = reply.answer.comment
    endpoint = endpoints.ANSWER[is_return, reply.grants]
    id_ = reply.answer.request_external_id
    key = {"idempotency_key": f"{reply.key}:{reply.kind}:{reply.answer.reason}"[:255]}
    adapter.ask(lambda client: client.call(endpoint, params=key, body=body, id=id_, once=True))
    return PushResult(outcome=Outcome.DONE, external_id=id_)


def _reason(adapter: TikTokAdapter, reply: Reply) -> tuple[str, str]:
    """(TikTok's name of our reason, "") or ("", why it cannot be given)."""
    chosen = REASONS[reply.answer.reason]
    offered = adapter.ask(lambda client: client.reject_reasons(reply.answer.request_external_id))
    if name := name_of(chosen, offered):
        return name, ""
    texts = "; ".join(f"“{each.text}”" for each in offered[:8])
    takes = f"It takes {texts}." if texts else "It offers none."
    return "", f"TikTok does not take “{chosen.says}” for this request. {takes}"


def name_of(reason: Reason, offered: tuple[RejectReason, ...]) -> str:
    """What TikTok calls the reason for this request; "" where it does not offer it."""
    for name in reason.names:
        for each in offered:
            if each.name.startswith(name):
                return each.name
    return ""


def _look(adapter: TikTokAdapter, reply: Reply) -> State | None:
    answer = reply.answer

    def question(client: Any) -> bytes | None:
        search = client.search_cancellations if answer.asked is Asked.CANCELLATION else client.search_returns
        found = (raw for page in search(ids=[answer.request_external_id]) for raw in page.items)
        return next(found, None)

    raw = adapter.ask(question)
    return None if raw is None else read(raw, answer.asked)


def _refused(adapter: TikTokAdapter, reply: Reply, no: Refused) -> PushResult:
    if no.code == BUSY:
        raise Unavailable("TikTok is busy with another change of this request.")
    advice = ADVICE.get(no.code)
    if advice is None:
        return _no(f"{no.sentence} {no.fix}", code=str(no.code))
    if advice.already and (state := _look(adapter, reply)):
        found = found_in(state, reply)
        if found.there is There.DONE:
            return PushResult(outcome=Outcome.ALREADY_DONE, external_id=found.external_id)
        if found.there is There.DIFFERENT:
            return _no(found.sentence, code=str(no.code))
    return _no(str(advice), code=str(no.code))


def _no(advice: str, *, code: str = "") -> PushResult:
    return PushResult(outcome=Outcome.REFUSED, advice=advice, code=code)
