"""What comes back after delivery, why, and how the return goes."""

import random

from fulfillment.sandbox.world import numbers
from fulfillment.sandbox.world.model import NEVER, Order, Return, Step, Unit
from fulfillment.sandbox.world.products import DAMAGED, DEFECTS, MISSING, TOO_LATE

HOUR, DAY = 3600, 86400
NOT_RECEIVED = "ecom_order_delivered_refund_reason_not_received"
REFUND_ONLY = {
    DAMAGED: "ecom_order_delivered_refund_reason_damaged",
    DEFECTS: "ecom_order_delivered_refund_reason_defective",
}
TEXTS = {
    "not_received": "Package wasn't received",
    "damaged": "Package or product is damaged",
    "defective": "Product is defective or doesn't work",
    "no_need": "No longer needed",
    "not_match_description": "Product doesn't match description",
    "missing_product": "Missing items or parts",
    "wrong_product": "Wrong item was sent",
    "fit": "Item doesn't fit",
    "late": "Item arrived too late",
    "not_as_expected": "Color, material or style not as expected",
}
PENDING = "RETURN_OR_REFUND_REQUEST_PENDING"
REJECTED = "REFUND_OR_RETURN_REQUEST_REJECT"
WITHDRAWN = "RETURN_OR_REFUND_REQUEST_CANCEL"
TO_SEND = "AWAITING_BUYER_SHIP"
SENT = "BUYER_SHIPPED_ITEM"
AGREED = "RETURN_OR_REFUND_REQUEST_SUCCESS"
DONE = "RETURN_OR_REFUND_REQUEST_COMPLETE"


def text_of(reason: str) -> str:
    return next((text for key, text in TEXTS.items() if key in reason), "Other")


def may_return(rng: random.Random, order: Order) -> None:
    """Rates follow the goods; a parcel that came late or went astray comes back more often."""
    if order.delivered_at >= NEVER or order.digital_at < NEVER or order.cancelled_at < NEVER:
        return
    late = order.delivered_at > order.due["delivery_sla_time"]
    astray = any(p.flaw == "zip_mismatch" for p in order.parcels)
    for product in dict.fromkeys(unit.product for unit in order.units):
        rate = product.returns + (0.05 if late else 0.0) + (0.6 if astray else 0.0)
        if rng.random() < rate:
            reason = (
                NOT_RECEIVED
                if astray
                else TOO_LATE
                if late and rng.random() < 0.6
                else rng.choice(product.reasons)
            )
            units = [unit for unit in order.units if unit.product is product]
            _send_back(rng, order, reason, units[: rng.randint(1, len(units))])
            return


def ask(order: Order, at: int, *, refund_only: bool) -> None:
    """The buyer of a delivered order asks now; unanswered, the request is granted after two days."""
    _send_back(random.Random(order.id), order, MISSING if refund_only else DAMAGED, order.units[:1], asked=at)
    asked = order.returned
    assert asked is not None
    asked.type = "REFUND" if refund_only else "RETURN_AND_REFUND"
    asked.steps = [Step(at, PENDING), Step(asked.deadline, AGREED if refund_only else TO_SEND)]


def _send_back(rng: random.Random, order: Order, reason: str, units: list[Unit], *, asked: int = 0) -> None:
    refund_only = reason in (NOT_RECEIVED, MISSING) or (reason in REFUND_ONLY and rng.random() < 0.5)
    reason = REFUND_ONLY.get(reason, reason) if refund_only else reason
    uk = order.shop.market.region == "GB" and refund_only
    asked = asked or order.delivered_at + rng.randint(6 * HOUR, 11 * DAY)
    answered = asked + rng.randint(HOUR, 46 * HOUR)
    steps = [Step(asked, PENDING), *_course(rng, answered, refund_only=refund_only)]
    order.returned = Return(
        f"4036{order.id[3:]}",
        "REFUND" if refund_only else "RETURN_AND_REFUND",
        reason + "_uk" if uk else reason,
        text_of(reason),
        units,
        steps,
        asked + 48 * HOUR,
        ""
        if refund_only
        else (numbers.usps(rng) if order.shop.market.region == "US" else numbers.royal_mail(rng)),
        order,
    )


def _course(rng: random.Random, answered: int, *, refund_only: bool) -> list[Step]:
    roll = rng.random()
    if roll < 0.06:
        return [Step(answered, REJECTED)]
    if roll < 0.11:
        return [Step(answered, WITHDRAWN)]
    if refund_only:
        return [Step(answered, AGREED), Step(answered + 7200, DONE)]
    sent = answered + rng.randint(DAY, 6 * DAY)
    back = sent + rng.randint(3 * DAY, 7 * DAY)
    return [Step(answered, TO_SEND), Step(sent, SENT), Step(back, AGREED), Step(back + 7200, DONE)]
