"""Why orders end before delivery: buyers who think again, empty shelves, and the platform's time-outs."""

import random

from fulfillment.sandbox.world.model import NEVER, Cancellation, Order, Step

HOUR = 3600
PENDING = "CANCELLATION_REQUEST_PENDING"
GRANTED = "CANCELLATION_REQUEST_SUCCESS"
WITHDRAWN = "CANCELLATION_REQUEST_CANCEL"
DONE = "CANCELLATION_REQUEST_COMPLETE"

TEXTS = {
    "ecom_order_to_ship_canceled_reason_created_by_mistakes": "Order created by mistake",
    "ecom_order_to_ship_canceled_reason_no_longer_needed": "No longer needed",
    "ecom_order_to_ship_canceled_reason_better_price": "Better price available",
    "ecom_order_to_ship_canceled_reason_change_address": "Need to change shipping address",
    "ecom_order_to_ship_canceled_reason_not_shipped_on_time": "Order wasn't shipped on time",
    "buyer_cancel_late_shipment_uk": "Order wasn't shipped on time",
    "seller_cancel_reason_out_of_stock": "Out of stock",
    "seller_cancel_reason_wrong_price": "Pricing error",
    "seller_cancel_paid_reason_address_not_deliver": "Unable to deliver to customer address",
    "seller_cancel_paid_reason_buyer_requested_cancellation": "Buyer requested cancellation",
    "system_cancel_order_reason_shipping_timeout": "Package was not collected in time",
    "system_cancel_order_untracked": "Package could not be tracked",
    "system_cancel_unpaid_time_out": "Payment was not made in time",
    "package_lost": "Package lost",
}
SECOND_THOUGHTS = tuple(TEXTS)[:4]
UK_SUFFIX = ("ecom_order_to_ship_canceled_reason", "seller_cancel")


def _name(order: Order, reason: str) -> str:
    suffixed = order.shop.market.region == "GB" and reason.startswith(UK_SUFFIX)
    return reason + "_uk" if suffixed and not reason.endswith("_uk") else reason


def _make(
    order: Order, *, type: str, role: str, reason: str, steps: list[Step], deadline: int = NEVER
) -> None:
    order.cancellation = Cancellation(
        f"4035{order.id[3:]}", type, role, _name(order, reason), TEXTS[reason], steps, deadline, order
    )
    order.cancelled_at = next((step.at for step in steps if step.status == DONE), NEVER)


def cancel(order: Order, *, role: str, reason: str, at: int) -> None:
    """The order is cancelled at once, whoever did it."""
    _make(order, type="CANCEL", role=role, reason=reason, steps=[Step(at, DONE)])


def early_end(rng: random.Random, order: Order) -> None:
    """Some orders are never paid, some are taken back within the hour of remorse."""
    roll = rng.random()
    if roll < 0.006:
        order.paid_at = order.hold_until = NEVER
        cancel(order, role="SYSTEM", reason="system_cancel_unpaid_time_out", at=order.created_at + HOUR)
    elif roll < 0.032 and not order.sample:
        at = order.paid_at + rng.randint(200, 3400)
        cancel(order, role="BUYER", reason=rng.choice(SECOND_THOUGHTS), at=at)


def seller_end(rng: random.Random, order: Order, *, stockouts: float) -> None:
    """Empty shelves and the few other reasons a seller cancels for, some hours after the order came in."""
    roll = rng.random()
    at = order.hold_until + rng.randint(3 * HOUR, 40 * HOUR)
    for share, reason in (
        (stockouts, "seller_cancel_reason_out_of_stock"),
        (0.0008, "seller_cancel_reason_wrong_price"),
        (0.0015, "seller_cancel_paid_reason_address_not_deliver"),
        (0.0020, "seller_cancel_paid_reason_buyer_requested_cancellation"),
    ):
        roll -= share
        if roll < 0:
            cancel(order, role="SELLER", reason=reason, at=at)
            return


def buyer_request(rng: random.Random, order: Order) -> None:
    """A request after the hold: granted by the seller, by 24 h of silence, or refused by shipping."""
    overdue = order.rts_at > order.due["rts_sla_time"]
    if rng.random() > (0.30 if overdue else 0.055):
        return
    at = (
        order.due["rts_sla_time"] + rng.randint(HOUR, 20 * HOUR)
        if overdue
        else order.hold_until + rng.randint(600, 16 * HOUR)
    )
    shipped = min((p.arranged_at for p in order.parcels), default=NEVER)
    if at >= shipped:
        return
    deadline = at + 24 * HOUR
    answered = at + rng.randint(3 * HOUR, 23 * HOUR) if rng.random() < 0.7 else deadline
    if shipped < answered:
        steps = [Step(at, PENDING), Step(shipped, WITHDRAWN)]
    else:
        steps = [Step(at, PENDING), Step(answered, GRANTED), Step(answered + 90, DONE)]
    reason = rng.choice(SECOND_THOUGHTS)
    if overdue:
        uk = order.shop.market.region == "GB"
        reason = (
            "buyer_cancel_late_shipment_uk"
            if uk
            else "ecom_order_to_ship_canceled_reason_not_shipped_on_time"
        )
    order.requested_at = at
    _make(order, type="BUYER_CANCEL", role="BUYER", reason=reason, steps=steps, deadline=deadline)


def ask(order: Order, at: int) -> None:
    """The buyer asks now; unanswered, the request is granted after a day."""
    deadline = at + 24 * HOUR
    order.requested_at = at
    steps = [Step(at, PENDING), Step(deadline, GRANTED), Step(deadline + 90, DONE)]
    reason = SECOND_THOUGHTS[1]
    _make(order, type="BUYER_CANCEL", role="BUYER", reason=reason, steps=steps, deadline=deadline)


def platform_end(rng: random.Random, order: Order) -> None:
    """The platform ends what was not labelled, not collected, or lost on the way; an own store has none."""
    if order.shop.is_own_store:
        return
    if order.rts_at > order.due["shipping_due_time"]:
        reason, at = "system_cancel_order_reason_shipping_timeout", order.due["shipping_due_time"] + 60
    elif order.collected_at > order.due["collection_due_time"]:
        reason, at = "system_cancel_order_untracked", order.due["collection_due_time"] + 60
    elif rng.random() < 0.002:
        reason, at = "package_lost", order.collected_at + 12 * 24 * HOUR
        for parcel in order.parcels:
            parcel.delivered_at = NEVER
            parcel.scans = parcel.scans[:3]
    else:
        return
    if at < order.cancelled_at:
        cancel(order, role="SYSTEM", reason=reason, at=at)
