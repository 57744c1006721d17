"""The same units under two versions of a market's rules: both counts, and the units that changed sides.

What a unit is under the rules of its own day stands in its fact. Only units of which another version may say something
else are read and judged again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

from django.db.models import Count, Q, QuerySet
from msgspec import Struct
from msgspec.structs import replace

from fulfillment.catalog.models import FROM_THE_BEGINNING, Shop
from fulfillment.orders.rulings import OWN_STORE
from fulfillment.policies.rules import Rules
from metrics import figures, reckoned
from metrics.alike import BY_DISPATCH, alike
from metrics.counts import Counts
from metrics.definitions import Definition, Outcome
from metrics.models import Fact
from metrics.spans import BadSpan, Span
from metrics.units import Unit, gather_units

MOST = 20_000  # units that are judged again for one page


class Changed(Struct, frozen=True, kw_only=True):
    """A unit of which the two versions say different things; None: it has no part in the rate."""

    unit_id: int
    first: Outcome | None
    second: Outcome | None


class Compared(Struct, frozen=True, kw_only=True):
    """`are_alike`: these versions differ in nothing that could change a unit's side."""

    units: int
    first: Counts
    second: Counts
    changed: list[Changed]
    are_alike: bool


class Told(Struct, frozen=True):
    """A fact: what a unit is under the rules of its own day."""

    unit_id: int
    in_denominator: bool
    in_numerator: bool
    why: str
    rule_version: str


Under = Callable[[Rules], Outcome | None]
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # a fact keeps a day, and here no day is asked


def compare(shop: Shop, definition: Definition, span: Span, first: Rules, second: Rules) -> Compared:
    """The units that count or are left out in these days, each judged whole by either version.

    Deadlines and dispatch are reckoned anew by each; whether a number is valid stays as it was found. Raises BadSpan
    where the days hold too many that must be judged again.
    """
    until_on = figures.last_day([shop], definition.slug, span.until_on)
    facts = Fact.objects.filter(
        shop=shop, metric=definition.slug, day_on__gte=span.since_on, day_on__lte=until_on
    )
    by_version = facts.values_list("rule_version").annotate(
        of_it=Count("unit_id"),
        counted=Count("unit_id", filter=Q(in_denominator=True)),
        of_them=Count("unit_id", filter=Q(in_denominator=True, in_numerator=True)),
    )
    own = _own_versions(shop)
    units, sides, open_versions = 0, [Counts(), Counts()], []
    for version, of_it, denominator, numerator in by_version.order_by():
        units += of_it
        if version in own and all(alike(own[version], each, definition.slug) for each in (first, second)):
            sides = [each + Counts(numerator, denominator) for each in sides]
        else:
            open_versions.append(version)
    told = _told(facts.filter(rule_version__in=open_versions), definition) if open_versions else []
    changed = []
    for unit_id, outcomes in _judged(told, definition, own, first, second):
        sides = [each + _counted(outcome) for each, outcome in zip(sides, outcomes, strict=True)]
        if _sides(outcomes[0]) != _sides(outcomes[1]):
            changed.append(Changed(unit_id=unit_id, first=outcomes[0], second=outcomes[1]))
    return Compared(
        units=units,
        first=sides[0],
        second=sides[1],
        changed=changed,
        are_alike=alike(first, second, definition.slug),
    )


def _own_versions(shop: Shop) -> dict[str, Rules]:
    """By their name, where the name says what was ruled: not where scans of a shop are told since some day only."""
    if shop.platform == OWN_STORE and shop.scans_told_from_at not in (None, FROM_THE_BEGINNING):
        return {}
    return {rules.version: rules for rules in figures.versions_of(shop)}


def _told(facts: QuerySet[Fact], definition: Definition) -> list[Told]:
    names = ("unit_id", "in_denominator", "in_numerator", "why", "rule_version")
    rows = [Told(*row) for row in facts.order_by("unit_id").values_list(*names)[: MOST + 1]]
    if len(rows) > MOST:
        raise BadSpan(f"These days hold more than {MOST:,} {definition.unit}s: choose a week, or fewer days.")
    return rows


def _judged(
    told: Sequence[Told], definition: Definition, own: Mapping[str, Rules], first: Rules, second: Rules
) -> Iterator[tuple[int, list[Outcome | None]]]:
    """What either version says of each: by its fact where its own day's rules are like that version, else anew."""
    metric = definition.slug
    is_known = {
        version: [version in own and alike(own[version], rules, metric) for rules in (first, second)]
        for version in {each.rule_version for each in told}
    }
    facts = {each.unit_id: each for each in told}
    for unit_id, under in _units(definition, list(facts)):
        known = is_known[facts[unit_id].rule_version]
        yield (
            unit_id,
            [
                _of_fact(facts[unit_id]) if known[at] else under(rules)
                for at, rules in enumerate((first, second))
            ],
        )


def _of_fact(fact: Told) -> Outcome:
    return Outcome(LONG_AGO, fact.in_denominator, fact.in_numerator, fact.why)


def _counted(outcome: Outcome | None) -> Counts:
    return Counts(int(outcome.in_numerator), 1) if outcome and outcome.in_denominator else Counts()


def _sides(outcome: Outcome | None) -> tuple[bool, bool] | None:
    return (outcome.in_denominator, outcome.in_numerator) if outcome else None


def _units(definition: Definition, ids: Sequence[int]) -> Iterator[tuple[int, Under]]:
    """Each with what any rules would have said of it."""
    metric = definition.slug
    if not ids:
        return
    if metric in BY_DISPATCH:
        for order in reckoned.read(ids, metric):
            yield order.id, partial(order.outcome, metric)
    else:
        for unit in gather_units(definition, ids):
            yield unit.id, partial(_under, unit, metric)


def _under(unit: Unit, metric: str, rules: Rules) -> Outcome | None:
    return replace(unit, rules=rules).outcome(metric)
