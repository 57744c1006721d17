"""How long a stage really takes, and so how likely an order is late: pure functions of learned quantiles.

`quantiles` are hours at 5, 10 … 95 % of past orders. Between them waiting ends evenly; beyond the last one it
ends at a constant rate, so that even a wait longer than any seen has an answer. Hours are hours of business
days (see `working_time`).
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from math import exp, log
from typing import NamedTuple

from fulfillment.orders.sentences import hours

ENOUGH = 20  # observations below which a lane's past says nothing yet
SHARES = tuple(step / 20 for step in range(1, 20))  # what the quantiles stand for
USUAL = 0.8


class Learned(NamedTuple):
    observations: int
    quantiles: Sequence[float]


class Found(NamedTuple):
    """The pace that applies: of the narrowest lane that knows enough."""

    learned: Learned
    width: str  # lane, supplier, carrier, shop


LaneKey = tuple[int | None, str]  # supplier (None: any), carrier (blank: any)


def narrowest(paces: Mapping[LaneKey, Learned], *, supplier: int | None, carrier: str) -> Found | None:
    """The lane's own pace, else the supplier's, carrier's or shop's; None while none has seen enough."""
    for key in ((supplier, carrier), (supplier, ""), (None, carrier), (None, "")):
        learned = paces.get(key)
        if learned is not None and learned.observations >= ENOUGH:
            return Found(learned, _width(*key))
    return None


def _width(supplier: int | None, carrier: str) -> str:
    if supplier is None:
        return "carrier" if carrier else "shop"
    return "lane" if carrier else "supplier"


def late_probability(quantiles: Sequence[float], *, elapsed: float, left: float) -> float:
    """The share of orders that, having waited `elapsed` hours, still wait when `left` more have passed."""
    if left <= 0:
        return 1.0
    elapsed = max(0.0, elapsed)
    return exp(min(0.0, _log_waiting(quantiles, elapsed + left) - _log_waiting(quantiles, elapsed)))


def hours_needed(quantiles: Sequence[float], *, elapsed: float, share: float = USUAL) -> float:
    """Within how many more hours that share of orders is done, having waited `elapsed` already."""
    elapsed = max(0.0, elapsed)
    return max(0.0, _waited_until(quantiles, _log_waiting(quantiles, elapsed) + log(1 - share)) - elapsed)


def elapsed_when_late_likely(quantiles: Sequence[float], *, allowed: float, probability: float) -> float:
    """The waiting time from which being late (waiting over `allowed` hours) is at least that probable.

    0 where that is so from the start, `allowed` at the latest.
    """
    needed = _log_waiting(quantiles, allowed) - log(probability)
    return min(max(0.0, allowed), _waited_until(quantiles, needed)) if needed < 0 else 0.0


def sentence(*, needs: float, left: float, stage: str) -> str:
    """`needs 19 h to first scan 8 times in 10; 11 h are left`."""
    goal = "be ready" if stage == "to_ship" else "first scan"
    spare = f"{hours(left)} are left" if left > 0 else "no time is left"
    return f"needs {hours(needs)} to {goal} 8 times in 10; {spare}"


def _log_waiting(quantiles: Sequence[float], hours: float) -> float:
    """Log of the share still waiting after `hours`; never rises with `hours`."""
    last = quantiles[-1]
    if hours >= last:
        return log(1 - SHARES[-1]) - (hours - last) / _tail(quantiles)
    place = bisect_left(quantiles, hours)
    low, done = (quantiles[place - 1], SHARES[place - 1]) if place else (0.0, 0.0)
    high, next_done = quantiles[place], SHARES[place]
    part = (hours - low) / (high - low) if high > low else 1.0
    return log(1 - (done + (next_done - done) * min(1.0, max(0.0, part))))


def _waited_until(quantiles: Sequence[float], log_share: float) -> float:
    """The hours after which only exp(log_share) still waits: the inverse of `_log_waiting`."""
    if log_share >= 0:
        return 0.0
    if log_share <= log(1 - SHARES[-1]):
        return quantiles[-1] + (log(1 - SHARES[-1]) - log_share) * _tail(quantiles)
    done = 1 - exp(log_share)
    place = min(bisect_left(SHARES, done), len(SHARES) - 1)
    low, low_done = (quantiles[place - 1], SHARES[place - 1]) if place else (0.0, 0.0)
    part = (done - low_done) / (SHARES[place] - low_done)
    return low + (quantiles[place] - low) * part


def _tail(quantiles: Sequence[float]) -> float:
    """Mean further wait beyond the last quantile: what the slow half shows, at least a minute."""
    middle = quantiles[len(quantiles) // 2]
    return max((quantiles[-1] - middle) / log(0.5 / (1 - SHARES[-1])), 1 / 60)
