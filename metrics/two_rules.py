"""The same units under two versions of a market's rules: both counts, and the units that changed sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from fulfillment.catalog.models import Shop
from fulfillment.orders.clock import clock_of
from fulfillment.orders.gathering import Due, read_these
from fulfillment.orders.judging import clock_facts
from fulfillment.orders.lifecycle import place
from fulfillment.policies.rules import Rules
from metrics import figures
from metrics.counts import Counts
from metrics.definitions import Definition, OrderUnit, Outcome
from metrics.models import Fact
from metrics.spans import BadSpan, Span
from metrics.units import Unit, gather_units

MOST = 20_000
BATCH = 2000


class Changed(Struct, frozen=True, kw_only=True):
    """A unit of which the two versions say different things; None: it has no part in the rate."""

    unit_id: int
    first: Outcome | None
    second: Outcome | None


class Compared(Struct, frozen=True, kw_only=True):
    units: int
    first: Counts
    second: Counts
    changed: list[Changed]


def compare(shop: Shop, definition: Definition, span: Span, first: Rules, second: Rules) -> Compared:
    """The units that count or are left out in these days, each judged whole by either version.

    Deadlines and dispatch are reckoned anew by each; whether a number is valid stays as it was found. Raises BadSpan
    where the days hold too many.
    """
    until_on = figures.last_day([shop], definition.slug, span.until_on)
    facts = Fact.objects.filter(
        shop=shop, metric=definition.slug, day_on__gte=span.since_on, day_on__lte=until_on
    )
    ids = list(facts.order_by("unit_id").values_list("unit_id", flat=True)[: MOST + 1])
    if len(ids) > MOST:
        raise BadSpan(f"These days hold more than {MOST:,} {definition.unit}s: choose a week, or fewer days.")
    counts, changed = [Counts(), Counts()], []
    for unit in _units(definition, ids):
        outcomes = [_under(unit, definition.slug, rules) for rules in (first, second)]
        for at, outcome in enumerate(outcomes):
            if outcome and outcome.in_denominator:
                counts[at] += Counts(int(outcome.in_numerator), 1)
        if _sides(outcomes[0]) != _sides(outcomes[1]):
            changed.append(Changed(unit_id=unit[0].id, first=outcomes[0], second=outcomes[1]))
    return Compared(units=len(ids), first=counts[0], second=counts[1], changed=changed)


def _sides(outcome: Outcome | None) -> tuple[bool, bool] | None:
    return (outcome.in_denominator, outcome.in_numerator) if outcome else None


def _units(definition: Definition, ids: Sequence[int]) -> Iterator[tuple[Unit, Due | None]]:
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        units = gather_units(definition, some)
        read = {
            due.id: due
            for due in read_these([unit.id for unit in units if isinstance(unit.judged, OrderUnit)])
        }
        for unit in units:
            yield unit, read.get(unit.id)


def _under(found: tuple[Unit, Due | None], metric: str, rules: Rules) -> Outcome | None:
    """What the definition says of the unit where these rules had judged it."""
    unit, due = found
    judged = unit.judged
    if due is not None and isinstance(judged, OrderUnit):
        dispatched_at, due_at = _clock(due, rules)
        judged = replace(judged, dispatched_at=dispatched_at, dispatch_due_at=due_at)
    return replace(unit, judged=judged, rules=rules).outcome(metric)


def _clock(due: Due, rules: Rules) -> tuple[datetime | None, datetime | None]:
    standing = place(due.progress, rules.stop_event, scans_told=rules.tracking.scans_told)
    return standing.dispatched_at, clock_of(clock_facts(due), rules).dispatch_due_at
