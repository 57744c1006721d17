"""What TikTok's own orders say of packages that we combined, took apart or split: read back, never remembered. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fulfillment.channels.bundling import BundleWrite
from fulfillment.channels.shipments import Found, There
from fulfillment.channels.tiktok.payloads import OrderPayload
from fulfillment.channels.values import identifier, text
from fulfillment.outbox.words import Kind

CANCELLED = "CANCELLED"
LOOK = "Look at the orders in Seller Center."


def found_in(orders: Sequence[OrderPayload], write: BundleWrite) -> Found:
    """`orders` as TikTok shows them now. A cancelled one belongs to no package any more."""
    by_id = {identifier(order.id): order for order in orders if text(order.status) != CANCELLED}
    look = {
        Kind.PACKAGES_COMBINE: _combined,
        Kind.PACKAGES_UNCOMBINE: _taken_out,
        Kind.PACKAGES_SPLIT: _split,
    }[write.kind]
    return look(by_id, write)


def packages_of(order: OrderPayload) -> frozenset[str]:
    named = [each.id for each in order.packages or ()] + [each.package_id for each in order.line_items or ()]
    return frozenset(filter(None, map(identifier, named)))


def _combined(orders: Mapping[str, OrderPayload], write: BundleWrite) -> Found:
    theirs = [packages_of(orders[one]) for one in write.bundle.order_external_ids if one in orders]
    shared = frozenset.intersection(*theirs) if len(theirs) > 1 else frozenset()
    if shared:
        return Found(there=There.DONE, external_id=min(shared))
    everything = [each for one in theirs for each in one]
    if len(theirs) > 1 and len(everything) == len(set(everything)):
        return Found(there=There.ABSENT)
    sentence = f"On TikTok only some of these orders share a package. {LOOK}"
    if len(theirs) < 2:
        sentence = f"On TikTok fewer than two of these orders can still be sent. {LOOK}"
    return Found(there=There.DIFFERENT, sentence=sentence)


def _taken_out(orders: Mapping[str, OrderPayload], write: BundleWrite) -> Found:
    package = write.bundle.package_external_id
    left = [one for one in write.bundle.leaving if one in orders]
    inside = [one for one in left if package in packages_of(orders[one])]
    if not inside:
        return Found(there=There.DONE, external_id=package)
    if len(inside) == len(left):
        return Found(there=There.ABSENT)
    return Found(
        there=There.DIFFERENT, sentence=f"On TikTok only some of the orders left the package. {LOOK}"
    )


def _split(orders: Mapping[str, OrderPayload], write: BundleWrite) -> Found:
    order = orders.get(write.bundle.order_external_ids[0])
    if order is None:
        return Found(there=There.DIFFERENT, sentence=f"On TikTok the order is cancelled. {LOOK}")
    by_package: dict[str, set[str]] = {}
    for unit in order.line_items or ():
        if package := identifier(unit.package_id):
            by_package.setdefault(package, set()).add(identifier(unit.id))
    wanted = {frozenset(group) for group in write.bundle.groups}
    if {frozenset(units) for units in by_package.values()} == wanted:
        return Found(there=There.DONE, external_id=min(by_package))
    if len(by_package) < 2:
        return Found(there=There.ABSENT)
    return Found(there=There.DIFFERENT, sentence=f"On TikTok the order is split another way. {LOOK}")
