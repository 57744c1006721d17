"""What an offer costs, what was promised of it and whether that still holds. Pure.

A price break is "from so many units on, so much each". A promise is one supplier's word on one day: so many units at
that price until then. Nothing is promised for ever, and the newest word replaces the one before.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

SOON = timedelta(hours=12)
DRIFT = Decimal("0.03")  # a price that moved by less is the same price


class Break(NamedTuple):
    from_quantity: int
    unit_price: Decimal


class Promise(NamedTuple):
    """`quantity`: units in all; 0: the supplier said that there are none."""

    quantity: int
    unit_price: Decimal
    confirmed_at: datetime
    valid_until_at: datetime


class Standing(StrEnum):
    UNASKED = "unasked"  # nobody ever said anything
    LIVE = "live"
    SOON = "soon"  # live, and for less than half a day
    NONE_LEFT = "none_left"  # the supplier said that there are none
    EXPIRED = "expired"


def standing(promise: Promise | None, now: datetime) -> Standing:
    if promise is None:
        return Standing.UNASKED
    if promise.valid_until_at <= now:
        return Standing.EXPIRED
    if promise.quantity == 0:
        return Standing.NONE_LEFT
    return Standing.SOON if promise.valid_until_at - now < SOON else Standing.LIVE


def promised(promise: Promise | None, now: datetime) -> int:
    """Units that still hold; 0 where nothing does."""
    is_live = standing(promise, now) in (Standing.LIVE, Standing.SOON)
    return promise.quantity if promise and is_live else 0


def price_at(breaks: Iterable[Break], quantity: int) -> Decimal | None:
    """The price of one when so many are bought; None below the least that the supplier sells."""
    reached = [each for each in breaks if each.from_quantity <= quantity]
    return max(reached).unit_price if reached else None


def landed(
    unit_price: Decimal, *, freight: Decimal = Decimal(0), duty_share: Decimal = Decimal(0)
) -> Decimal:
    """The cost of one at our door, in the supplier's currency: price, duty on it, freight. To the cent."""
    return (unit_price * (1 + duty_share) + freight).quantize(Decimal("0.01"))


def drift(price: Decimal, before: Decimal | None) -> Decimal | None:
    """By which share the price moved against the word before; None where it is the same price."""
    if not before:
        return None
    moved = (price - before) / before
    return moved if abs(moved) >= DRIFT else None
