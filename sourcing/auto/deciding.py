"""Which lines a rule may buy without anybody, and why it leaves the others to people. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct


class Left(StrEnum):
    """Why a line is left to people."""

    NO_RULE = "no_rule"
    OFF = "off"
    LATE = "late"
    ORDER_LIMIT = "order_limit"
    DAY_LIMIT = "day_limit"
    NO_PRICE = "no_price"
    OTHER_CURRENCY = "other_currency"
    MARGIN = "margin"


LEFT: dict[Left, tuple[str, str]] = {
    Left.NO_RULE: ("No rule covers this supplier and currency", "Add one, or buy it by hand."),
    Left.OFF: ("Its rule is off", "Switch it on, or buy it by hand."),
    Left.LATE: ("Nobody can make its deadline", "Decide by hand whether it is worth buying."),
    Left.ORDER_LIMIT: ("Costs more than an order may", "Buy it by hand, or raise the limit."),
    Left.DAY_LIMIT: ("The day's limit is reached", "It is looked at again tomorrow; or buy it by hand."),
    Left.NO_PRICE: ("What the buyer paid is not known", "The margin cannot be reckoned: buy it by hand."),
    Left.OTHER_CURRENCY: ("Sold in a currency without an exchange rate", "Write a rate down, or buy it by hand."),
    Left.MARGIN: ("Leaves less margin than the rule asks", "Look at its price, or buy it by hand."),
}  # fmt: skip


class Rule(Struct, frozen=True, kw_only=True):
    """Limits are landed cost in `currency`; `supplier` None: any that has no rule of its own. Margin: percent."""

    id: int
    supplier: int | None
    currency: str
    most_per_order: Decimal
    most_per_day: Decimal
    least_margin: Decimal | None = None
    is_on: bool = True


class Proposal(Struct, frozen=True, kw_only=True):
    """One line as it would be bought from what is promised now. `revenue`: what the buyer paid for it in `sold_in`, None:
    not told. `rate`: what one of that is worth in `currency`, None: nobody knows.
    """

    line: int
    order: int
    offer: int
    supplier: int
    currency: str
    cost: Decimal
    revenue: Decimal | None
    sold_in: str
    rate: Decimal | None
    is_late: bool = False


class Verdict(Struct, frozen=True, kw_only=True):
    proposal: Proposal
    rule: int | None
    why: Left | None  # None: it is bought


def decide(
    proposals: Sequence[Proposal], rules: Iterable[Rule], spent: Mapping[int, Decimal]
) -> list[Verdict]:
    """In the order of `proposals`, the most urgent first, which also gets the day's money first. `spent`: by rule, today.

    What one rule buys for an order it buys whole: half an order is no faster.
    """
    by_key = {(each.supplier, each.currency): each for each in rules}
    left = {each.id: each.most_per_day - spent.get(each.id, Decimal(0)) for each in by_key.values()}
    together: dict[tuple[int, int], list[Proposal]] = defaultdict(list)
    found: dict[int, Verdict] = {}
    for each in proposals:
        rule = by_key.get((each.supplier, each.currency)) or by_key.get((None, each.currency))
        if rule is None:
            found[each.line] = Verdict(proposal=each, rule=None, why=Left.NO_RULE)
        else:
            together[each.order, rule.id].append(each)
    ruled = {each.id: each for each in by_key.values()}
    for (_, rule_id), lines in together.items():
        rule, cost = ruled[rule_id], sum((each.cost for each in lines), Decimal(0))
        why = _speaks_against(rule, lines, cost, left[rule_id])
        if why is None:
            left[rule_id] -= cost
        found |= {each.line: Verdict(proposal=each, rule=rule_id, why=why) for each in lines}
    return [found[each.line] for each in proposals]


def _speaks_against(rule: Rule, lines: Sequence[Proposal], cost: Decimal, left: Decimal) -> Left | None:
    if not rule.is_on:
        return Left.OFF
    if any(each.is_late for each in lines):
        return Left.LATE
    if cost > rule.most_per_order:
        return Left.ORDER_LIMIT
    if rule.least_margin is not None and (why := _margin(lines, cost, rule.least_margin)):
        return why
    return Left.DAY_LIMIT if cost > left else None


def _margin(lines: Sequence[Proposal], cost: Decimal, least: Decimal) -> Left | None:
    paid = [each.revenue for each in lines if each.revenue is not None]
    if len(paid) < len(lines) or not sum(paid):
        return Left.NO_PRICE
    rates = [each.rate for each in lines if each.rate is not None]
    if len(rates) < len(lines):
        return Left.OTHER_CURRENCY
    worth = [price * rate for price, rate in zip(paid, rates, strict=True)]
    revenue = sum(worth, Decimal(0))
    return Left.MARGIN if (revenue - cost) * 100 < least * revenue else None
