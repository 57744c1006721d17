"""The rates of orders beside late dispatch, computed the slow and plain way: one order, its rows read one by one."""

from datetime import datetime, timedelta
from typing import Any

from fulfillment.orders.deadlines import OrderClockFacts, estimated_delivery
from fulfillment.orders.models import Cancellation, Order, Refund, Ticket

TOLD_APART = ("seller_", "cancelled_by_", "cancelled_unknown", "cancelled_buyer", "cancelled_platform",
              "cancelled_logistics", "refund_", "bad_review", "review_of_delivery", "not_delivered")  # fmt: skip
OF_DELIVERY = ("where_is_my_order", "not_received", "late")
Part = tuple[datetime, bool, bool, str]


def parts_of(order: Order, rules: Any) -> dict[str, Part]:
    found = {
        "seller-fault-cancellation-rate": _cancellation(order, rules),
        "on-time-delivery-rate": _delivery(order, rules),
        "unshipped-order-rate": _unshipped(order, rules),
        "refund-rate": _refund(order, rules),
        "negative-review-rate": _review(order, rules),
        "delivery-complaint-rate": _complaint(order, rules),
        "shipping-ticket-rate": _ticket(order, rules),
    }
    return {slug: part for slug, part in found.items() if part}


def _lower(order: Order, rules: Any, slug: str, at: datetime, *, bad: bool, why: str) -> Part:
    kinds = [order.kind] + ["sample"] * order.is_sample + ["replacement"] * order.is_replacement
    counting, because = rules.counting(slug, shipping_type=order.shipping_type, kinds=kinds)
    if counting == "counts":
        return at, True, bad, why
    return at, counting == "denominator_only", False, because


def _cancellation(order: Order, rules: Any) -> Part | None:
    if order.status in ("unpaid", "remorse"):
        return None
    slug, at = "seller-fault-cancellation-rate", order.placed_at
    if order.status != "cancelled":
        return _lower(order, rules, slug, at, bad=False, why="not_cancelled")
    rows = Cancellation.objects.filter(order=order, status__in=["accepted", "completed"])
    last = rows.order_by("remote_updated_at", "pk").last()
    fault = last.fault if last else "buyer" if order.cancel_initiator == "buyer" else "unknown"
    group = (last.reason_group or "other") if last else ""
    if not order.paid_at and not order.dispatched_at and (group == "unpaid" or fault != "seller"):
        return None
    took = order.cancelled_at - order.paid_at if order.paid_at and order.cancelled_at else None
    if fault == "buyer" and took is not None and took <= timedelta(hours=rules.remorse_hours):
        return at, False, False, "cancelled_in_the_buyers_hour"
    why = f"seller_{group}" if fault == "seller" else f"cancelled_{fault}"
    return _lower(order, rules, slug, at, bad=fault == "seller", why=why)


def _delivery(order: Order, rules: Any) -> Part | None:
    due = order.delivery_due_at
    if due is None and order.status not in ("unpaid", "cancelled"):
        told = OrderClockFacts(placed_at=order.placed_at, kind=order.kind, shipping_type=order.shipping_type)
        due = estimated_delivery(told, rules)
    at = due or order.delivered_at
    if at is None or (order.status == "cancelled" and not order.delivered_at):
        return None
    if order.status == "cancelled":
        return at, False, False, "cancelled"
    kinds = [order.kind] + ["sample"] * order.is_sample + ["replacement"] * order.is_replacement
    counting, because = rules.counting(
        "on-time-delivery-rate", shipping_type=order.shipping_type, kinds=kinds
    )
    if counting != "counts":
        return at, False, False, because
    if due is None:
        return at, False, False, "no_delivery_day"
    if not order.delivered_at:
        return at, rules.platform == "tiktok", False, "not_delivered"
    days = [moment.astimezone(rules.zone).date() for moment in (order.delivered_at, due)]
    return at, True, days[0] <= days[1], "delivered_in_time" if days[0] <= days[1] else "delivered_late"


def _unshipped(order: Order, rules: Any) -> Part | None:
    if order.dispatch_due_at is None or order.status in ("unpaid", "remorse"):
        return None
    if order.status == "cancelled" and not order.dispatched_at:
        return None
    bad = order.dispatched_at is None
    at, why = order.dispatch_due_at, "unshipped" if bad else "sent"
    return _lower(order, rules, "unshipped-order-rate", at, bad=bad, why=why)


def _refund(order: Order, rules: Any) -> Part | None:
    if order.dispatched_at is None:
        return None
    rows = [
        each for each in Refund.objects.filter(order=order) if each.status not in ("withdrawn", "rejected")
    ]
    rows.sort(key=lambda each: (each.requested_at or each.remote_updated_at, each.pk))
    why = f"refund_{rows[0].reason_group or 'other'}" if rows else "not_refunded"
    return _lower(order, rules, "refund-rate", order.placed_at, bad=bool(rows), why=why)


def _review(order: Order, rules: Any) -> Part | None:
    if order.delivered_at is None:
        return None
    reviews = (
        Ticket.objects.filter(order=order, kind="review").exclude(rating=None).order_by("opened_at", "pk")
    )
    first, bad, why = reviews.first(), False, "not_reviewed"
    if first and first.rating > 2:
        why = "good_review"
    elif first:
        of_delivery = first.topic in OF_DELIVERY
        bad = not (of_delivery and rules.market in ("ID", "MY", "PH", "SG", "TH", "VN"))
        why = "review_of_delivery" if of_delivery else "bad_review"
    return _lower(order, rules, "negative-review-rate", order.delivered_at, bad=bad, why=why)


def _complaint(order: Order, rules: Any) -> Part | None:
    if order.dispatched_at is None:
        return None
    bad = Ticket.objects.filter(order=order, kind="complaint", topic__in=OF_DELIVERY).exists()
    why = "complained_of_delivery" if bad else "no_complaint"
    return _lower(order, rules, "delivery-complaint-rate", order.dispatched_at, bad=bad, why=why)


def _ticket(order: Order, rules: Any) -> Part | None:
    if order.status == "unpaid" or (order.status == "cancelled" and not order.paid_at):
        return None
    bad = Ticket.objects.filter(order=order, kind="ticket", topic__in=OF_DELIVERY).exists()
    why = "asked_where_it_is" if bad else "nobody_asked"
    return _lower(order, rules, "shipping-ticket-rate", order.placed_at, bad=bad, why=why)
