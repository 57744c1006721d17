"""Combining and splitting TikTok Shop's packages: which it offers, asked for once, read back.

Endpoints and codes: Partner Center, fulfillment 202309 (search-combinable-packages, combine-package,
uncombine-packages, get-order-split-attributes, split-orders); all of one scope, "Package Split And Combine".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from fulfillment.channels.bundling import BundleWrite, Draft, Splitting
from fulfillment.channels.errors import Refused
from fulfillment.channels.shipments import Found, PushResult, There
from fulfillment.channels.tiktok import endpoints
from fulfillment.channels.tiktok.adapter import TikTokAdapter
from fulfillment.channels.tiktok.advising import Advice
from fulfillment.channels.tiktok.bundled import found_in
from fulfillment.channels.tiktok.pages import SplitAttributes
from fulfillment.channels.tiktok.shipped import read
from fulfillment.outbox.words import Kind, Outcome

TABLE = Path(__file__).with_name("bundling.toml")


class _Table(Struct, forbid_unknown_fields=True):
    units_apart: list[str]
    whole: dict[str, str]
    advice: list[Advice]


class _Problem(Struct):
    code: int = 0
    message: str = ""


class _Made(Struct):
    id: str | int = ""


class _Said(Struct):
    packages: list[_Made] | None = None
    errors: list[_Problem] | None = None


_TABLE = msgspec.toml.decode(TABLE.read_bytes(), type=_Table)
ADVICE = {code: row for row in _TABLE.advice for code in row.codes}


def units_apart(market: str) -> bool:
    return market in _TABLE.units_apart


def drafts(adapter: TikTokAdapter) -> Sequence[Draft]:
    found = adapter.ask(lambda client: client.combinable_packages())
    return [Draft(str(each.id), tuple(map(str, each.order_ids))) for each in found]


def splitting(adapter: TikTokAdapter, order_external_id: str) -> Splitting:
    found = adapter.ask(lambda client: client.split_attributes([order_external_id]))
    told = next((each for each in found if str(each.order_id) == order_external_id), None)
    if told is None:
        return Splitting(can=False, why_not="TikTok says nothing about it")
    return Splitting(
        can=told.can_split, why_not=why_whole(told.reason), must=told.must_split, most=_most(told)
    )


def why_whole(words: str) -> str:
    """In words of ours where its own are known; blank where it gives none."""
    said = " ".join(words.split()).rstrip(".")
    return _TABLE.whole.get(said.casefold()) or (f"it says “{said}”" if said else "")


def _most(told: SplitAttributes) -> int | None:
    """The limit of a whole package; one of a single category says nothing of the others."""
    limits = [
        str(each.max_count) for each in told.must_split_reasons or () if each.type == "TOTAL_COUNT_LIMITATION"
    ]
    return min((int(each) for each in limits if each.isdecimal()), default=None)


def push(adapter: TikTokAdapter, write: BundleWrite, *, now: datetime) -> PushResult:
    endpoint, id_, body = _call(write)
    try:
        answer = adapter.ask(lambda client: client.call(endpoint, body=body, id=id_, once=True))
    except Refused as no:
        return _refused(adapter, write, no.code, f"{no.sentence} {no.fix}")
    said = msgspec.json.decode(answer, type=_Said | None, strict=False) or _Said()
    if said.errors:
        problem = said.errors[0]
        return _refused(adapter, write, problem.code, f"TikTok says: {problem.message}.")
    made = said.packages or [_Made()]
    return PushResult(outcome=Outcome.DONE, external_id=str(made[0].id))


def read_back(adapter: TikTokAdapter, write: BundleWrite, *, now: datetime) -> Found:
    return _look(adapter, write)


def _look(adapter: TikTokAdapter, write: BundleWrite) -> Found:
    ids = list(write.bundle.order_external_ids)
    return found_in([read(raw) for raw in adapter.ask(lambda client: client.orders(ids))], write)


def _call(write: BundleWrite) -> tuple[endpoints.Endpoint, str, dict[str, Any]]:
    bundle = write.bundle
    if write.kind is Kind.PACKAGES_COMBINE:
        chosen = {"id": bundle.draft, "order_ids": list(bundle.order_external_ids)}
        return endpoints.COMBINE, "", {"combinable_packages": [chosen]}
    if write.kind is Kind.PACKAGES_UNCOMBINE:
        return endpoints.UNCOMBINE, bundle.package_external_id, {"order_ids": list(bundle.leaving)}
    groups = [
        {"id": str(n), "order_line_item_ids": list(units)} for n, units in enumerate(bundle.groups, start=1)
    ]
    return endpoints.SPLIT, bundle.order_external_ids[0], {"splittable_groups": groups}


def _refused(adapter: TikTokAdapter, write: BundleWrite, code: int, words: str) -> PushResult:
    """Refused because it is so already is no refusal: only reading back tells."""
    found = _look(adapter, write)
    if found.there is There.DONE:
        return PushResult(outcome=Outcome.ALREADY_DONE, external_id=found.external_id)
    advice = ADVICE.get(code)
    return PushResult(outcome=Outcome.REFUSED, advice=str(advice) if advice else words, code=str(code))
