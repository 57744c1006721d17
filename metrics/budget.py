"""How many more orders or packages may go wrong before a limit is crossed. Pure."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

from fulfillment.policies.terms import Better


def affordable(numerator: int, denominator: int, limit: Decimal, better: Better) -> int:
    """The largest number of further bad units that keeps the rate within `limit` (a fraction); negative: too many already.

    Lower is better: each bad unit adds one to both counts. Higher is better: it adds one to the denominator only.
    The negative answer is how many of the bad units counted so far would have had to be good.
    """
    if better == Better.LOWER:
        slack = limit * denominator - numerator
        if slack < 0:
            return _floor(slack)
        return _floor(slack / (1 - limit))
    slack = Decimal(numerator) - limit * denominator
    if slack < 0:
        return _floor(slack)
    return _floor(slack / limit)


def strain(numerator: int, denominator: int, limit: Decimal, better: Better) -> Decimal:
    """How much of what `limit` tolerates is used up: 1 is at the limit, 2.5 two and a half times past it.

    Says how a small shop and a big one stand beside each other. `denominator` is not zero.
    """
    harm = Decimal(numerator) / denominator
    tolerated = limit
    if better == Better.HIGHER:
        harm, tolerated = 1 - harm, 1 - limit
    if tolerated == 0:
        return Decimal("Infinity") if harm else Decimal(0)
    return harm / tolerated


def _floor(value: Decimal) -> int:
    return int(value.to_integral_value(rounding=ROUND_FLOOR))
