"""What a page and an export show of each counted unit: two or three queries for any number of facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from fulfillment.orders.models import Order
from fulfillment.orders.reasons import TRACKING_PROBLEMS
from fulfillment.policies.terms import CountedUnit
from fulfillment.tracking.models import Package, PackageOrder
from fulfillment.tracking.numbers import carrier_name
from metrics.definitions import Definition, Why, in_words
from metrics.models import Fact
from metrics.of_order import of_fact


class OrderLink(Struct, frozen=True):
    id: int
    name: str
    external_id: str


class Row(Struct, frozen=True, kw_only=True):
    """`happened_at` dates the unit; `late_by` is None where it was in time; `number`: the package's, or those of all
    packages of the order."""

    unit_id: int
    day_on: date
    orders: list[OrderLink]
    number: str
    carrier: str
    happened_at: datetime | None
    due_at: datetime | None
    late_by: timedelta | None
    tone: str
    why: str
    counts: str  # the same with what it does to the rate, in the words of the order page
    reasons: list[str]
    rule_version: str


def rows_of(facts: Sequence[Fact], definition: Definition) -> list[Row]:
    """Newest day first, of a day what counts against us and the latest of these facts before the others. A unit
    whose rows are gone since is left away."""
    of_unit = _of_orders if definition.unit == CountedUnit.ORDER else _of_packages
    return sorted(of_unit(facts, definition), key=_worst_first)


def _worst_first(row: Row) -> tuple[int, bool, timedelta, float]:
    happened = row.happened_at.timestamp() if row.happened_at else 0.0
    return -row.day_on.toordinal(), row.tone != "breach", -(row.late_by or timedelta()), -happened


def _tone(fact: Fact, definition: Definition) -> str:
    return "soon" if fact.why == Why.PENDING else of_fact(definition, fact)[1]


def _of_orders(facts: Sequence[Fact], definition: Definition) -> list[Row]:
    shown = {definition.happened, definition.due} - {""}
    orders = Order.objects.only("id", "external_id", "number", "carrier", *shown).in_bulk(
        [fact.unit_id for fact in facts]
    )
    numbers = _numbers(orders)
    found = []
    for fact in facts:
        if order := orders.get(fact.unit_id):
            sent = getattr(order, definition.happened)
            due = getattr(order, definition.due) if definition.due else None
            is_late = sent and due and sent > due
            found.append(
                Row(
                    unit_id=fact.unit_id,
                    day_on=fact.day_on,
                    orders=[OrderLink(order.pk, str(order), order.external_id)],
                    number=" ".join(numbers[order.pk]),
                    carrier=carrier_name(order.carrier) if order.carrier else "",
                    happened_at=sent,
                    due_at=due,
                    late_by=sent - due if is_late and sent and due else None,
                    tone=_tone(fact, definition),
                    why=in_words(fact.why),
                    counts=of_fact(definition, fact)[0],
                    reasons=[],
                    rule_version=fact.rule_version,
                )
            )
    return found


def _numbers(order_ids: Iterable[int]) -> Mapping[int, list[str]]:
    """The tracking numbers under which each order travels, the first label first."""
    links = PackageOrder.objects.filter(order__in=list(order_ids), is_current=True).order_by("package_id")
    found: dict[int, list[str]] = defaultdict(list)
    for order_id, given, number in links.values_list(
        "order_id", "package__tracking_number_given", "package__tracking_number"
    ):
        if given or number:
            found[order_id].append(given or number)
    return found


def _of_packages(facts: Sequence[Fact], definition: Definition) -> list[Row]:
    ids = [fact.unit_id for fact in facts]
    packages = Package.objects.in_bulk(ids)
    links = PackageOrder.objects.filter(package__in=ids, is_current=True).order_by("order_id")
    served: dict[int, list[OrderLink]] = defaultdict(list)
    for package_id, order_id, external_id, number in links.values_list(
        "package_id", "order_id", "order__external_id", "order__number"
    ):
        served[package_id].append(OrderLink(order_id, number or external_id, external_id))
    found = []
    for fact in facts:
        if package := packages.get(fact.unit_id):
            found.append(
                Row(
                    unit_id=fact.unit_id,
                    day_on=fact.day_on,
                    orders=served[package.pk],
                    number=package.tracking_number_given or package.tracking_number,
                    carrier=carrier_name(package.carrier) if package.carrier else package.carrier_name,
                    happened_at=package.shipped_at,
                    due_at=package.verdict_until_at if fact.why == Why.PENDING else None,
                    late_by=None,
                    tone=_tone(fact, definition),
                    why=in_words(fact.why),
                    counts=of_fact(definition, fact)[0],
                    reasons=[TRACKING_PROBLEMS.get(code, code) for code in package.verdict_reasons],
                    rule_version=fact.rule_version,
                )
            )
    return found
