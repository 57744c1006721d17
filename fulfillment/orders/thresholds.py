"""How near to its deadline an order is due soon, at risk, or about to be cancelled. Pure."""

from datetime import timedelta
from typing import NamedTuple


class Thresholds(NamedTuple):
    due_soon: timedelta = timedelta(hours=24)  # before the dispatch deadline
    at_risk: timedelta = timedelta(hours=12)  # before the dispatch deadline, without the stop event
    auto_cancel_near: timedelta = timedelta(hours=24)  # before the platform cancels
    answer_soon: timedelta = timedelta(hours=12)  # before a buyer's request answers itself
    late_likely: float = 0.5  # probability from which pace alone makes an order at risk


THRESHOLDS = Thresholds()
