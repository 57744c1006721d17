"""What each rate is: its unit, its two counts in words, and the pure decision for one unit.

A definition is used for the value, the fact and the drill-down alike. Thresholds, windows and who counts are the
rulebook's; here stands only what the words mean. Nothing here imports Django.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from fulfillment.policies.rulebook import Rules
from fulfillment.policies.terms import CountedUnit, Counting, DatedBy


class Why(StrEnum):
    """Why a unit counts, counts against us, or is left out."""

    IN_TIME = "in_time"
    LATE = "late"
    PLATFORM_WAREHOUSE = "platform_warehouse"  # in the denominator, never late
    NO_DEADLINE = "no_deadline"
    LEFT_OUT_BY_RULE = "left_out_by_rule"
    VALID = "valid"
    INVALID = "invalid"
    PENDING = "pending"  # waits for a first scan


WORDS: dict[str, str] = {
    Why.IN_TIME: "dispatched in time",
    Why.LATE: "dispatched late",
    Why.PLATFORM_WAREHOUSE: "from the platform's warehouse: counted, never late",
    Why.NO_DEADLINE: "no deadline is known",
    Why.LEFT_OUT_BY_RULE: "left out by the market's rule",
    Why.VALID: "valid tracking",
    Why.INVALID: "invalid tracking",
    Why.PENDING: "waits for its first scan",
}


class OrderUnit(Struct, frozen=True, kw_only=True):
    """What a definition may know of one order. Moments are aware UTC."""

    id: int
    shipping_type: str
    kinds: tuple[str, ...]  # how it was promised, and sample or replacement on top
    placed_at: datetime
    dispatched_at: datetime | None
    dispatch_due_at: datetime | None


class PackageUnit(Struct, frozen=True, kw_only=True):
    """What a definition may know of one package; it was promised as its earliest order was."""

    id: int
    shipping_type: str
    kinds: tuple[str, ...]
    placed_at: datetime
    shipped_at: datetime | None
    delivered_at: datetime | None
    is_cancelled: bool
    verdict: str  # valid, pending, invalid or blank


class Outcome(Struct, frozen=True):
    """One unit's part in a rate. `dated_at` becomes a day in the market's zone."""

    dated_at: datetime
    in_denominator: bool
    in_numerator: bool
    why: Why


def _moment(unit: OrderUnit | PackageUnit, dated_by: DatedBy) -> datetime | None:
    """The moment whose market-local date the rulebook counts a unit on."""
    return {
        DatedBy.DISPATCHED: getattr(unit, "dispatched_at", None),
        DatedBy.SHIPPED: getattr(unit, "shipped_at", None),
        DatedBy.PLACED: unit.placed_at,
        DatedBy.DUE: getattr(unit, "dispatch_due_at", None),
        DatedBy.DELIVERED: getattr(unit, "delivered_at", None),
    }[dated_by]


def late_dispatch(unit: OrderUnit, rules: Rules) -> Outcome | None:
    """Orders dispatched after their deadline, of orders dispatched; None while it is not dispatched.

    Source: TikTok Shop US, "Late Dispatch Rate" (2026-03-02): orders of the platform's own warehouse leave the
    numerator and stay in the denominator.
    """
    if unit.dispatched_at is None:
        return None
    rule = rules.metric("late-dispatch-rate")
    dated_at = _moment(unit, rule.dated_by) or unit.dispatched_at
    counting = rules.counts(rule.slug, shipping_type=unit.shipping_type, kinds=unit.kinds)
    if counting == Counting.LEFT_OUT:
        return Outcome(dated_at, False, False, Why.LEFT_OUT_BY_RULE)
    if counting == Counting.DENOMINATOR_ONLY:
        return Outcome(dated_at, True, False, Why.PLATFORM_WAREHOUSE)
    if unit.dispatch_due_at is None:
        return Outcome(dated_at, False, False, Why.NO_DEADLINE)
    is_late = unit.dispatched_at > unit.dispatch_due_at
    return Outcome(dated_at, True, is_late, Why.LATE if is_late else Why.IN_TIME)


def valid_tracking(unit: PackageUnit, rules: Rules) -> Outcome | None:
    """Packages with valid tracking, of packages shipped; None before the number is given or where it was taken back.

    A package that still has time for its first scan is neither: it is left out as pending, and its day is provisional.
    """
    if unit.shipped_at is None or unit.is_cancelled or not unit.verdict:
        return None
    rule = rules.metric("valid-tracking-rate")
    dated_at = _moment(unit, rule.dated_by) or unit.shipped_at
    if rules.counts(rule.slug, shipping_type=unit.shipping_type, kinds=unit.kinds) != Counting.COUNTS:
        return Outcome(dated_at, False, False, Why.LEFT_OUT_BY_RULE)
    if unit.verdict == "pending":
        return Outcome(dated_at, False, False, Why.PENDING)
    is_valid = unit.verdict == "valid"
    return Outcome(dated_at, True, is_valid, Why.VALID if is_valid else Why.INVALID)


class Definition(Struct, frozen=True, kw_only=True):
    """One rate in words, and the function that decides for one unit."""

    slug: str
    title: str
    unit: CountedUnit
    numerator: str
    denominator: str
    counts_against: Why  # the outcome that harms the shop
    judge: Callable[..., Outcome | None]


METRICS: dict[str, Definition] = {
    definition.slug: definition
    for definition in (
        Definition(
            slug="late-dispatch-rate",
            title="Late dispatch",
            unit=CountedUnit.ORDER,
            numerator="orders dispatched after their deadline",
            denominator="orders dispatched",
            counts_against=Why.LATE,
            judge=late_dispatch,
        ),
        Definition(
            slug="valid-tracking-rate",
            title="Valid tracking",
            unit=CountedUnit.PACKAGE,
            numerator="packages with valid tracking",
            denominator="packages shipped",
            counts_against=Why.INVALID,
            judge=valid_tracking,
        ),
    )
}
