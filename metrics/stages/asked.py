"""What both pages of stages look at: whose shop, the last weeks, and the orders of these days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct

from fulfillment.catalog.models import Shop
from metrics import figures
from metrics.counts import Counts
from metrics.pages.asking import link, shop_asked
from metrics.stages.reading import LATE, Way, ways
from metrics.stages.spread import EDGES
from metrics.stages.summary import Measured
from metrics.stages.words import DWELL

WEEKS = 8
SAMPLE = 1200
FATES = ("late", "in_time", "blamed")
DIMENSIONS = ("supplier", "carrier", "lane", "sku")


class Asked(Struct, frozen=True, kw_only=True):
    """`value` narrows to one supplier, carrier, lane or SKU; blank: all orders. `bar` and `fate`: to some of a histogram."""

    shop: Any
    zone: str
    mondays: list[date]
    today: date
    dimension: str
    value: str
    bar: int | None = None
    fate: str = ""  # late, in_time, blamed (late for this stage) or blank for all

    def days(self, monday: date) -> dict[str, date]:
        return {"from": monday, "to": min(monday + timedelta(days=6), self.today)}

    def units_url(self, *, since: date, until: date, outcome: str = "") -> str:
        about = {"dimension": self.dimension, "value": self.value} if self.value else {}
        days = {"from": since, "to": until}
        return link("units", LATE, shop=self.shop.slug, outcome=outcome, **days, **about)


def asked(given: Any, shops: Sequence[Shop], *, now: datetime) -> Asked:
    """Raises NoSuchShop."""
    shop = shop_asked(shops, given.get("shop", ""), LATE, now=now)
    rules = figures.rules_of(shop, now=now)
    today = rules.day_of(now)
    monday = today - timedelta(days=today.weekday())
    dimension = given.get("dimension", "")
    return Asked(
        shop=shop,
        zone=rules.zone.key,
        mondays=[monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)],
        today=today,
        dimension=dimension if dimension in DIMENSIONS else "",
        value=given.get("value", "") if dimension in DIMENSIONS else "",
        bar=_bar(given.get("bar", "")),
        fate=given.get("fate", "") if given.get("fate", "") in FATES else "",
    )


def _bar(text: str) -> int | None:
    """None for what is no bar: then all of them are shown."""
    return (
        int(text) if text.isascii() and text.isdigit() and len(text) < 3 and int(text) <= len(EDGES) else None
    )


def found(about: Asked, *, now: datetime) -> list[Way]:
    """Every late order and a share of those in time; two statements."""
    since, until = about.mondays[0], about.today
    whole: Counts = figures.total([about.shop], LATE, since_on=since, until_on=until)
    taken = ways(
        {about.shop.pk: figures.rules_of(about.shop, now=now)},
        since_on=since,
        until_on=until,
        in_time=whole.denominator - whole.numerator,
        late=whole.numerator,
        sample=SAMPLE,
    )
    return [way for way in taken if not about.value or about.value in way.values[about.dimension]]


def measured(way: Way) -> Measured:
    hours: dict[str, float] = {str(step): took for step, took in way.hours.items()}
    if way.dwell is not None:
        hours[DWELL] = way.dwell
    return Measured(day_on=way.day_on, is_late=way.is_late, hours=hours, weight=way.weight)
