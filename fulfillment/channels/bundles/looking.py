"""One order's packages with all that a change of them depends on: what the channel offers, and what speaks against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from fulfillment.channels import base
from fulfillment.channels.bundles import asking
from fulfillment.channels.bundles.deciding import (
    MOST_ORDERS,
    Due,
    Piece,
    against_combining,
    against_splitting,
    against_taking_out,
    dues,
)
from fulfillment.channels.bundles.parts import packages_of, parts_of, sharing
from fulfillment.channels.bundling import Bundle, Draft, Splitting
from fulfillment.channels.errors import ChannelError
from fulfillment.channels.uploads.findings import Finding
from fulfillment.orders.models import Order
from fulfillment.tracking.models import Package

MOST_PACKAGES = 10
UNASKED = Splitting(can=False)


class Looked(NamedTuple):
    """`orders`: all that may be chosen, the one that was opened first; `chosen`: their ids. `closed`: why not at all."""

    orders: tuple[Order, ...]
    chosen: frozenset[int]
    findings: tuple[Finding, ...]
    dues: tuple[Due, ...]
    bundle: Bundle
    closed: str = ""

    @property
    def may_go(self) -> bool:
        return not any(finding.refuses for finding in self.findings)

    @property
    def bundled(self) -> tuple[Order, ...]:
        return tuple(order for order in self.orders if order.pk in self.chosen)


class Choice(NamedTuple):
    """One piece of a split: what it is, which units, and the package (1, 2, …) that it goes into."""

    name: str
    label: str
    sku: str
    unit_ids: tuple[str, ...]
    package: int


def combining(order: Order, chosen: Sequence[str], *, now: datetime) -> Looked:
    """`chosen`: row ids of the other orders as a form gives them; where it gives none, all that may go with this one."""
    draft, closed = _draft(order, now)
    others = _named(order, draft.order_external_ids if draft else ())
    orders = (order, *others)
    parts = parts_of(order.team, orders, now=now)
    channel = base.label(order.shop.channel)
    offered = frozenset(draft.order_external_ids if draft else ())
    fitting = [
        other.pk
        for other in others
        if not against_combining([parts[order.pk], parts[other.pk]], channel=channel, offered=offered)
    ]
    named = {other.pk for other in others if str(other.pk) in chosen}
    picked = named if chosen else set(fitting[: MOST_ORDERS - 1])
    taken = [parts[each.pk] for each in orders if each.pk in picked or each is order]
    findings = against_combining(taken, channel=channel, offered=offered, closed=closed)
    bundle = Bundle(
        order_external_ids=tuple(part.external_id for part in taken), draft=draft.id if draft else ""
    )
    return Looked(orders, frozenset({order.pk, *picked}), tuple(findings), tuple(dues(taken)), bundle, closed)


def taking_out(order: Order, *, everything: bool, now: datetime) -> Looked:
    """The order leaves the package that it shares; `everything`: all of its orders go alone again."""
    [package_id, *_] = packages_of([order.pk])[order.pk] or [0]
    ids = [pk for pk, _ in sharing({package_id})[package_id] if pk != order.pk]
    rows = Order.objects.of(order.team).filter(pk__in=ids).select_related("shop", "buyer").order_by("pk")
    orders = (order, *rows)
    leaving = orders if everything else orders[:1]
    parts = parts_of(order.team, orders, now=now)
    closed = "" if base.bundles(order.shop) else _never(order)
    findings = against_taking_out([parts[each.pk] for each in leaving], closed=closed)
    package = Package.objects.filter(team=order.team_id, pk=package_id).first()
    bundle = Bundle(
        order_external_ids=tuple(each.external_id for each in orders),
        package_external_id=package.external_id if package else "",
        # The last order keeps the package where all go alone.
        leaving=tuple(each.external_id for each in (orders[:-1] if everything and ids else leaving)),
    )
    left = tuple(Due(part, part.due_at) for part in parts.values())
    return Looked(orders, frozenset(each.pk for each in leaving), tuple(findings), left, bundle, closed)


def splitting(order: Order, given: Mapping[str, str], *, now: datetime) -> tuple[Looked, list[Choice]]:
    """`given`: the package of each piece by its name, as a form sends it."""
    word, closed = _word(order, now)
    units_apart = base.bundles(order.shop) and base.units_apart(order.shop)
    choices = pieces(order, given, units_apart=units_apart)
    groups = [[choice for choice in choices if choice.package == n] for n in range(1, MOST_PACKAGES + 1)]
    [part] = parts_of(order.team, [order], now=now).values()
    findings = against_splitting(
        part,
        [[Piece(choice.sku, len(choice.unit_ids)) for choice in group] for group in groups],
        channel=base.label(order.shop.channel),
        word=word,
        units_apart=units_apart,
        closed=closed,
    )
    filled = [tuple(unit for choice in group for unit in choice.unit_ids) for group in groups if group]
    bundle = Bundle(order_external_ids=(order.external_id,), groups=tuple(filled))
    looked = Looked((order,), frozenset({order.pk}), tuple(findings), tuple(dues([part])), bundle, closed)
    return looked, choices


def pieces(order: Order, given: Mapping[str, str], *, units_apart: bool) -> list[Choice]:
    """Of several lines each goes alone, of one line the first unit, unless the form says otherwise."""
    found: list[Choice] = []
    lines = [line for line in order.lines.order_by("pk") if line.unit_ids]
    for n, line in enumerate(lines, start=1):
        wholes = [(unit,) for unit in line.unit_ids] if units_apart else [tuple(line.unit_ids)]
        for count, units in enumerate(wholes, start=1):
            name = f"piece-{len(found) + 1}"
            usual = n if len(lines) > 1 else min(count, 2)
            of = f", unit {count} of {len(wholes)}" if len(wholes) > 1 else ""
            many = f"{len(units)} × " if len(units) > 1 else ""
            label = f"{many}{line.title or line.sku_code}{f' ({line.variant})' if line.variant else ''}{of}"
            sku = line.sku_code or line.external_id
            found.append(Choice(name, label, sku, units, _package(given.get(name, ""), usual)))
    return found


def _package(text: str, usual: int) -> int:
    return int(text) if text in map(str, range(1, MOST_PACKAGES + 1)) else min(usual, MOST_PACKAGES)


def _draft(order: Order, now: datetime) -> tuple[Draft | None, str]:
    """(what the channel offers with this order, why it cannot be asked)."""
    if not base.bundles(order.shop):
        return None, _never(order)
    try:
        found = asking.drafts(order.shop, now=now)
    except ChannelError as fault:
        return None, f"{fault.sentence} {fault.fix}"
    return next((each for each in found if order.external_id in each.order_external_ids), None), ""


def _word(order: Order, now: datetime) -> tuple[Splitting, str]:
    if not base.bundles(order.shop):
        return UNASKED, _never(order)
    try:
        return asking.splitting(order, now=now), ""
    except ChannelError as fault:
        return UNASKED, f"{fault.sentence} {fault.fix}"


def _named(order: Order, external_ids: Sequence[str]) -> list[Order]:
    rows = Order.objects.of(order.team).filter(shop=order.shop_id, external_id__in=external_ids)
    return list(rows.exclude(pk=order.pk).select_related("shop", "buyer").order_by("placed_at", "pk"))


def _never(order: Order) -> str:
    """Own stores know no package before it has a number."""
    channel = base.label(order.shop.channel)
    return f"{channel} has no packages before they have a number, so there is nothing to combine or split."
