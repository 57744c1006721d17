"""The preview of a purchase: lines by supplier as they would be bought, then what cannot be, each with its fix."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct

from sourcing.models import Offer
from sourcing.purchasing.choosing import WHY, Choice, Option, Said, Why
from sourcing.purchasing.gathering import Line, Plan


class Row(Struct, frozen=True):
    line: Line
    choice: Choice
    offers: Sequence[tuple[Option, Offer]]  # the chosen one first

    @property
    def offer(self) -> Offer:
        return self.offers[0][1]

    @property
    def option(self) -> Option:
        return self.offers[0][0]

    @property
    def cost(self) -> Decimal:
        return self.option.landed * self.choice.need.units


class Group(Struct, frozen=True):
    """What one supplier would be asked for, in one currency. `until_at`: when the first of its promises ends."""

    offer: Offer
    rows: list[Row]

    @property
    def total(self) -> Decimal:
        return sum((row.cost for row in self.rows), Decimal(0))

    @property
    def units(self) -> int:
        return sum(row.choice.need.units for row in self.rows)

    @property
    def late(self) -> int:
        return sum(row.choice.is_late for row in self.rows)

    @property
    def until_at(self) -> datetime | None:
        return min((row.offer.latest.valid_until_at for row in self.rows if row.offer.latest), default=None)


class Refused(Struct, frozen=True):
    line: Line
    said: Said


def groups_of(plan: Plan) -> list[Group]:
    found: dict[tuple[int, str], Group] = {}
    for line, choice in zip(plan.lines, plan.choices, strict=True):
        if choice.chosen is None:
            continue
        offers = [(option, plan.offers[option.offer]) for option in choice.able]
        offer = offers[0][1]
        group = found.setdefault((offer.supplier_id, offer.currency), Group(offer, []))
        group.rows.append(Row(line, choice, offers))
    return sorted(found.values(), key=lambda group: (group.offer.supplier.name, group.offer.currency))


def refused_of(plan: Plan) -> list[Refused]:
    pairs = zip(plan.lines, plan.choices, strict=True)
    done = (Why.BOUGHT, Why.ON_SHELF, Why.SHIPPED, Why.CANCELLED)
    found = [(line, choice.why) for line, choice in pairs if choice.why]
    found.sort(key=lambda pair: pair[1] in done)
    return [Refused(line, WHY[why]) for line, why in found]


def wanted_of(given: Any) -> dict[int, int]:
    """Offers by order line, of a form: `line-12=7` buys line 12 by offer 7; blank leaves it."""
    pairs = ((name.removeprefix("line-"), value) for name, value in given.items() if name.startswith("line-"))
    return {
        int(line): int(offer)
        for line, offer in pairs
        if line.isdecimal() and offer.isdecimal() and len(line) < 19 and len(offer) < 19
    }
