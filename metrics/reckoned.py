"""Orders as any version of the rules would have dated them: when each was to be dispatched, and when it was.

For rates that follow from the dispatch. What is needed for that alone is read, and no order is read whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from fulfillment.orders.clock import OrderClockFacts, dispatch_due_at
from fulfillment.orders.lifecycle import Progress, place
from fulfillment.orders.upsert.rowset import array, execute
from fulfillment.policies.rules import Rules
from fulfillment.policies.terms import OrderKind, ShippingType
from metrics.aftermath import NOTHING, Aftermath, aftermaths
from metrics.definitions import METRICS, OrderUnit, Outcome, Why

# Rates that ask nothing of what became of an order after its dispatch.
BY_DEADLINE = frozenset({"late-dispatch-rate", "unshipped-order-rate"})


class Reckoned(NamedTuple):
    """One order: columns as mirrored, nothing that a version of the rules decided."""

    id: int
    is_copy: bool
    cancel_initiator: str
    kind: str
    is_sample: bool
    is_replacement: bool
    handling_days: int | None
    handling_in_business_days: bool
    release_at: datetime | None
    ready_due_at: datetime | None
    scan_due_at: datetime | None
    progress: Progress
    after: Aftermath

    def outcome(self, metric: str, rules: Rules) -> Outcome | None:
        """What it is to a rate where these rules had judged it."""
        found = METRICS[metric].judge(self._unit(rules), rules)
        return Outcome(found.dated_at, False, False, Why.COPY) if found and self.is_copy else found

    def _unit(self, rules: Rules) -> OrderUnit:
        progress, after = self.progress, self.after
        standing = place(progress, rules.stop_event, scans_told=rules.tracking.scans_told)
        return OrderUnit(
            id=self.id,
            shipping_type=progress.shipping_type,
            kinds=(self.kind, *["sample"] * self.is_sample, *["replacement"] * self.is_replacement),
            placed_at=progress.placed_at,
            dispatched_at=standing.dispatched_at,
            dispatch_due_at=dispatch_due_at(self._clock_facts(), rules),
            status=progress.status,
            paid_at=progress.paid_at,
            cancelled_at=progress.cancelled_at,
            delivered_at=progress.delivered_at,
            cancelled_by=after.cancelled_by or ("buyer" if self.cancel_initiator == "buyer" else ""),
            cancelled_for=after.cancelled_for,
            refunded_for=after.refunded_for,
            complained_of_delivery=after.complained_of_delivery,
        )

    def _clock_facts(self) -> OrderClockFacts:
        return OrderClockFacts(
            placed_at=self.progress.placed_at,
            paid_at=self.progress.paid_at,
            kind=OrderKind(self.kind),
            shipping_type=ShippingType(self.progress.shipping_type),
            handling_days=self.handling_days,
            handling_in_business_days=self.handling_in_business_days,
            release_at=self.release_at,
            ready_due_at=self.ready_due_at,
            scan_due_at=self.scan_due_at,
        )


OWN = Reckoned._fields[2:-2]
READ = f"""
SELECT o.id, EXISTS (SELECT FROM orders_ordercopy k WHERE k.order_id = o.id AND k.original_id <> o.id),
    {", ".join(f"o.{name}" for name in (*OWN, *Progress._fields))}
FROM orders_order o WHERE o.id = ANY(%(orders)s::bigint[])
"""


def read(order_ids: Sequence[int], metric: str) -> Iterator[Reckoned]:
    """One statement, and three more for rates that ask what became of an order."""
    after = {} if metric in BY_DEADLINE else aftermaths(order_ids)
    own = 2 + len(OWN)
    for row in execute(READ, {"orders": array(order_ids)}):
        yield Reckoned._make([*row[:own], Progress(*row[own:]), after.get(row[0], NOTHING)])
