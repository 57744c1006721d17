"""What each rate is: its unit, its two counts in words, and the pure decision for one unit.

A definition is used for the value, the fact and the drill-down alike. Thresholds, windows and who counts are the
rulebook's; here stands only what the words mean. Nothing here imports Django.
"""

from __future__ import annotations

from datetime import datetime

from fulfillment.policies.rulebook import Rules
from fulfillment.policies.terms import CountedUnit, Counting, DatedBy, OrderKind, ShippingType
from metrics.judged import Definition, OrderUnit, Outcome, PackageUnit, Why
from metrics.rates.buyers import DELIVERY_COMPLAINT, FOR_REASONS, NEGATIVE_REVIEW, REFUND, SHIPPING_TICKET
from metrics.rates.cancelling import BY_OTHERS, BY_SELLER, SELLER_FAULT_CANCELLATION
from metrics.rates.delivering import ON_TIME_DELIVERY, UNSHIPPED_ORDERS

__all__ = [
    "METRICS",
    "TOLD_APART",
    "WORDS",
    "Definition",
    "OrderUnit",
    "Outcome",
    "PackageUnit",
    "Why",
    "in_words",
]

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
    Why.KEPT: "not cancelled",
    Why.IN_BUYERS_HOUR: "cancelled by the buyer within the hour after payment, so it was never confirmed",
    Why.DELIVERED_IN_TIME: "delivered by the promised day",
    Why.DELIVERED_LATE: "delivered after the promised day",
    Why.NOT_DELIVERED: "not delivered",
    Why.NO_DELIVERY_DAY: "no delivery day was promised",
    Why.CANCELLED: "cancelled",
    Why.SENT: "dispatched",
    Why.UNSHIPPED: "due and not dispatched",
    Why.NOT_REFUNDED: "no refund asked for",
    Why.BAD_REVIEW: "a first review of one or two stars",
    Why.REVIEW_OF_DELIVERY: "a first review of one or two stars, of the delivery",
    Why.GOOD_REVIEW: "a first review of three stars or more",
    Why.NOT_REVIEWED: "no review",
    Why.COMPLAINED: "a complaint that it came late or never",
    Why.NO_COMPLAINT: "no complaint of its delivery",
    Why.ASKED_WHERE: "the buyer asked where it is",
    Why.NOT_ASKED: "nobody asked where it is",
    **BY_SELLER,
    **BY_OTHERS,
    **FOR_REASONS,
}


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


METRICS: dict[str, Definition] = {
    definition.slug: definition
    for definition in (
        Definition(
            slug="late-dispatch-rate",
            title="Late dispatch",
            unit=CountedUnit.ORDER,
            numerator="orders dispatched after their deadline",
            denominator="orders dispatched",
            counts_against=frozenset({Why.LATE}),
            against="late",
            fine="in time",
            dated="dispatched",
            happened="dispatched_at",
            happened_words="Dispatched",
            due="dispatch_due_at",
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
            counts_against=frozenset({Why.INVALID}),
            against="invalid",
            fine="valid",
            dated="shipped",
            numerator_is_good=True,
            judge=valid_tracking,
        ),
        SELLER_FAULT_CANCELLATION,
        ON_TIME_DELIVERY,
        UNSHIPPED_ORDERS,
        REFUND,
        NEGATIVE_REVIEW,
        DELIVERY_COMPLAINT,
        SHIPPING_TICKET,
    )
}


TOLD_APART: frozenset[str] = frozenset().union(*(definition.told_apart for definition in METRICS.values()))


def in_words(why: str) -> str:
    """The reason of a fact for people; a code of another release stands as it is."""
    return WORDS.get(why, why.replace("_", " "))
