"""The last weeks' refund reasons in one sentence, for the page of all rates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from metrics.counts import Counts
from metrics.refunds import asking, reading, tables
from metrics.refunds.counting import counted
from metrics.refunds.showing import label

NAMED = 3


def brief(team: Team, shops: Sequence[Shop], *, now: datetime) -> dict[str, Any]:
    asked = asking.read(team, shops, {}, now=now)
    requests = counted(reading.requests_of(asked.shops, asked.span))
    return {
        "days": asked.span.days,
        "url": asked.url("index"),
        "counts": Counts(len(requests), reading.dispatched(asked.shops, asked.span)),
        "worst": [
            {"label": label(each.group), "count": each.count, "url": asked.rows_url(reason=each.group)}
            for each in tables.by_reason(requests)[:NAMED]
        ],
    }
