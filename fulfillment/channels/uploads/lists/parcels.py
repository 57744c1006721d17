"""Which rows of a list are one parcel, and what each of an order's several parcels holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from fulfillment.channels.uploads.findings import Finding, told
from fulfillment.channels.uploads.gathering import Gathered, lines_left, with_parts
from fulfillment.channels.uploads.lists.holding import Held, Said, Unsaid, deal, named
from fulfillment.channels.uploads.lists.naming import Named
from fulfillment.channels.uploads.lists.tabular import Line
from fulfillment.channels.uploads.parts import Left
from fulfillment.channels.uploads.preflight import SHIPPED, tidy
from fulfillment.orders.models import Order


class Parcel(NamedTuple):
    """`form`: what is in it of what is `left`, as the form of one number says it; both empty for a whole order."""

    left: tuple[Left, ...] = ()
    form: dict[str, str] = {}
    findings: tuple[Finding, ...] = ()


WHOLE = Parcel()


def may_part(order: Order, gathered: Gathered) -> bool:
    """Whether several numbers of this order can each be for a part of it."""
    facts = gathered.orders.get(order.pk)
    return facts is not None and facts.status not in SHIPPED and gathered.shops[order.shop_id].able.can_split


def parcels_of(
    lines: Sequence[Line], orders: Sequence[Named], sent: Collection[int], gathered: Gathered
) -> dict[int, Parcel]:
    """By the row that leads it, of orders that are not simply one number. `sent`: places of rows that went."""
    said = _said(lines, orders, sent)
    known = {each.order.pk: each.order for each in orders if each.order and each.order.pk in said}
    told_of = [
        order for pk, order in known.items() if len(said[pk]) > 1 or any(each.items for each in said[pk])
    ]
    parted = with_parts(gathered, [order for order in told_of if may_part(order, gathered)])
    whole = lines_left([order for order in told_of if not may_part(order, gathered)])
    found: dict[int, Parcel] = {}
    for order in told_of:
        if order.pk in whole:
            found |= _against_whole(said[order.pk], whole[order.pk], gathered.shops[order.shop_id].channel)
        elif left := parted.orders[order.pk].left:
            held = deal(said[order.pk], left)
            found |= {each.row: _parcel(one) for each, one in zip(said[order.pk], held, strict=True)}
        elif len(said[order.pk]) > 1:
            found |= {each.row: Parcel(findings=(_unsaid(said[order.pk]),)) for each in said[order.pk]}
    return found


def _said(lines: Sequence[Line], orders: Sequence[Named], sent: Collection[int]) -> dict[int, list[Said]]:
    """By order: rows with one number are one parcel, led by the first of them."""
    rows: dict[int, dict[str, list[Line]]] = defaultdict(lambda: defaultdict(list))
    gone = {
        (each.order.pk, tidy(lines[place].number))
        for place, each in enumerate(orders)
        if place in sent and each.order
    }
    for line, each in zip(lines, orders, strict=True):
        number = tidy(line.number)
        if each.order and number and (each.order.pk, number) not in gone:
            rows[each.order.pk][number].append(line)
    return {
        pk: [Said(group[0].row, _items(group)) for group in numbers.values()] for pk, numbers in rows.items()
    }


def _items(group: Sequence[Line]) -> tuple[tuple[str, str], ...]:
    """Each once: the same row again says nothing new."""
    return tuple(dict.fromkeys((line.item, line.units) for line in group if line.item))


def _parcel(held: Held) -> Parcel:
    form = {line.field: str(held.units.get(line.external_id, 0)) for line in held.left}
    findings = (held.finding,) if held.finding else ()
    if held.finding and held.finding.refuses:
        return Parcel(findings=findings)
    return Parcel(held.left, form, findings)


def _against_whole(said: Sequence[Said], lines: Sequence[Left], channel: str) -> dict[int, Parcel]:
    """Where a channel takes one number for all of it: is the content that the rows name all of it?"""
    everything = {line.external_id: line.units for line in lines if line.units}
    found = {}
    for each in said:
        if each.items and _units(each, lines) != everything:
            found[each.row] = Parcel(findings=(told("whole_order", channel=channel),))
    return found


def _units(said: Said, lines: Sequence[Left]) -> dict[str, int]:
    try:
        return {line: count for line, count in named(said.items, lines).items() if count}
    except Unsaid:
        return {}


def _unsaid(said: Sequence[Said]) -> Finding:
    rows = [str(each.row) for each in said]
    return told("unsaid", rows=f"{', '.join(rows[:-1])} and {rows[-1]}")
