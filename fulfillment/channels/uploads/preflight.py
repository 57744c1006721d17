"""What a channel would refuse of a number, or later hold against us, said before it is sent. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from fulfillment.channels.shipments import Capabilities
from fulfillment.channels.uploads.findings import Finding, told
from fulfillment.channels.uploads.parts import UNREAD, Left, Part
from fulfillment.orders.states import OrderStatus
from fulfillment.policies.terms import ShippingType
from fulfillment.tracking.matching import number_problem
from fulfillment.tracking.numbers import carrier_name, normalise
from fulfillment.tracking.verdicts import InvalidReason

# What no other number mends, and no waiting.
FOR_GOOD = frozenset(
    {
        "cannot_upload", "digital", "platform_ships", "cancelled", "no_corrections", "nothing_to_correct", "delivered",
        "window_over", "used_up",
    }
)  # fmt: skip
SHIPPED = frozenset({OrderStatus.READY, OrderStatus.IN_TRANSIT, OrderStatus.DELIVERED, OrderStatus.COMPLETED})


class Doing(StrEnum):
    UPLOAD = "upload"
    CORRECT = "correct"


class Upload(NamedTuple):
    """`number` normalised, `carrier` our code or blank, `package` the external id of the parcel that is corrected.

    `parts`: what the parcel holds of each line that is left; empty where the order goes whole or nobody can choose.
    """

    number: str
    carrier: str
    doing: Doing = Doing.UPLOAD
    package: str = ""
    parts: tuple[Part, ...] = ()


class Parcel(NamedTuple):
    """A parcel that the order has; `numbers_told`: how many numbers the channel has shown for it so far."""

    external_id: str
    number: str
    shipped_at: datetime | None
    is_scanned: bool = False
    is_delivered: bool = False
    numbers_told: int = 1


class Use(NamedTuple):
    """Another order that has the number, or is about to."""

    order: str
    is_same_buyer: bool


class OrderFacts(NamedTuple):
    status: OrderStatus
    shipping_type: ShippingType = ShippingType.SELLER
    remorse_ends_at: datetime | None = None  # where the channel does not hold the order itself
    asks_to_cancel: bool = False
    asks_for_refund: bool = False
    has_address: bool = True
    copy_of: str = ""  # the order whose copy it is
    holds: tuple[str, ...] = ()  # ours, those that block
    parcels: tuple[Parcel, ...] = ()
    waiting: str = ""  # a number that already waits to be sent
    uses: tuple[Use, ...] = ()
    taken_back: int = 0  # how often the channel took this very number back: given again it is another effect
    left: tuple[
        Left, ...
    ] = ()  # what a parcel may hold, where the channel takes several with lines of their own
    packages_change: bool = False  # a combination, a parting or a split that names the order is on its way
    parts_wait: bool = False  # numbers for other parts of the order wait to be sent


class ShopFacts(NamedTuple):
    """`accepted`: carriers that the market's rulebook names, None: any."""

    channel: str
    able: Capabilities
    accepted: frozenset[str] | None = None


def look(upload: Upload, order: OrderFacts, shop: ShopFacts, *, now: datetime) -> list[Finding]:
    """Everything that speaks against it, refusals first; empty where nothing does."""
    found = [*_cannot(order, shop), *_number(upload, shop), *_order(order, shop, now)]
    if upload.doing is Doing.CORRECT:
        found += _correction(upload, order, shop, now)
    else:
        found += [*_already(upload, order, shop), *_content(upload.parts)]
    found += _used(upload, order)
    return sorted(found, key=lambda finding: not finding.refuses)


def closed(doing: Doing, order: OrderFacts, shop: ShopFacts, *, now: datetime) -> list[Finding]:
    """Why no number at all is taken any more; empty where one might be."""
    parcels = [parcel.external_id for parcel in order.parcels] if doing is Doing.CORRECT else []
    found = [
        [each for each in look(Upload("", "", doing, one), order, shop, now=now) if each.code in FOR_GOOD]
        for one in parcels or [""]
    ]
    return found[0] if all(found) else []


def corrected_parcel(order: OrderFacts, package: str) -> Parcel | None:
    """The parcel that is meant: the named one, or the only one."""
    if package:
        return next((parcel for parcel in order.parcels if parcel.external_id == package), None)
    return order.parcels[0] if len(order.parcels) == 1 else None


def _cannot(order: OrderFacts, shop: ShopFacts) -> Iterator[Finding]:
    if not shop.able.can_upload:
        yield told("cannot_upload", why=shop.able.why_not)
    if order.shipping_type == ShippingType.DIGITAL:
        yield told("digital")
    elif order.shipping_type != ShippingType.SELLER:
        yield told("platform_ships", channel=shop.channel)
    if order.copy_of:
        yield told("copy", original=order.copy_of)
    if order.waiting:
        yield told("waits_already", number=order.waiting)
    if order.packages_change:
        yield told("packages_change", channel=shop.channel)


def _number(upload: Upload, shop: ShopFacts) -> Iterator[Finding]:
    if not upload.number:
        yield told("no_number")
        return
    if shop.able.number_format and not re.fullmatch(shop.able.number_format, upload.number):
        yield told("format", channel=shop.channel, says=shop.able.number_says)
        return
    if not upload.carrier:
        yield told("no_carrier", number=upload.number)
        return
    problem = number_problem(upload.number, upload.carrier)
    carrier = carrier_name(upload.carrier)
    if problem is InvalidReason.CHECK_DIGIT:
        yield told("check_digit", number=upload.number)
    elif problem is InvalidReason.CARRIER_MISMATCH:
        yield told("mismatch", number=upload.number, carrier=carrier)
    elif problem is InvalidReason.UNKNOWN_FORMAT:
        yield told("unknown_format", number=upload.number, carrier=carrier)
    if shop.accepted is not None and upload.carrier not in shop.accepted:
        yield told("carrier_not_accepted", carrier=carrier, channel=shop.channel)


def _order(order: OrderFacts, shop: ShopFacts, now: datetime) -> Iterator[Finding]:
    if order.status == OrderStatus.CANCELLED:
        yield told("cancelled")
        return
    if order.status == OrderStatus.UNPAID:
        yield told("unpaid", channel=shop.channel)
    held_until = order.remorse_ends_at
    if order.status == OrderStatus.REMORSE or (held_until and now < held_until):
        yield told("remorse", channel=shop.channel)
    if order.asks_to_cancel:
        yield told("asks_to_cancel")
    if order.asks_for_refund:
        yield told("asks_for_refund")
    for hold in order.holds:
        yield told("held", hold=hold)
    if not order.has_address and order.status not in SHIPPED and order.shipping_type == ShippingType.SELLER:
        yield told("no_address", channel=shop.channel)


def _already(upload: Upload, order: OrderFacts, shop: ShopFacts) -> Iterator[Finding]:
    if any(parcel.number and parcel.number == upload.number for parcel in order.parcels):
        yield told("same_number", channel=shop.channel)
    elif order.status in SHIPPED:
        numbers = ", ".join(sorted({parcel.number for parcel in order.parcels if parcel.number}))
        yield told("already_shipped", numbers=numbers or "a number of its own")


def _content(parts: tuple[Part, ...]) -> Iterator[Finding]:
    if any(part.units == UNREAD for part in parts):
        yield told("units_unread")
        return
    if over := next((part.line for part in parts if part.units > part.line.units), None):
        yield told("too_many", what=over.what, left=str(over.units))
        return
    held, left = sum(part.units for part in parts), sum(part.line.units for part in parts)
    if parts and not held:
        yield told("empty_parcel")
    elif held < left:
        yield told("part", held=str(held), left=str(left))


def _correction(upload: Upload, order: OrderFacts, shop: ShopFacts, now: datetime) -> Iterator[Finding]:
    able, parcel = shop.able, corrected_parcel(order, upload.package)
    if not able.can_correct:
        yield told("no_corrections", channel=shop.channel)
    if parcel is None:
        yield told("which_parcel" if order.parcels else "nothing_to_correct")
        return
    if parcel.number == upload.number:
        yield told("same_number", channel=shop.channel)
    if parcel.is_delivered:
        yield told("delivered")
    elif parcel.is_scanned:
        yield told("scanned", number=parcel.number)
    if able.correct_within and parcel.shipped_at and now >= parcel.shipped_at + able.correct_within:
        yield told(
            "window_over", channel=shop.channel, hours=f"{able.correct_within / timedelta(hours=1):.0f}"
        )
    if able.corrections is not None:
        left = able.corrections - max(0, parcel.numbers_told - 1)
        if left <= 0:
            yield told("used_up", channel=shop.channel)
        elif left == 1:
            yield told("last_correction", channel=shop.channel)


def _used(upload: Upload, order: OrderFacts) -> Iterator[Finding]:
    others = [use.order for use in order.uses if not use.is_same_buyer]
    own = [use.order for use in order.uses if use.is_same_buyer]
    if upload.number and others:
        yield told("used", number=upload.number, order=_named(others))
    elif upload.number and own:
        yield told("combined", order=_named(own))


def _named(orders: list[str]) -> str:
    return orders[0] if len(orders) == 1 else f"{orders[0]} and {len(orders) - 1} more"


def tidy(text: str) -> str:
    """A number as a scanner, a spreadsheet or a person gives it, as it is sent."""
    return normalise(text.replace("\0", ""))[:60]
