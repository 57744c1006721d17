"""Orders cancelled for a fault of the seller's."""

from __future__ import annotations

from datetime import timedelta

from fulfillment.orders.request_reasons import GROUPS
from fulfillment.orders.states import OrderStatus
from fulfillment.policies.rulebook import Rules
from fulfillment.policies.terms import CountedUnit
from metrics.judged import Definition, OrderUnit, Outcome, Why, counted, order_moment

SLUG = "seller-fault-cancellation-rate"
NOT_CONFIRMED = frozenset({OrderStatus.UNPAID, OrderStatus.REMORSE})
SELLERS = "seller_"
OTHERS = "cancelled_"
BY_SELLER = {f"{SELLERS}{group}": f"cancelled by our fault: {words}" for group, words in GROUPS.items()}
BY_OTHERS = {
    f"{OTHERS}buyer": "cancelled by the buyer",
    f"{OTHERS}platform": "cancelled by the platform",
    f"{OTHERS}logistics": "cancelled for the carrier's fault",
    f"{OTHERS}unknown": "cancelled, nobody says whose fault it was",
}


def seller_fault_cancellation(order: OrderUnit, rules: Rules) -> Outcome | None:
    """Confirmed orders cancelled for the seller's fault, of confirmed orders; None while it is not confirmed.

    Source: TikTok Shop US, "Seller Fault Cancellation Rate". Confirmed is what was paid and outlived the buyer's
    hour. No platform tells whose fault it was: reasons say it, by the market's table, and some say nothing.
    """
    if order.status in NOT_CONFIRMED or _was_never_paid(order):
        return None
    rule = rules.metric(SLUG)
    dated_at = order_moment(order, rule.dated_by, due_at=order.dispatch_due_at) or order.placed_at
    if order.status != OrderStatus.CANCELLED:
        return counted(order, rules, SLUG, dated_at, against=False, why=Why.KEPT)
    if _in_buyers_hour(order, rules):
        return Outcome(dated_at, False, False, Why.IN_BUYERS_HOUR)
    if order.cancelled_by == "seller":
        why = f"{SELLERS}{order.cancelled_for or 'other'}"
        return counted(order, rules, SLUG, dated_at, against=True, why=why)
    why = f"{OTHERS}{order.cancelled_by or 'unknown'}"
    return counted(order, rules, SLUG, dated_at, against=False, why=why)


def _was_never_paid(order: OrderUnit) -> bool:
    if order.status != OrderStatus.CANCELLED or order.paid_at or order.dispatched_at:
        return False
    return order.cancelled_for == "unpaid" or order.cancelled_by != "seller"


def _in_buyers_hour(order: OrderUnit, rules: Rules) -> bool:
    if order.cancelled_by != "buyer" or not order.paid_at or not order.cancelled_at:
        return False
    return order.cancelled_at <= order.paid_at + timedelta(hours=rules.remorse_hours)


SELLER_FAULT_CANCELLATION = Definition(
    slug=SLUG,
    title="Seller-fault cancellation",
    unit=CountedUnit.ORDER,
    numerator="orders cancelled by our fault",
    denominator="confirmed orders",
    counts_against=frozenset(BY_SELLER),
    against="cancelled by our fault",
    fine="not by our fault",
    dated="placed",
    awaits="paid",
    judge=seller_fault_cancellation,
    note="No platform says whose fault a cancellation was: we take it from its reason, by the market's table. What no "
    "reason settles counts as an order and not against you; it is shown by itself, for the platform may count it.",
    told_apart=frozenset({*BY_SELLER, *BY_OTHERS}),
)
