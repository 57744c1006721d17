"""What a channel would refuse of combining, taking apart and splitting, and what it does to deadlines. Pure.

What the channel itself offers (its drafts, its word on splitting) stands above what we know of the orders.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from fulfillment.channels.bundling import Splitting
from fulfillment.channels.uploads.findings import Finding, told
from fulfillment.channels.uploads.preflight import OrderFacts
from fulfillment.orders.states import OrderStatus
from fulfillment.policies.terms import ShippingType

MOST_ORDERS = 20
PACKED_BY_US = frozenset({ShippingType.SELLER, ShippingType.PLATFORM})


class Part(NamedTuple):
    """One order as far as its packages are concerned. `place` tells buyer and address apart, None where masked away."""

    external_id: str
    name: str
    facts: OrderFacts
    shop: int = 1
    place: int | None = None
    due_at: datetime | None = None  # while it is not dispatched
    packages: int = 0  # that the channel shows and that are not cancelled
    shared_with: tuple[str, ...] = ()  # names of the orders in its package


class Piece(NamedTuple):
    """What goes into a package as a whole: one unit, or all units of a line."""

    sku: str
    units: int = 1


class Due(NamedTuple):
    """`own_at`: the order's deadline, which stays; `with_all_at`: when its package must leave, where that is earlier."""

    part: Part
    own_at: datetime | None
    with_all_at: datetime | None = None


def against_combining(
    parts: Sequence[Part], *, channel: str, offered: frozenset[str], closed: str = ""
) -> list[Finding]:
    """`parts`: those that are chosen, the first one first; `offered`: ids that the channel would combine with it."""
    if closed:
        return [told("bundle_closed", why=closed)]
    found = [*_each(parts)]
    if len(parts) < 2:
        found.append(told("bundle_alone"))
    if len(parts) > MOST_ORDERS:
        found.append(told("bundle_many", channel=channel, most=str(MOST_ORDERS), count=str(len(parts))))
    found += _unlike(parts)
    if missing := [part.name for part in parts if part.external_id not in offered]:
        found.append(told("bundle_not_offered", channel=channel, orders=_named(missing)))
    found += [
        told("bundle_has_packages", orders=part.name)
        for part in parts
        if part.packages > 1 or part.shared_with
    ]
    return found


def against_taking_out(parts: Sequence[Part], *, closed: str = "") -> list[Finding]:
    """`parts`: those that leave."""
    if closed:
        return [told("bundle_closed", why=closed)]
    alone = [part.name for part in parts if not part.shared_with]
    return [*_each(parts), *([told("bundle_not_combined", orders=_named(alone))] if alone else ())]


def against_splitting(
    part: Part,
    groups: Sequence[Sequence[Piece]],
    *,
    channel: str,
    word: Splitting,
    units_apart: bool,
    closed: str = "",
) -> list[Finding]:
    """`groups`: the pieces of each package; `word`: what the channel says of splitting this order."""
    if closed:
        return [told("bundle_closed", why=closed)]
    found = [*_each([part])]
    if part.packages > 1 or part.shared_with:
        found.append(told("bundle_has_packages", orders=part.name))
    elif sum(piece.units for group in groups for piece in group) < 2:
        found.append(told("bundle_one_unit"))
    elif not word.can:
        found.append(told("bundle_channel_whole", channel=channel, why=word.why_not or "it gives no reason"))
    elif len([group for group in groups if group]) < 2:
        found.append(told("bundle_one_group"))
    found += _division(groups, channel=channel, word=word, units_apart=units_apart)
    return [*found, *([told("bundle_must", channel=channel)] if word.must else ())]


def dues(parts: Sequence[Part]) -> list[Due]:
    """No order's own deadline moves; a shared package must leave in time for the earliest."""
    first = min((part.due_at for part in parts if part.due_at), default=None)
    return [
        Due(part, part.due_at, first if first and (part.due_at is None or first < part.due_at) else None)
        for part in parts
    ]


def _each(parts: Sequence[Part]) -> Iterator[Finding]:
    for part in parts:
        facts, name = part.facts, part.name
        if facts.shipping_type not in PACKED_BY_US:
            yield told("bundle_shipping", orders=name)
        elif facts.status != OrderStatus.TO_SHIP:
            yield told("bundle_status", orders=name)
        if facts.asks_to_cancel or facts.asks_for_refund:
            yield told("bundle_asked", orders=name)
        for hold in facts.holds:
            yield told("bundle_held", orders=name, hold=hold)
        if facts.copy_of:
            yield told("bundle_copy", orders=name, original=facts.copy_of)
        if facts.waiting:
            yield told("bundle_number_waits", orders=name)
        if facts.packages_change:
            yield told("bundle_waits", orders=name)


def _unlike(parts: Sequence[Part]) -> Iterator[Finding]:
    for part in parts[1:]:
        if part.shop != parts[0].shop:
            yield told("bundle_other_shop", orders=part.name)
        elif part.place and parts[0].place and part.place != parts[0].place:
            yield told("bundle_other_buyer", orders=part.name)
    if len({part.facts.shipping_type for part in parts}) > 1:
        yield told("bundle_other_shipping")


def _division(
    groups: Sequence[Sequence[Piece]], *, channel: str, word: Splitting, units_apart: bool
) -> Iterator[Finding]:
    if not units_apart:
        places = Counter(sku for group in groups for sku in {piece.sku for piece in group})
        for sku in sorted(sku for sku, count in places.items() if count > 1):
            yield told("bundle_sku_apart", channel=channel, sku=sku)
    largest = max((sum(piece.units for piece in group) for group in groups), default=0)
    if word.most is not None and largest > word.most:
        yield told("bundle_too_many_units", channel=channel, most=str(word.most), count=str(largest))


def _named(orders: Sequence[str]) -> str:
    return orders[0] if len(orders) == 1 else f"{orders[0]} and {len(orders) - 1} more"
