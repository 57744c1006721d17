"""What a page of refund reasons is asked for, and the addresses that ask for something else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from msgspec import Struct
from msgspec.structs import replace

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.orders.request_reasons import GROUPS
from metrics.pages.controls import of_days
from metrics.refunds.counting import WORDS, Request, left_out, values
from metrics.spans import Span, read_span

TABS = {"supplier": "Supplier", "sku": "SKU", "carrier": "Carrier", "lane": "Lane", "shop": "Shop"}
KEPT = ("shop", "from", "to", "by", "tab")
USUAL_DAYS = 28
FEW_DAYS = 14


class Asked(Struct, frozen=True, kw_only=True):
    """`shops`: the one that is named, or all. Of rows also: `reason` (a group), `dimension` and `value`, `why` left out."""

    team: Team
    shops: list[Shop]
    shop: str
    span: Span
    today: date
    tab: str
    reason: str
    dimension: str
    value: str
    why: str

    def url(self, name: str, **changed: object) -> str:
        now = {
            "shop": self.shop,
            "from": self.span.since_on,
            "to": self.span.until_on,
            "by": self.span.by,
            "tab": self.tab,
        }
        given = {key: value for key, value in (now | changed).items() if value not in ("", None)}
        return f"{reverse(f'refunds:{name}')}?{urlencode(given)}"

    def rows_url(self, **changed: object) -> str:
        """Of requests; a blank value is one that is not known, so it is kept."""
        value = {"value": changed.pop("value")} if "value" in changed else {}
        return f"{self.url('rows', by='', tab='', **changed)}{'&' + urlencode(value) if value else ''}"

    def takes(self, request: Request) -> bool:
        """Whether a request is one of the rows that were asked for."""
        why = left_out(request)
        if (why or "") != self.why:
            return False
        if self.reason and (request.group or "other") != self.reason:
            return False
        return not self.dimension or self.value in values(request, self.dimension)


def read(team: Team, shops: Sequence[Shop], query: Mapping[str, str], *, now: datetime) -> Asked:
    """Raises spans.BadSpan. What an address names and nobody knows is said by `unknown_words`, and left away here."""
    today = now.astimezone(ZoneInfo(team.time_zone)).date()
    named = [shop for shop in shops if shop.slug == query.get("shop")]
    known = {key: query.get(key, "") for key in ("tab", "reason", "dimension", "why")}
    span = read_span(query, today=today, days=USUAL_DAYS)
    if not query.get("by") and span.days > FEW_DAYS:  # refunds are few: a day says little
        span = replace(span, by="week")
    return Asked(
        team=team,
        shops=named or list(shops),
        shop=named[0].slug if named else "",
        span=span,
        today=today,
        tab=known["tab"] if known["tab"] in TABS else "supplier",
        reason=known["reason"] if known["reason"] in GROUPS else "",
        dimension=known["dimension"] if known["dimension"] in TABS else "",
        value=query.get("value", ""),
        why=known["why"] if known["why"] in WORDS else "",
    )


def may_be_asked(shops: Sequence[Shop]) -> list[tuple[str, str, list[str]]]:
    """For `unknown.unknown`: name in the address, what people call it, its values."""
    return [
        ("shop", "shop", [shop.slug for shop in shops]),
        ("tab", "breakdown", list(TABS)),
        ("dimension", "breakdown", list(TABS)),
        ("reason", "reason", list(GROUPS)),
        ("why", "reason to be left out", [str(each) for each in WORDS]),
    ]


def controls(asked: Asked, shops: Sequence[Shop], page: str = "index") -> dict[str, Any]:
    """The links with which one moves between shops, days and breakdowns; every choice keeps the others."""
    every = [("", "All shops"), *((shop.slug, shop.name) for shop in shops)] if len(shops) > 1 else []
    days = of_days(partial(asked.url, page), asked.span, today=asked.today)
    return days | {
        "shop_links": [
            {"label": name, "url": asked.url(page, shop=slug), "active": slug == asked.shop}
            for slug, name in every
        ],
        "tabs": [
            {"label": label, "url": asked.url("index", tab=key) + "#where", "active": key == asked.tab}
            for key, label in TABS.items()
            if key != "shop" or len(asked.shops) > 1
        ],
    }
