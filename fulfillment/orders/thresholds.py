"""How near to its deadline an order is due soon, at risk, or about to be cancelled, and how long answers take. Pure."""

from datetime import timedelta
from typing import NamedTuple


class Thresholds(NamedTuple):
    due_soon: timedelta = timedelta(hours=24)  # before the dispatch deadline
    at_risk: timedelta = timedelta(hours=12)  # before the dispatch deadline, without the stop event
    auto_cancel_near: timedelta = timedelta(hours=24)  # before the platform cancels
    answer_soon: timedelta = timedelta(hours=12)  # before a buyer's request answers itself
    answer_now: timedelta = timedelta(hours=6)  # the same, and the order is at risk
    ask_again: timedelta = timedelta(hours=24)  # after the carrier was asked
    channel_behind: timedelta = timedelta(hours=2)  # after the carrier's scan that the channel does not know
    truck_soon: timedelta = timedelta(hours=3)  # before the next step must begin to reach the truck
    truck_tenths: int = 7  # of ten times in time: missing a surer truck is no danger yet
    late_likely: float = 0.5  # probability from which pace alone makes an order at risk


THRESHOLDS = Thresholds()
