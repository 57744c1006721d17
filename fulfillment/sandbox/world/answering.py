"""The seller's software answers a buyer's request: from then on the order goes another way than was planned."""

import random

from fulfillment.sandbox.world import cancelling, returning
from fulfillment.sandbox.world.model import NEVER, Order, Step

DAY = 86400
SETTLES_AFTER = 90  # seconds from a granted cancellation to the order's end


def answer_cancellation(order: Order, *, grants: bool, at: int) -> None:
    """Granted, the order ends and nothing more of it leaves; refused, it goes on as planned."""
    asked = order.cancellation
    assert asked is not None
    past = [step for step in asked.steps if step.at <= at]
    if not grants:
        asked.steps = [*past, Step(at, cancelling.WITHDRAWN)]
        order.cancelled_at = NEVER
        return
    asked.steps = [*past, Step(at, cancelling.GRANTED), Step(at + SETTLES_AFTER, cancelling.DONE)]
    order.cancelled_at = at + SETTLES_AFTER
    order.completed_at, order.returned = NEVER, None
    for parcel in order.parcels:
        if parcel.arranged_at > at:
            parcel.orders.remove(order)
    order.parcels = [parcel for parcel in order.parcels if parcel.arranged_at <= at]
    for unit in order.units:
        unit.parcel = unit.parcel if unit.parcel in order.parcels else None


def answer_return(order: Order, *, grants: bool, at: int) -> None:
    """Granted, money or goods go their way; refused, the request is over."""
    asked = order.returned
    assert asked is not None
    past = [step for step in asked.steps if step.at <= at]
    asked.steps = [*past, *_course(order, grants=grants, at=at)]


def _course(order: Order, *, grants: bool, at: int) -> list[Step]:
    asked = order.returned
    assert asked is not None
    if not grants:
        return [Step(at, returning.REJECTED)]
    if asked.type == "REFUND":
        return [Step(at, returning.AGREED), Step(at + 2 * 3600, returning.DONE)]
    rng = random.Random(f"{asked.id} {at}")
    sent = at + rng.randint(DAY, 6 * DAY)
    back = sent + rng.randint(3 * DAY, 7 * DAY)
    steps = [(at, returning.TO_SEND), (sent, returning.SENT), (back, returning.AGREED)]
    return [Step(*step) for step in steps] + [Step(back + 2 * 3600, returning.DONE)]
