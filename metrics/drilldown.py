"""The orders or packages behind a figure: the facts that were counted, newest day first, by key and not by page number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum
from msgspec import Struct
from msgspec.structs import replace

from fulfillment.catalog.models import Shop
from fulfillment.orders.models import Order
from fulfillment.policies.terms import Better, CountedUnit
from fulfillment.tracking.models import PackageOrder
from metrics import figures
from metrics.counts import Counts
from metrics.definitions import Definition
from metrics.inspected import NOT_LOOKED_AT, units_with
from metrics.models import Fact
from metrics.spans import BadSpan, Span

LISTS = {"carrier": "carriers", "supplier": "suppliers", "sku": "skus", "lane": "lanes"}
WAREHOUSE, FINDING = OF_ORDERS = ("warehouse", "finding")  # of the order, not of its fact
OUTCOMES = ("against", "fine", "left-out")
EXPORT_BATCH = 1000


class Asked(Struct, frozen=True, kw_only=True):
    """Blank outcome and dimension: everything. `why` narrows what was left out to one reason."""

    shop: Shop
    definition: Definition
    span: Span
    better: Better
    outcome: str = ""
    why: str = ""
    dimension: str = ""
    value: str = ""
    and_dimension: str = ""
    and_value: str = ""

    @property
    def narrowed(self) -> list[tuple[str, str]]:
        pairs = ((self.dimension, self.value), (self.and_dimension, self.and_value))
        return [(dimension, value) for dimension, value in pairs if dimension]


class Key(Struct, frozen=True):
    day_on: date
    unit_id: int

    def __str__(self) -> str:
        return f"{self.day_on}.{self.unit_id}"


class Slice(Struct, frozen=True, kw_only=True):
    """Facts of one page; the keys are None at the ends."""

    facts: list[Fact]
    newer: Key | None
    older: Key | None


def read_filters(asked: Mapping[str, str]) -> dict[str, str]:
    """Outcome, reason and dimension of a query; raises BadSpan with a sentence for what does not exist."""
    outcome, dimension, second = (asked.get(name, "") for name in ("outcome", "dimension", "and"))
    if outcome and outcome not in OUTCOMES:
        raise BadSpan(f"There is no outcome “{outcome}”: choose against, fine or left-out.")
    for each in (dimension, second):
        if each and each not in (*LISTS, *OF_ORDERS):
            raise BadSpan(
                f"Nothing is counted by “{each}”: choose supplier, carrier, sku, lane, warehouse or finding."
            )
    return {
        "outcome": outcome,
        "why": asked.get("why", ""),
        "dimension": dimension,
        "value": asked.get("value", "") if dimension else "",
        "and_dimension": second,
        "and_value": asked.get("and_value", "") if second else "",
    }


def read_key(text: str) -> Key | None:
    """The key of a link; raises BadSpan where somebody has written one."""
    if not text:
        return None
    day, _, unit = text.partition(".")
    try:
        return Key(date.fromisoformat(day), int(unit))
    except ValueError:
        raise BadSpan("This link to a part of the list is broken; start from its beginning.") from None


def facts_of(asked: Asked) -> QuerySet[Fact]:
    """Without an order; every filter is answered by an index of facts or within the days asked for."""
    found = Fact.objects.filter(
        shop=asked.shop,
        metric=asked.definition.slug,
        day_on__gte=asked.span.since_on,
        day_on__lte=figures.last_day([asked.shop], asked.definition.slug, asked.span.until_on),
    )
    is_good = asked.definition.numerator_is_good
    if asked.outcome == "against":  # the reasons are named for the index
        harms = sorted(asked.definition.counts_against)
        found = found.filter(in_denominator=True, in_numerator=not is_good, why__in=harms)
    elif asked.outcome == "fine":
        found = found.filter(in_denominator=True, in_numerator=is_good)
    elif asked.outcome == "left-out":
        found = found.filter(in_denominator=False)
    elif asked.narrowed:
        found = found.filter(in_denominator=True)
    if asked.why:
        found = found.filter(why=asked.why)
    for dimension, value in asked.narrowed:
        found = _narrowed(found, asked, dimension, value)
    return found


def _narrowed(found: QuerySet[Fact], asked: Asked, dimension: str, value: str) -> QuerySet[Fact]:
    if dimension == WAREHOUSE:
        orders = Order.objects.filter(shop=asked.shop, warehouse_external_id=value)
        if asked.definition.unit == CountedUnit.ORDER:
            return found.filter(unit_id__in=orders.values("pk"))
        links = PackageOrder.objects.filter(order__in=orders, is_current=True)
        return found.filter(unit_id__in=links.values("package_id"))
    if dimension == FINDING:
        until_on = figures.last_day([asked.shop], asked.definition.slug, asked.span.until_on)
        counted = ([asked.shop.pk], asked.definition.slug, asked.span.since_on, until_on)
        units = units_with(value, asked.definition.unit, counted)
        return found.exclude(unit_id__in=units) if value == NOT_LOOKED_AT else found.filter(unit_id__in=units)
    column = LISTS[dimension]
    # An array's own index would cost every write; within a window of days reading them is quick.
    return found.filter(**{f"{column}__contains": [value]} if value else {column: []})


def slice_of(asked: Asked, *, before: Key | None = None, after: Key | None = None, size: int = 50) -> Slice:
    """At most `size` facts older than `before`, or newer than `after`, or the newest; one query."""
    found = facts_of(asked)
    if after:
        is_newer = Q(day_on__gt=after.day_on) | Q(day_on=after.day_on, unit_id__gt=after.unit_id)
        rows = list(
            found.filter(is_newer, day_on__gte=after.day_on).order_by("day_on", "unit_id")[: size + 1]
        )
        has_more, rows = len(rows) > size, rows[:size][::-1]
        return Slice(facts=rows, newer=_key(rows, 0) if has_more else None, older=_key(rows, -1))
    if before:
        is_older = Q(day_on__lt=before.day_on) | Q(day_on=before.day_on, unit_id__lt=before.unit_id)
        found = found.filter(is_older, day_on__lte=before.day_on)
    rows = list(found.order_by("-day_on", "-unit_id")[: size + 1])
    has_more, rows = len(rows) > size, rows[:size]
    return Slice(
        facts=rows, newer=_key(rows, 0) if before else None, older=_key(rows, -1) if has_more else None
    )


def _key(rows: list[Fact], at: int) -> Key | None:
    return Key(rows[at].day_on, rows[at].unit_id) if rows else None


def batches(asked: Asked) -> Iterator[list[Fact]]:
    """All of it in the same order, a batch at a time: memory stays flat, no cursor is held open."""
    before: Key | None = None
    while True:
        found = slice_of(asked, before=before, size=EXPORT_BATCH)
        if found.facts:
            yield found.facts
        if found.older is None:
            return
        before = found.older


class Tally(Struct, frozen=True, kw_only=True):
    """What the daily sums say of everything asked for but the outcome. `left_out` by reason; None: not kept by dimension."""

    counts: Counts
    against: int
    left_out: dict[str, int] | None

    def of(self, outcome: str) -> int | None:
        left_out = None if self.left_out is None else sum(self.left_out.values())
        counted = self.counts.denominator
        return {
            "": counted + (left_out or 0),
            "against": self.against,
            "fine": counted - self.against,
            "left-out": left_out,
        }[outcome]

    def total(self, asked: Asked) -> int | None:
        """How many rows stand behind what was asked; None where the sums do not know."""
        if not asked.why:
            return self.of(asked.outcome)
        if asked.outcome != "left-out" or self.left_out is None:
            return None
        return self.left_out.get(asked.why, 0)


def tally_of(asked: Asked) -> Tally:
    """One query, whatever the number of units."""
    if asked.and_dimension or asked.dimension in OF_ORDERS:
        return _counted(asked)
    span = {"since_on": asked.span.since_on, "until_on": asked.span.until_on}
    rows = figures.sums([asked.shop], asked.definition.slug, **span)
    if asked.dimension:
        rows = rows.filter(dimension=asked.dimension, value=asked.value)
    else:
        rows = rows.filter(dimension__in=["", "left_out"])
    summed = rows.values("dimension", "value").annotate(of_them=Sum("numerator"), counted=Sum("denominator"))
    counts, left_out = Counts(), {}
    for row in summed.order_by("dimension", "value"):
        if row["dimension"] == "left_out":
            left_out[row["value"]] = row["counted"]
        else:
            counts += Counts(row["of_them"], row["counted"])
    against = counts.numerator if asked.better == Better.LOWER else counts.denominator - counts.numerator
    return Tally(counts=counts, against=against, left_out=None if asked.dimension else left_out)


def _counted(asked: Asked) -> Tally:
    """Of what no daily sum knows, from the facts themselves."""
    counting = replace(asked, outcome="", why="")
    found = facts_of(counting).aggregate(
        of_them=Count("unit_id", filter=Q(in_numerator=True)), counted=Count("unit_id")
    )
    counts = Counts(found["of_them"], found["counted"])
    against = counts.numerator if asked.better == Better.LOWER else counts.denominator - counts.numerator
    return Tally(counts=counts, against=against, left_out=None)
