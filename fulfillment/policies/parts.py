"""Rules that need more than one figure to be stated."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal

from fulfillment.policies.terms import (
    Better,
    CountedUnit,
    Counting,
    DatedBy,
    DayUnit,
    OrderKind,
    ShippingType,
    Start,
)


@dataclass(frozen=True, kw_only=True)
class DueRule:
    """Due at the day's end, `days` business days after `start` (and the handling time, if `handling`).

    An order placed on a business day after `cut_off` counts as placed on the next business day.
    """

    days: int
    start: Start = Start.PLACED
    handling: bool = False
    cut_off: time | None = None


@dataclass(frozen=True, kw_only=True)
class CancelRule:
    """The platform cancels at the end of the day that lies `days` after `start`."""

    days: int
    start: Start = Start.PLACED
    unit: DayUnit = DayUnit.BUSINESS


@dataclass(frozen=True, kw_only=True)
class HandlingTime:
    """What a seller may promise; `least` is taken for an order that does not say its own."""

    least: int
    most: int
    unit: DayUnit = DayUnit.BUSINESS


@dataclass(frozen=True, kw_only=True)
class TrackingRules:
    """When a number is valid and how it may be corrected. `accepted_carriers` None: all pass.

    Without `scans_told` nobody can say of a number whether its parcel moves: neither valid nor late for its scan.
    """

    edit_window_hours: int
    edits_allowed: int
    first_event_hours_before_order: int
    first_scan_limit_days: int
    accepted_carriers: frozenset[str] | None
    scans_told: bool = True

    def accepts(self, carrier: str) -> bool:
        return self.accepted_carriers is None or carrier in self.accepted_carriers


@dataclass(frozen=True, kw_only=True)
class MetricRule:
    """One rate as a market judges it. Shares are fractions of 1; None: no such figure is known."""

    slug: str
    target: Decimal | None
    enforcement: Decimal | None
    better: Better
    unit: CountedUnit
    dated_by: DatedBy
    window_days: int
    minimum_count: int
    maturity_days: int
    by_shipping: Mapping[ShippingType, Counting]
    by_kind: Mapping[OrderKind, Counting]
