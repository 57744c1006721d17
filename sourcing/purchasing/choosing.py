"""Which offer an order's line is bought from, or why it cannot be bought, with the fix. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

BETTER = Decimal("0.03")  # cheaper by less is not worth a change of supplier


class Why(StrEnum):
    """Why a line cannot be bought now."""

    NO_SKU = "no_sku"
    NO_OFFER = "no_offer"
    UNASKED = "unasked"
    EXPIRED = "expired"
    NONE_LEFT = "none_left"
    NOT_ENOUGH = "not_enough"
    BELOW_LEAST = "below_least"
    ON_SHELF = "on_shelf"
    BOUGHT = "bought"
    HELD = "held"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


class Said(NamedTuple):
    what: str
    fix: str
    place: str  # where it is mended: an address name, blank where nothing has to be


WHY: dict[Why, Said] = {
    Why.NO_SKU: Said("Its listing is no SKU", "Say which SKU it is.", "orders:listings"),
    Why.NO_OFFER: Said("Nobody offers it", "Write down an offer.", "sourcing:add"),
    Why.UNASKED: Said("The supplier was never asked", "Ask, and write down the answer.", "sourcing:offers"),
    Why.EXPIRED: Said("The promise is over", "Ask again.", "sourcing:offers"),
    Why.NONE_LEFT: Said("None are left", "Find another supplier.", "sourcing:add"),
    Why.NOT_ENOUGH: Said("Fewer are promised than needed", "Ask for more, or add an offer.", "sourcing:offers"),
    Why.BELOW_LEAST: Said("Below the supplier's least", "Order more of them together.", ""),
    Why.ON_SHELF: Said("It is on our shelf", "Nothing has to be bought.", ""),
    Why.BOUGHT: Said("It is bought", "See the purchase.", "sourcing:purchases"),
    Why.HELD: Said("The order is held", "Settle the hold first.", "orders:detail"),
    Why.SHIPPED: Said("The order has left, or is packed", "Nothing has to be bought.", ""),
    Why.CANCELLED: Said("The order is cancelled", "Nothing has to be bought.", ""),
}  # fmt: skip


class Need(NamedTuple):
    """One line. `stop`: what speaks against buying it, whatever is offered; without `must_leave_by` nothing is late."""

    line: int
    sku: int | None
    units: int
    usual: int | None  # the supplier it usually comes from
    must_leave_by: datetime | None
    stop: Why | None = None


class Option(NamedTuple):
    """One offer of the SKU. `left`: units promised now that went to nobody; `state`: why there are none, if so."""

    offer: int
    supplier: int
    currency: str
    unit_price: Decimal
    landed: Decimal
    left: int
    state: Why | None  # None: it is promised, and what it costs is known
    hands_over_at: datetime


class Choice(NamedTuple):
    """What to buy. `able`: every offer that could give it, the chosen one first."""

    need: Need
    chosen: Option | None
    able: Sequence[Option]
    why: Why | None
    is_late: bool = False
    note: str = ""


def choose(needs: Iterable[Need], options: Mapping[int, Sequence[Option]]) -> list[Choice]:
    """The earliest deadline takes first of what is promised. The answer stands in the order of `needs`."""
    asked = list(needs)
    left = {each.offer: each.left for of_sku in options.values() for each in of_sku}
    found: dict[int, Choice] = {}
    for need in sorted(asked, key=_urgency):
        found[need.line] = _chosen(need, options.get(need.sku or 0, ()), left)
        if (choice := found[need.line]).chosen:
            left[choice.chosen.offer] -= need.units
    return [found[need.line] for need in asked]


def below_least(choices: Sequence[Choice], least: Mapping[int, int]) -> list[Choice]:
    """Whose supplier sells no less than all of them together are bought nowhere. `least`: units by supplier."""
    together: dict[int, int] = {}
    for each in choices:
        if each.chosen:
            supplier = each.chosen.supplier
            together[supplier] = together.get(supplier, 0) + each.need.units
    return [
        each._replace(chosen=None, why=Why.BELOW_LEAST)
        if each.chosen and together[each.chosen.supplier] < least.get(each.chosen.supplier, 1)
        else each
        for each in choices
    ]


def _urgency(need: Need) -> tuple[bool, float, int]:
    at = need.must_leave_by
    return at is None, at.timestamp() if at else 0.0, need.line


def _chosen(need: Need, options: Sequence[Option], left: Mapping[int, int]) -> Choice:
    if need.stop or not need.sku:
        return Choice(need, None, (), need.stop or Why.NO_SKU)
    able = [each for each in options if each.state is None and left[each.offer] >= need.units]
    if not able:
        return Choice(need, None, (), _why_none(options))
    ranked = sorted(able, key=lambda each: _rank(need, each))
    first, note = ranked[0], ""
    usual = next((each for each in options if each.supplier == need.usual), None)
    if usual and usual != first:
        note = _substituted(need, usual, first, able)
    elif cheaper := _cheapest(need, first, ranked[1:]):
        note = f"{cheaper.landed} {cheaper.currency} elsewhere"
    return Choice(need, first, ranked, None, is_late=_late(need, first), note=note)


def _rank(need: Need, option: Option) -> tuple[bool, bool, float, Decimal, int]:
    """In time before late; then the usual supplier; then whoever is fastest when late, cheapest when not."""
    late = _late(need, option)
    pace = option.hands_over_at.timestamp() if late else 0.0
    return late, option.supplier != need.usual, pace, option.landed, option.offer


def _late(need: Need, option: Option) -> bool:
    return need.must_leave_by is not None and option.hands_over_at > need.must_leave_by


def _substituted(need: Need, usual: Option, first: Option, able: Sequence[Option]) -> str:
    return (
        "instead: the usual supplier is too late" if usual in able else "instead: the usual supplier cannot"
    )


def _cheapest(need: Need, first: Option, others: Sequence[Option]) -> Option | None:
    """One in time and of the same currency that is worth a change."""
    comparable = [each for each in others if each.currency == first.currency and not _late(need, each)]
    best = min(comparable, key=lambda each: each.landed, default=None)
    return best if best and best.landed <= first.landed * (1 - BETTER) else None


def _why_none(options: Sequence[Option]) -> Why:
    """The reason nearest to being mended."""
    states = {each.state for each in options}
    if not options:
        return Why.NO_OFFER
    if None in states:
        return Why.NOT_ENOUGH
    return next(each for each in (Why.EXPIRED, Why.UNASKED, Why.NONE_LEFT) if each in states)
