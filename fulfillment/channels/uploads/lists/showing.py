"""A list as a page and a report show it: counts by verdict, one page of rows, each with what is to be done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.http import urlencode

from fulfillment.channels import base
from fulfillment.channels.uploads import standing
from fulfillment.channels.uploads.lists.judging import UNSENT, Row, Verdict
from fulfillment.sheets import utc
from fulfillment.tracking.numbers import carrier_name

PAGE = 100
# How each stands over its rows, with the tone and the sign of its flag; bad ones first.
WORDS = {
    Verdict.REFUSED: ("Not sent", "breach", "cross"),
    Verdict.TURNED_DOWN: ("Turned down", "breach", "cross"),
    Verdict.STUCK: ("Needs somebody", "risk", "warn"),
    Verdict.WARNED: ("With a warning", "risk", "warn"),
    Verdict.GOOD: ("Good", "ok", "ok"),
    Verdict.GOING: ("On the way", "info", "clock"),
    Verdict.ARRIVED: ("Arrived", "ok", "ok"),
    Verdict.THERE: ("Nothing to send", "plain", ""),
    Verdict.TAKEN_BACK: ("Taken back", "plain", ""),
}
REPORT = (
    "row",
    "order",
    "shop",
    "number",
    "carrier",
    "verdict",
    "what",
    "what to do",
    "answered",
    "confirmed",
)


class Standing(NamedTuple):
    """How many rows stand where; `confirmed` of those arrived are shown by the channel already."""

    counts: Counter[Verdict]
    confirmed: int

    @property
    def good(self) -> int:
        return self.counts[Verdict.GOOD]

    @property
    def warned(self) -> int:
        return self.counts[Verdict.WARNED]

    @property
    def going(self) -> int:
        return self.counts[Verdict.GOING]

    @property
    def arrived(self) -> int:
        return self.counts[Verdict.ARRIVED]

    @property
    def sent(self) -> int:
        return sum(count for verdict, count in self.counts.items() if verdict not in UNSENT)

    @property
    def settled(self) -> int:
        return self.sent - self.going

    @property
    def to_mend(self) -> int:
        return self.counts[Verdict.REFUSED] + self.counts[Verdict.TURNED_DOWN]


def standing_of(rows: Sequence[Row]) -> Standing:
    confirmed = sum(bool(row.is_sent and row.write and row.write.confirmed_at) for row in rows)
    return Standing(Counter(row.verdict for row in rows), confirmed)


def tabs(counts: Counter[Verdict], shown: str, here: str) -> list[dict[str, Any]]:
    found = [{"label": "All rows", "count": counts.total(), "url": here, "active": not shown}]
    for verdict, (label, _, _) in WORDS.items():
        if counts[verdict] or verdict == shown:
            url = f"{here}?show={verdict}"
            found.append({"label": label, "count": counts[verdict], "url": url, "active": verdict == shown})
    return found


def page_of(rows: Sequence[Row], asked: dict[str, str], here: str, *, now: datetime) -> dict[str, Any]:
    """One page of the rows that are asked for, and the addresses of its neighbours."""
    shown = asked.get("show", "") if asked.get("show", "") in set(Verdict) else ""
    chosen = [row for row in rows if not shown or row.verdict == shown]
    last = max(0, (len(chosen) - 1) // PAGE)
    given = asked.get("page", "")
    number = min(int(given), last) if given.isdecimal() and len(given) < 5 else 0
    some = chosen[number * PAGE : (number + 1) * PAGE]

    def url(page: int) -> str:
        query = ({"show": shown} if shown else {}) | ({"page": str(page)} if page else {})
        return f"{here}?{urlencode(query)}" if query else here

    pager = {
        "shown": len(some), "total": len(chosen), "noun": "row" if len(some) == 1 else "rows", "newer_label": "Back",
        "older_label": "On", "newer_url": url(number - 1) if number else "",
        "older_url": url(number + 1) if number < last else "",
    }  # fmt: skip
    return {
        "shown": shown,
        "rows": [described(row, now=now) for row in some],
        "pager": pager,
        "here": url(number),
    }


def described(row: Row, *, now: datetime) -> dict[str, Any]:
    label, tone, icon = WORDS[row.verdict]
    if row.verdict is Verdict.ARRIVED and row.write:
        label = "Confirmed" if row.write.confirmed_at else "Accepted"
    return {
        "line": row.line,
        "order": row.order,
        "number": row.looked.upload.number if row.looked else row.line.number,
        "carrier": _carrier(row),
        "holds": _holds(row),
        "is_guessed": row.looked is not None and row.looked.guessed,
        "label": label,
        "tone": tone,
        "icon": icon,
        "findings": [] if row.is_sent else row.findings,
        "sentence": _sentence(row, now=now),
        "is_withdrawn": row.write is not None and not row.is_sent,
        "mend_url": _mend_url(row),
    }


def _holds(row: Row) -> str:
    """What is in this parcel of several; blank where the number is for the whole order, or was sent."""
    parts = row.looked.upload.parts if row.looked else ()
    return ", ".join(f"{part.units} × {part.line.sku or part.line.what}" for part in parts if part.units > 0)


def _carrier(row: Row) -> str:
    if row.looked and row.looked.carrier:
        return row.looked.carrier
    if row.write and row.is_sent:
        return carrier_name(row.write.payload.get("carrier", ""))
    return row.line.carrier


def _sentence(row: Row, *, now: datetime) -> str:
    if row.write is None or row.order is None or not row.is_sent:
        return ""
    return standing.sentence(row.write, base.label(row.order.shop.channel), now=now)


def _mend_url(row: Row) -> str:
    """The form for this one number, filled in."""
    if row.order is None or row.verdict not in (Verdict.REFUSED, Verdict.TURNED_DOWN, Verdict.STUCK):
        return ""
    query = urlencode({"number": row.line.number, "carrier": row.looked.upload.carrier if row.looked else ""})
    return f"{reverse('uploads:order', args=[row.order.pk])}?{query}"


def report(rows: Sequence[Row], *, now: datetime) -> Iterator[Sequence[Any]]:
    for row in rows:
        said = described(row, now=now)
        write = row.write if row.is_sent else None
        yield (
            row.line.row, row.line.order, row.order.shop.name if row.order else row.line.shop, said["number"],
            said["carrier"], said["label"], said["sentence"] or " ".join(each.says for each in said["findings"]),
            " ".join(each.fix for each in said["findings"]), utc(write.answered_at if write else None),
            utc(write.confirmed_at if write else None),
        )  # fmt: skip
