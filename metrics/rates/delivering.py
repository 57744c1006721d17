"""Orders delivered by the promised day, and orders whose dispatch deadline passed without a parcel."""

from __future__ import annotations

from datetime import datetime

from fulfillment.orders.states import OrderStatus
from fulfillment.policies.rulebook import Rules
from fulfillment.policies.terms import CountedUnit, Counting
from metrics.judged import Definition, OrderUnit, Outcome, Why, counted, order_moment, ruled

ON_TIME, UNSHIPPED = "on-time-delivery-rate", "unshipped-order-rate"


def on_time_delivery(order: OrderUnit, rules: Rules) -> Outcome | None:
    """Orders delivered on or before their promised day, of orders that should have been delivered.

    Days are compared, not moments: a promise is a day. Where a platform judges what should have been delivered,
    an order that never arrived counts against us on the day it was due; an own store knows of deliveries only.
    """
    due_at, delivered_at = order.delivery_due_at, order.delivered_at
    rule = rules.metric(ON_TIME)
    dated_at = order_moment(order, rule.dated_by, due_at=due_at) or due_at or delivered_at
    if dated_at is None:
        return None
    if order.status == OrderStatus.CANCELLED:
        return Outcome(dated_at, False, False, Why.CANCELLED) if delivered_at else None
    counting, because = rules.counting(ON_TIME, shipping_type=order.shipping_type, kinds=order.kinds)
    if counting != Counting.COUNTS:
        return Outcome(dated_at, False, False, because)
    if due_at is None:
        return Outcome(dated_at, False, False, Why.NO_DELIVERY_DAY)
    return _by_day(rules, dated_at, due_at, delivered_at)


def _by_day(rules: Rules, dated_at: datetime, due_at: datetime, delivered_at: datetime | None) -> Outcome:
    if delivered_at is None:
        counts = ruled(rules, "delivery.undelivered", Counting.COUNTS) == Counting.COUNTS
        return Outcome(dated_at, counts, False, Why.NOT_DELIVERED)
    in_time = delivered_at <= due_at or rules.day_of(delivered_at) <= rules.day_of(due_at)
    return Outcome(dated_at, True, in_time, Why.DELIVERED_IN_TIME if in_time else Why.DELIVERED_LATE)


def unshipped_order(order: OrderUnit, rules: Rules) -> Outcome | None:
    """Orders not dispatched although they were due, of orders due; a cancelled one is no work any more.

    The platform shows this rate and publishes no definition of it: this is ours.
    """
    due_at = order.dispatch_due_at
    if due_at is None or (order.status == OrderStatus.CANCELLED and order.dispatched_at is None):
        return None
    if order.status in (OrderStatus.UNPAID, OrderStatus.REMORSE):
        return None
    rule = rules.metric(UNSHIPPED)
    dated_at = order_moment(order, rule.dated_by, due_at=due_at) or due_at
    is_sent = order.dispatched_at is not None
    why = Why.SENT if is_sent else Why.UNSHIPPED
    return counted(order, rules, UNSHIPPED, dated_at, against=not is_sent, why=why)


ON_TIME_DELIVERY = Definition(
    slug=ON_TIME,
    title="On-time delivery",
    unit=CountedUnit.ORDER,
    numerator="orders delivered by their promised day",
    denominator="orders that should have been delivered",
    counts_against=frozenset({Why.DELIVERED_LATE, Why.NOT_DELIVERED}),
    against="delivered late",
    fine="in time",
    dated="to be delivered",
    happened="delivered_at",
    happened_words="Delivered",
    due="delivery_due_at",
    judge=on_time_delivery,
    note="Where the platform tells no delivery day, it is reckoned by the rulebook. Days are compared, not hours.",
    numerator_is_good=True,
    is_ahead=True,
    told_apart=frozenset({Why.NOT_DELIVERED}),
)
UNSHIPPED_ORDERS = Definition(
    slug=UNSHIPPED,
    title="Unshipped orders",
    unit=CountedUnit.ORDER,
    numerator="orders due and still not dispatched",
    denominator="orders due to be dispatched",
    counts_against=frozenset({Why.UNSHIPPED}),
    against="unshipped",
    fine="dispatched",
    dated="due to be dispatched",
    happened="dispatched_at",
    happened_words="Dispatched",
    due="dispatch_due_at",
    judge=unshipped_order,
    note="The platform publishes no definition of its rate of this name; this is ours.",
    is_ahead=True,
)
