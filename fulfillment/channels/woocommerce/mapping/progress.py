"""How far an order has come, from its slug, its money and its parcels. Pure."""

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from fulfillment.channels.values import identifier
from fulfillment.channels.woocommerce.mapping import statuses
from fulfillment.channels.woocommerce.mapping.parcels import Parcel
from fulfillment.channels.woocommerce.mapping.statuses import Meaning
from fulfillment.channels.woocommerce.mapping.values import meta_text, quantity, text
from fulfillment.channels.woocommerce.payloads import OrderPayload
from fulfillment.orders.states import OrderStatus
from fulfillment.tracking.states import PackageStatus

SENT = {Meaning.READY, Meaning.PARTLY_SHIPPED, Meaning.DELIVERED}


class Standing(Struct, frozen=True):
    status: OrderStatus
    has_shipped: bool  # the seller says that at least a part has left


def meaning(payload: OrderPayload, own: dict[str, str]) -> Meaning:
    """What the slug says. One that nobody explained ships: hiding an order harms more than showing one too many."""
    slug = statuses.slug(text(payload.status))
    if slug in own:
        return Meaning(own[slug])
    if slug == statuses.ON_HOLD:
        return Meaning.TO_SHIP if payload.date_paid_gmt else Meaning.UNPAID
    if slug in statuses.KNOWN:
        return statuses.KNOWN[slug]
    return Meaning.UNPAID if payload.needs_payment is True else Meaning.TO_SHIP


def standing(
    payload: OrderPayload,
    found: Sequence[Parcel],
    said: Meaning,
    *,
    refunded: Counter[str],
    digital: bool,
) -> Standing:
    sent = [parcel for parcel in found if parcel.record.status == PackageStatus.READY]
    has_shipped = (
        bool(sent) or said in SENT or (said is Meaning.REFUNDED and bool(payload.date_completed_gmt))
    )
    if said is Meaning.CANCELLED or (said is Meaning.REFUNDED and not has_shipped):
        return Standing(OrderStatus.CANCELLED, has_shipped)
    if digital:
        return Standing(_nothing_to_carry(said), False)
    if said is Meaning.DELIVERED:
        return Standing(OrderStatus.DELIVERED, True)
    if said is Meaning.PARTLY_SHIPPED:
        return Standing(OrderStatus.PARTLY_SHIPPED, True)
    if said in (Meaning.READY, Meaning.REFUNDED):
        return Standing(OrderStatus.READY, True)
    if sent:
        is_part = len(sent) < len(found) or _is_left(payload, sent, refunded)
        return Standing(OrderStatus.PARTLY_SHIPPED if is_part else OrderStatus.READY, True)
    return Standing(OrderStatus.UNPAID if said is Meaning.UNPAID else OrderStatus.TO_SHIP, False)


def gone(found: Sequence[Parcel], done: Standing, refunded: Counter[str]) -> Counter[str] | None:
    """Of a partly shipped order the units that are in a parcel or refunded; None where a parcel does not say."""
    sent = [parcel for parcel in found if parcel.record.status == PackageStatus.READY]
    if done.status is not OrderStatus.PARTLY_SHIPPED or not sent or any(one.units is None for one in sent):
        return None
    return sum((parcel.units or Counter() for parcel in sent), start=Counter()) + refunded


def _nothing_to_carry(said: Meaning) -> OrderStatus:
    """Downloads and goods that the buyer fetches."""
    if said in (Meaning.UNPAID, Meaning.TO_SHIP):
        return OrderStatus.UNPAID if said is Meaning.UNPAID else OrderStatus.TO_SHIP
    return OrderStatus.COMPLETED


def _is_left(payload: OrderPayload, sent: Sequence[Parcel], refunded: Counter[str]) -> bool:
    """Whether units are in no parcel yet; where a parcel does not say what is inside, only core's own word counts."""
    if meta_text(payload.meta_data, statuses.FULFILLMENT_META) == statuses.PARTIALLY:
        return True
    if any(parcel.units is None for parcel in sent):
        return False
    packed: Counter[str] = Counter()
    for parcel in sent:
        packed.update(parcel.units or {})
    return any(
        quantity(line.quantity) > packed[identifier(line.id)] + refunded[identifier(line.id)]
        for line in payload.line_items or ()
    )
