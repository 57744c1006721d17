"""What buyers make of an order: money back, a bad review, a complaint, a question where it is."""

from __future__ import annotations

from fulfillment.orders.request_reasons import GROUPS
from fulfillment.orders.states import OrderStatus
from fulfillment.policies.rulebook import Rules
from fulfillment.policies.terms import CountedUnit, Counting
from metrics.judged import Definition, OrderUnit, Outcome, Why, counted, order_moment, ruled

REFUNDS, REVIEWS = "refund-rate", "negative-review-rate"
COMPLAINTS, TICKETS = "delivery-complaint-rate", "shipping-ticket-rate"
REFUNDED = "refund_"
FOR_REASONS = {f"{REFUNDED}{group}": f"money back: {words}" for group, words in GROUPS.items()}
# Whose fault none of ours is: the buyer's own wish. What gives no reason is neither.
BUYERS_OWN = frozenset(f"{REFUNDED}{group}" for group in ("buyer_changed_mind", "fit", "unpaid"))
NO_REASON = frozenset({f"{REFUNDED}other"})
NOT_THE_BUYERS = frozenset(FOR_REASONS) - BUYERS_OWN - NO_REASON
BAD_UP_TO = 2  # stars


def refund(order: OrderUnit, rules: Rules) -> Outcome | None:
    """Dispatched orders for which a refund, return or exchange was asked, of orders dispatched.

    Which requests count is said in `refunds.counting`: none that was withdrawn or rejected.
    """
    if order.dispatched_at is None:
        return None
    rule = rules.metric(REFUNDS)
    dated_at = order_moment(order, rule.dated_by, due_at=order.dispatch_due_at) or order.dispatched_at
    if order.refunded_for:
        why = f"{REFUNDED}{order.refunded_for}"
        return counted(order, rules, REFUNDS, dated_at, against=True, why=why)
    return counted(order, rules, REFUNDS, dated_at, against=False, why=Why.NOT_REFUNDED)


def negative_review(order: OrderUnit, rules: Rules) -> Outcome | None:
    """Delivered orders whose first review has one or two stars, of orders delivered."""
    if order.delivered_at is None:
        return None
    rule = rules.metric(REVIEWS)
    dated_at = order_moment(order, rule.dated_by, due_at=order.delivery_due_at) or order.delivered_at
    if order.first_rating is None:
        return counted(order, rules, REVIEWS, dated_at, against=False, why=Why.NOT_REVIEWED)
    if order.first_rating > BAD_UP_TO:
        return counted(order, rules, REVIEWS, dated_at, against=False, why=Why.GOOD_REVIEW)
    if order.review_is_of_delivery:
        counts = ruled(rules, "reviews.of_delivery", Counting.COUNTS) == Counting.COUNTS
        return counted(order, rules, REVIEWS, dated_at, against=counts, why=Why.REVIEW_OF_DELIVERY)
    return counted(order, rules, REVIEWS, dated_at, against=True, why=Why.BAD_REVIEW)


def delivery_complaint(order: OrderUnit, rules: Rules) -> Outcome | None:
    """Dispatched orders of which somebody complained that they came late or not at all, of orders dispatched."""
    if order.dispatched_at is None:
        return None
    rule = rules.metric(COMPLAINTS)
    dated_at = order_moment(order, rule.dated_by, due_at=order.dispatch_due_at) or order.dispatched_at
    bad = order.complained_of_delivery
    why = Why.COMPLAINED if bad else Why.NO_COMPLAINT
    return counted(order, rules, COMPLAINTS, dated_at, against=bad, why=why)


def shipping_ticket(order: OrderUnit, rules: Rules) -> Outcome | None:
    """Orders whose buyer asked where they are, of orders paid; several questions about one order are one."""
    if order.status == OrderStatus.UNPAID or (order.status == OrderStatus.CANCELLED and not order.paid_at):
        return None
    rule = rules.metric(TICKETS)
    dated_at = order_moment(order, rule.dated_by, due_at=order.dispatch_due_at) or order.placed_at
    bad = order.asked_where_it_is
    return counted(
        order, rules, TICKETS, dated_at, against=bad, why=Why.ASKED_WHERE if bad else Why.NOT_ASKED
    )


REFUND = Definition(
    slug=REFUNDS,
    title="Refunds",
    unit=CountedUnit.ORDER,
    numerator="orders with a refund, return or exchange asked for",
    denominator="orders dispatched",
    counts_against=frozenset(FOR_REASONS),
    against="refunded",
    fine="not refunded",
    dated="placed",
    awaits="dispatched",
    judge=refund,
    note="An order counts once, by the reason of its first request; withdrawn and rejected requests do not count. What "
    "is not the buyer's fault is told apart.",
    told_apart=frozenset(FOR_REASONS),
)
NEGATIVE_REVIEW = Definition(
    slug=REVIEWS,
    title="Negative reviews",
    unit=CountedUnit.ORDER,
    numerator="orders whose first review has one or two stars",
    denominator="orders delivered",
    counts_against=frozenset({Why.BAD_REVIEW, Why.REVIEW_OF_DELIVERY}),
    against="badly reviewed",
    fine="not badly reviewed",
    dated="delivered",
    happened="delivered_at",
    happened_words="Delivered",
    judge=negative_review,
    note="An order without a review counts as one that was not badly reviewed.",
    told_apart=frozenset({Why.BAD_REVIEW, Why.REVIEW_OF_DELIVERY}),
)
DELIVERY_COMPLAINT = Definition(
    slug=COMPLAINTS,
    title="Delivery complaints",
    unit=CountedUnit.ORDER,
    numerator="orders of which somebody complained that they came late or never",
    denominator="orders dispatched",
    counts_against=frozenset({Why.COMPLAINED}),
    against="complained of",
    fine="without a complaint",
    dated="dispatched",
    happened="dispatched_at",
    happened_words="Dispatched",
    judge=delivery_complaint,
)
SHIPPING_TICKET = Definition(
    slug=TICKETS,
    title="Shipping tickets",
    unit=CountedUnit.ORDER,
    numerator="orders whose buyer asked where they are",
    denominator="orders paid",
    counts_against=frozenset({Why.ASKED_WHERE}),
    against="asked about",
    fine="not asked about",
    dated="placed",
    awaits="paid",
    judge=shipping_ticket,
    note="So many of a hundred orders: several questions about one order count once.",
)
