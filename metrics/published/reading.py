"""Our side of a published figure: the counts of its days, and what we say of the orders that it names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from fulfillment.catalog.models import Shop
from fulfillment.orders.models import Order
from fulfillment.policies.terms import CountedUnit
from fulfillment.tracking.models import PackageOrder
from metrics import figures
from metrics.counts import Counts
from metrics.definitions import Definition, in_words
from metrics.models import Fact
from metrics.published.comparing import OurWord
from metrics.published.models import PublishedFigure

NO_FACT = "has no part in this rate yet"


def our_counts(shop: Shop, metric: str, told: Sequence[PublishedFigure]) -> dict[int, Counts]:
    """By published figure; one query."""
    if not told:
        return {}
    since_on, until_on = min(each.since_on for each in told), max(each.until_on for each in told)
    days = figures.by_day([shop], metric, since_on=since_on, until_on=until_on)
    return {each.pk: _sum(days.items(), each) for each in told}


def _sum(days: Iterable[tuple[date, Counts]], told: PublishedFigure) -> Counts:
    return sum((counts for day, counts in days if told.since_on <= day <= told.until_on), Counts())


def our_words(told: PublishedFigure, definition: Definition) -> dict[str, OurWord]:
    """By outside id: the orders that the platform names, and those that we count against the shop in these days."""
    named = dict(
        Order.objects.filter(shop=told.shop_id, external_id__in=told.against_ids).values_list(
            "external_id", "pk"
        )
    )
    facts = Fact.objects.filter(shop=told.shop_id, metric=definition.slug)
    in_days = facts.filter(day_on__gte=told.since_on, day_on__lte=told.until_on)
    harmful = in_days.filter(in_denominator=True, in_numerator=not definition.numerator_is_good)
    units = _units(definition, list(named.values()))
    known = {fact.unit_id: fact for fact in [*facts.filter(unit_id__in=list(units)), *harmful]}
    orders = _orders(definition, [*known])
    external = dict(Order.objects.filter(pk__in=set(orders.values())).values_list("pk", "external_id"))
    found = {external_id: OurWord(False, NO_FACT) for external_id in named}
    for unit_id, fact in known.items():
        order_id = orders.get(unit_id)
        if order_id in external:
            found[external[order_id]] = _word(fact, told, definition)
    return found


def _word(fact: Fact, told: PublishedFigure, definition: Definition) -> OurWord:
    harms = definition.harms(in_denominator=fact.in_denominator, in_numerator=fact.in_numerator)
    words = in_words(fact.why)
    if not told.since_on <= fact.day_on <= told.until_on:
        return OurWord(False, f"{words}, but counts on {fact.day_on:%-d %b %Y}")
    return OurWord(harms, words if fact.in_denominator else f"left out: {words}")


def _units(definition: Definition, order_ids: Sequence[int]) -> set[int]:
    if definition.unit == CountedUnit.ORDER:
        return set(order_ids)
    links = PackageOrder.objects.filter(order__in=order_ids, is_current=True)
    return set(links.values_list("package_id", flat=True))


def _orders(definition: Definition, unit_ids: Sequence[int]) -> dict[int, int]:
    if definition.unit == CountedUnit.ORDER:
        return {pk: pk for pk in unit_ids}
    links = PackageOrder.objects.filter(package__in=unit_ids, is_current=True).order_by("-order_id")
    return dict(links.values_list("package_id", "order_id"))
