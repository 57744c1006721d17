"""What became of each order of an act on many; it stays in the session of whoever acted as long as its undo does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from fulfillment.channels.sync import utc_now
from fulfillment.desk.bulk_acts import BULK_ACTS, BulkAct
from fulfillment.desk.bulk_preview import Row
from fulfillment.desk.doing import Doing, Outcome
from fulfillment.desk.left_out import GONE, counted, standing_of, why
from fulfillment.desk.undoing import KEPT
from fulfillment.orders.models import Order

SESSION_KEY = "bulk"
CHANGED_MEANWHILE = "changed by somebody meanwhile"


@dataclass(frozen=True, slots=True)
class Result:
    """`rows` are those left out first; `words` follow the count of the others: "7 on hold"."""

    act: BulkAct
    words: str
    rows: Sequence[Row]
    gone: int

    @property
    def done(self) -> int:
        return sum(not row.why for row in self.rows)

    @property
    def has_left_out(self) -> bool:
        return self.done < len(self.rows) + self.gone

    @property
    def sentence(self) -> str:
        """`7 on hold; 2 left out: 1 on hold already, 1 no longer open: in transit.`"""
        reasons = [row.why for row in self.rows if row.why] + [GONE] * self.gone
        left_out = f"; {len(reasons):,} left out: {counted(reasons)}" if reasons else ""
        return f"{self.done:,} {self.words}{left_out}."


def result_of(act: str, ids: Sequence[int], outcome: Outcome, doing: Doing) -> Result:
    """One query: those that the act left out are as they were, so they still tell why."""
    found = standing_of(Order.objects.of(doing.team).filter(pk__in=ids), now=doing.now)
    done = set(outcome.order_ids)
    rows = [
        Row(
            each.pk,
            each.label,
            each.shop,
            "" if each.pk in done else why(act, each) or outcome.not_done or CHANGED_MEANWHILE,
        )
        for each in found
    ]
    rows.sort(key=lambda row: not row.why)
    return Result(BULK_ACTS[act], outcome.words, rows, len(ids) - len(found))


def keep(request: HttpRequest, event_id: int, ids: Sequence[int], result: Result, *, back: str) -> None:
    mine = dict(list(request.session.get(SESSION_KEY, {}).items())[1 - KEPT :])
    left_out = {row.pk: row.why for row in result.rows if row.why}
    kept = {
        "act": result.act.slug,
        "words": result.words,
        "ids": list(ids),
        "left_out": left_out,
        "back": back,
    }
    request.session[SESSION_KEY] = mine | {str(event_id): kept}


def kept(request: Any, event_id: int) -> tuple[Result, str] | None:
    """With the page that it was asked from; one query for the orders' names."""
    found: Mapping[str, Any] | None = request.session.get(SESSION_KEY, {}).get(str(event_id))
    if found is None:
        return None
    orders = Order.objects.of(request.team).filter(pk__in=found["ids"])
    standing = standing_of(orders, now=utc_now())
    rows = [Row(each.pk, each.label, each.shop, found["left_out"].get(str(each.pk), "")) for each in standing]
    rows.sort(key=lambda row: not row.why)
    return Result(BULK_ACTS[found["act"]], found["words"], rows, len(found["ids"]) - len(rows)), found["back"]
