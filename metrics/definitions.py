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
from fulfillment.policies.terms import CountedUnit, Counting, DatedBy, OrderKind, ShippingType


class Why(StrEnum):
    """Why a unit counts for us or against us, or is left out because nothing can be said of it.

    A unit that the market's rule takes out of the rate, or out of its numerator, has the shipping type or order
    kind that the rule names instead: `platform_warehouse`, `digital`, `sample`…
    """

    IN_TIME = "in_time"
    LATE = "late"
    NO_DEADLINE = "no_deadline"
    VALID = "valid"
    INVALID = "invalid"
    PENDING = "pending"  # waits for a first scan
    COPY = "copy_of_another_order"
    NO_SCANS_TOLD = "no_scans_told"  # no channel and no carrier feed tells whether it was scanned


WORDS: dict[str, str] = {
    Why.IN_TIME: "dispatched in time",
    Why.LATE: "dispatched late",
    Why.NO_DEADLINE: "no deadline is known",
    Why.VALID: "valid tracking",
    Why.INVALID: "invalid tracking",
    Why.PENDING: "waits for its first scan, so it is not decided yet",
    Why.COPY: "a copy of another order, which is counted instead",
    Why.NO_SCANS_TOLD: "nobody tells the scans of this shop's parcels: connect a carrier feed",
    ShippingType.SELLER: "shipped by the seller: the market's rule leaves it out",
    ShippingType.PLATFORM: "shipped with the platform's label",
    ShippingType.PLATFORM_WAREHOUSE: "shipped from the platform's own warehouse",
    ShippingType.DIGITAL: "digital: nothing is shipped",
    OrderKind.SAMPLE: "a sample",
    OrderKind.REPLACEMENT: "a replacement",
    OrderKind.REGULAR: "a regular order: the market's rule leaves it out",
    OrderKind.PRE_ORDER: "a pre-order",
    OrderKind.MADE_TO_ORDER: "made to order",
    OrderKind.BACKORDER: "a backorder",
    OrderKind.CUSTOM: "a longer handling time",
}


class OrderUnit(Struct, frozen=True, kw_only=True, gc=False):
    """What a definition may know of one order. Moments are aware UTC."""

    id: int
    shipping_type: str
    kinds: tuple[str, ...]  # how it was promised, and sample or replacement on top
    placed_at: datetime
    dispatched_at: datetime | None
    dispatch_due_at: datetime | None


class PackageUnit(Struct, frozen=True, kw_only=True, gc=False):
    """What a definition may know of one package; it was promised as its earliest order was."""

    id: int
    shipping_type: str
    kinds: tuple[str, ...]
    placed_at: datetime
    shipped_at: datetime | None
    delivered_at: datetime | None
    is_cancelled: bool
    verdict: str  # valid, pending, invalid or blank


class Outcome(Struct, frozen=True, gc=False):
    """One unit's part in a rate. `dated_at` becomes a day in the market's zone."""

    dated_at: datetime
    in_denominator: bool
    in_numerator: bool
    why: str  # a Why, or the shipping type or kind that the rule names


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
    counting, because = rules.counting(rule.slug, shipping_type=unit.shipping_type, kinds=unit.kinds)
    if counting == Counting.LEFT_OUT:
        return Outcome(dated_at, False, False, because)
    if counting == Counting.DENOMINATOR_ONLY:
        return Outcome(dated_at, True, False, because)
    if unit.dispatch_due_at is None:
        return Outcome(dated_at, False, False, Why.NO_DEADLINE)
    is_late = unit.dispatched_at > unit.dispatch_due_at
    return Outcome(dated_at, True, is_late, Why.LATE if is_late else Why.IN_TIME)


def valid_tracking(unit: PackageUnit, rules: Rules) -> Outcome | None:
    """Packages with valid tracking, of packages shipped; None before the number is given or where it was taken back.

    A package that still has time for its first scan is neither: it is left out as pending, and its day is provisional.
    Where a rule says that such packages only dilute the rate they are left out too: here every package of the
    denominator that is not valid would count against us.
    """
    if unit.shipped_at is None or unit.is_cancelled or not unit.verdict:
        return None
    rule = rules.metric("valid-tracking-rate")
    dated_at = _moment(unit, rule.dated_by) or unit.shipped_at
    counting, because = rules.counting(rule.slug, shipping_type=unit.shipping_type, kinds=unit.kinds)
    if counting != Counting.COUNTS:
        return Outcome(dated_at, False, False, because)
    if not rules.tracking.scans_told:
        return Outcome(dated_at, False, False, Why.NO_SCANS_TOLD)
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
    against: str  # that outcome as people count it
    fine: str  # the other one
    dated: str  # what a unit's day is the day of
    judge: Callable[..., Outcome | None]
    note: str = ""  # where our count may differ from the platform's


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
            against="late",
            fine="in time",
            dated="dispatched",
            judge=late_dispatch,
            note="Where the platform tells no collection time yet, an order is dated by its first scan; "
            "the platform may date it later.",
        ),
        Definition(
            slug="valid-tracking-rate",
            title="Valid tracking",
            unit=CountedUnit.PACKAGE,
            numerator="packages with valid tracking",
            denominator="packages shipped",
            counts_against=Why.INVALID,
            against="invalid",
            fine="valid",
            dated="shipped",
            judge=valid_tracking,
        ),
    )
}


def in_words(why: str) -> str:
    """The reason of a fact for people; a code of another release stands as it is."""
    return WORDS.get(why, why.replace("_", " "))
