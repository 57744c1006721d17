"""Who ships what the shop sends itself: some orders get a carrier's number, given to their channel as by the form."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from fulfillment.accounts.models import Team, User
from fulfillment.channels.uploads import looking, sending
from fulfillment.orders.models import Order
from fulfillment.orders.states import Stage
from fulfillment.policies.terms import ShippingType
from fulfillment.tracking.numbers import Check, identify
from fulfillment.warehouse.pack import listing

WAITING = 8  # labelled orders that lie before the packers
AT_ONCE = 4
SOON = timedelta(days=4)  # a truck that is later is for another day
LOOKED_AT = 12
# carrier, what its number begins with, digits that follow, what it ends with after its check digit
PRINTS = {
    "US": (("ups", "1Z4F87W103", 7, ""), ("usps", "940019", 15, "")),
    "GB": (("royal_mail", "TT", 8, "GB"),),
}


def give_numbers(team: Team, by: User, *, waiting: int, now: datetime) -> int:
    """Orders whose truck is the soonest have a number on its way to their channel; how many."""
    wanted = min(AT_ONCE, WAITING - waiting)
    if wanted <= 0:
        return 0
    rows = listing.to_pack(team).filter(
        stage=Stage.TO_SHIP, shipping_type=ShippingType.SELLER, packages_total=0, pack_claim=None,
        truck_at__gt=now, truck_at__lte=now + SOON,
    )  # fmt: skip
    going: list[sending.Going] = []
    for order in rows.select_related("shop").order_by("truck_at", "pk")[:LOOKED_AT]:
        if order.shop.market in PRINTS and len(going) < wanted:
            number, carrier = number_for(order)
            looked = looking.look_at(team, order, {"number": number, "carrier": carrier}, now=now)
            if looked.may_go and not looked.has_warnings:
                going.append(sending.Going(order, looked.upload, looked.facts))
    return len(sending.send(going, by=by, now=now)) if going else 0


def number_for(order: Order) -> tuple[str, str]:
    """The same for the same order, with a right check digit; and its carrier."""
    rng = Random(f"{order.shop.slug} {order.external_id}")
    carrier, start, length, end = rng.choice(PRINTS[order.shop.market])
    body = f"{start}{rng.randrange(10**length):0{length}d}"
    return next(n for n in (f"{body}{digit}{end}" for digit in range(10)) if _is_right(n, carrier)), carrier


def _is_right(number: str, carrier: str) -> bool:
    return any(each.carrier == carrier and each.check is Check.VALID for each in identify(number))
