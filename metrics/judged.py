"""What a rate judges and what comes of it: an order or package as definitions see it, and its part in a rate.

Nothing here imports Django.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from fulfillment.policies.rulebook import Rules
from fulfillment.policies.terms import CountedUnit, Counting, DatedBy


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
    KEPT = "not_cancelled"
    IN_BUYERS_HOUR = "cancelled_in_the_buyers_hour"
    DELIVERED_IN_TIME = "delivered_in_time"
    DELIVERED_LATE = "delivered_late"
    NOT_DELIVERED = "not_delivered"
    NO_DELIVERY_DAY = "no_delivery_day"
    CANCELLED = "cancelled"
    SENT = "sent"
    UNSHIPPED = "unshipped"
    NOT_REFUNDED = "not_refunded"
    BAD_REVIEW = "bad_review"
    REVIEW_OF_DELIVERY = "review_of_delivery"
    GOOD_REVIEW = "good_review"
    NOT_REVIEWED = "not_reviewed"
    COMPLAINED = "complained_of_delivery"
    NO_COMPLAINT = "no_complaint"
    ASKED_WHERE = "asked_where_it_is"
    NOT_ASKED = "nobody_asked"


class OrderUnit(Struct, frozen=True, kw_only=True, gc=False):
    """What a definition may know of one order. Moments are aware UTC."""

    id: int
    shipping_type: str
    kinds: tuple[str, ...]  # how it was promised, and sample or replacement on top
    placed_at: datetime
    dispatched_at: datetime | None
    dispatch_due_at: datetime | None
    status: str = ""  # orders.states.OrderStatus
    paid_at: datetime | None = None
    cancelled_at: datetime | None = None
    delivered_at: datetime | None = None
    delivery_due_at: datetime | None = None  # as told, else as the rulebook reckons it
    cancelled_by: str = ""  # whose fault its cancellation is taken for; blank: not cancelled
    cancelled_for: str = ""  # our group of reasons
    refunded_for: str = ""  # of its first refund that counts; blank: none
    first_rating: int | None = None
    review_is_of_delivery: bool = False
    complained_of_delivery: bool = False
    asked_where_it_is: bool = False


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


class Definition(Struct, frozen=True, kw_only=True):
    """One rate in words, and the function that decides for one unit."""

    slug: str
    title: str
    unit: CountedUnit
    numerator: str
    denominator: str
    counts_against: frozenset[str]  # the outcomes that harm the shop
    against: str  # those outcomes as people count them
    fine: str  # the other ones
    dated: str  # what a unit's day is the day of
    judge: Callable[..., Outcome | None]
    happened: str = "placed_at"  # the moment of an order that a list shows
    happened_words: str = "Placed"
    due: str = ""  # the deadline that a list shows beside it
    awaits: str = ""  # what must happen to a unit before it counts, where that is not what dates it
    note: str = ""  # where our count may differ from the platform's
    numerator_is_good: bool = False  # more of the numerator is better
    is_ahead: bool = False  # dated by a deadline: units have days that are still to come
    told_apart: frozenset[str] = frozenset()  # outcomes that are counted each by itself, with their sums

    def harms(self, *, in_denominator: bool, in_numerator: bool) -> bool:
        """Such a unit counts against the shop."""
        return in_denominator and in_numerator != self.numerator_is_good


def order_moment(order: OrderUnit, dated_by: DatedBy, *, due_at: datetime | None) -> datetime | None:
    """The moment whose market-local date the rulebook counts an order on; `due_at` is the deadline that the rate means."""
    if dated_by == DatedBy.PLACED:
        return order.placed_at
    if dated_by == DatedBy.DISPATCHED:
        return order.dispatched_at
    if dated_by == DatedBy.DELIVERED:
        return order.delivered_at
    return due_at if dated_by == DatedBy.DUE else None


def counted(
    order: OrderUnit, rules: Rules, slug: str, dated_at: datetime, *, against: bool, why: str
) -> Outcome:
    """An order's part in a rate that counts harm: left out or never against us where the rule says so."""
    counting, because = rules.counting(slug, shipping_type=order.shipping_type, kinds=order.kinds)
    if counting == Counting.COUNTS:
        return Outcome(dated_at, True, against, why)
    return Outcome(dated_at, counting == Counting.DENOMINATOR_ONLY, False, because)


def ruled(rules: Rules, name: str, default: Counting) -> Counting:
    """What the book says of one special case; `default` where it says nothing."""
    stated = rules.stated.get(name)
    return Counting(stated.value) if stated else default
