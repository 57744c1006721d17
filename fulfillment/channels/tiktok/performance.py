"""TikTok's own figures of a shop: its Shop Performance Score, which it tells for shops in the United States only.

Late dispatch and valid tracking are not among them: TikTok has no interface that tells these. Which of our rates each
metric is held against stands in METRICS; the others (buyers' chats, hours of after-sales, returns by category) are
none of ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeVar

import msgspec
from msgspec import Struct

from fulfillment.channels.errors import BadAnswer
from fulfillment.channels.models import Connection
from fulfillment.channels.performance import ToldFigure
from fulfillment.channels.tiktok import endpoints
from fulfillment.channels.tiktok.adapter import TikTokAdapter
from fulfillment.channels.tiktok.client import TikTokClient
from fulfillment.channels.tiktok.pages import listed

T = TypeVar("T")
METRICS = {
    "SFCR": "seller-fault-cancellation-rate",
    "OTDR": "on-time-delivery-rate",
    "NRR": "negative-review-rate",
}
MARKETS = frozenset({"US"})
PROBLEMS_PER_PAGE = 50
MOST_PAGES = 40  # of orders that one figure names


class Rule(Struct, frozen=True):
    numerator_value: str | int = ""
    denominator_value: str | int = ""


class Diagnosis(Struct, frozen=True):
    """The answer's fields that we read; `value` is of 1 or of 100, whatever `value_unit` says."""

    start_evaluation_time: int
    end_evaluation_time: int
    value: str = ""
    status: str = ""
    calculation_rule: Rule | None = None


class Listed(Struct, frozen=True):
    metric_code: str
    status: str = ""


class Problem(Struct, frozen=True):
    order_id: str | int


class Problems(Struct, frozen=True):
    next_page_token: str = ""
    sfcr_problem_order_items: list[Problem] | None = None
    otdr_problem_order_items: list[Problem] | None = None
    nrr_problem_order_items: list[Problem] | None = None


def told(market: str) -> frozenset[str]:
    return frozenset(METRICS.values()) if market in MARKETS else frozenset()


def read(connection: Connection, *, now: datetime) -> list[ToldFigure]:
    """What is told now. Raises ChannelError."""
    adapter = TikTokAdapter(connection, now=now)
    try:
        return adapter.ask(figures)
    finally:
        adapter.close()


def figures(client: TikTokClient) -> list[ToldFigure]:
    """Two calls for each metric that has a value; raises ChannelError."""
    rows = listed(client.call(endpoints.SPS_METRICS), "metrics", Listed)
    found = (_figure(client, each.metric_code) for each in rows if each.metric_code in METRICS)
    return [each for each in found if each]


def _figure(client: TikTokClient, code: str) -> ToldFigure | None:
    said = figure(code, client.call(endpoints.SPS_DIAGNOSIS, id=code))
    return msgspec.structs.replace(said, against_ids=tuple(_problems(client, code))) if said else None


def figure(code: str, raw: bytes) -> ToldFigure | None:
    """One diagnosis; None where too little was counted. Raises BadAnswer.

    Its counts make the rate: of a bare value nobody says whether it is of 1 or of 100.
    """
    said = _decoded(raw, Diagnosis)
    rule = said.calculation_rule or Rule()
    numerator, denominator = _count(rule.numerator_value), _count(rule.denominator_value)
    if denominator in (None, 0) or numerator is None or said.status == "NIL":
        return None
    if numerator > denominator:
        raise BadAnswer(f"The channel counts {numerator} of {denominator} for {code}.")
    rate = Decimal(numerator) / denominator
    if not _agrees(said.value, rate):
        raise BadAnswer(f"The channel's value for {code} is not what its own counts give.")
    return ToldFigure(
        metric=METRICS[code],
        since_at=datetime.fromtimestamp(said.start_evaluation_time, UTC),
        until_at=datetime.fromtimestamp(said.end_evaluation_time, UTC),
        rate=rate,
        numerator=numerator,
        denominator=denominator,
    )


def _agrees(value: str, rate: Decimal) -> bool:
    """Rounded to as many digits as were written; a blank value says nothing."""
    try:
        said = Decimal(value or "NaN")
    except InvalidOperation:
        return False
    exponent = said.as_tuple().exponent
    if not isinstance(exponent, int):
        return not value
    step = Decimal(10) ** exponent
    return any(abs(said - rate * scale) <= step for scale in (1, 100))


def _count(told: str | int) -> int | None:
    text = str(told).replace(",", "").strip()
    return int(text) if text.isascii() and text.isdecimal() else None


def _problems(client: TikTokClient, code: str) -> Iterator[str]:
    """Orders that it counts against the shop, each once; of several lines of one order the first."""
    seen: set[str] = set()
    params: dict[str, object] = {"page_size": PROBLEMS_PER_PAGE}
    for _ in range(MOST_PAGES):
        page = _decoded(client.call(endpoints.SPS_PROBLEMS, params=params, id=code), Problems)
        for each in getattr(page, f"{code.lower()}_problem_order_items") or ():
            if str(each.order_id) not in seen:
                seen.add(str(each.order_id))
                yield str(each.order_id)
        if not page.next_page_token:
            return
        params["page_token"] = page.next_page_token


def _decoded(raw: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(raw, type=kind)
    except ValueError:
        raise BadAnswer("The channel's figures are not in the documented form.") from None
