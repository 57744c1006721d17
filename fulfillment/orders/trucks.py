"""What the truck that an order must be on does to its risk: near, left with it perhaps, or missed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec

from fulfillment.orders.facts import Truck
from fulfillment.orders.looking import Look, waits_until
from fulfillment.orders.states import Level, Stage
from fulfillment.policies.terms import StopEvent

TENTHS = "tenths"
LAST_INSTANT = timedelta(microseconds=1)


def planned(truck_at: datetime | None, act_by_at: datetime | None, told: str | None) -> Truck | None:
    """As it stands in an order's columns."""
    if truck_at is None or told is None:
        return None
    return Truck(truck_at, act_by_at or truck_at, *_read(told))


@lru_cache(maxsize=4096)  # hundreds of orders must be on one truck
def _read(told: str) -> tuple[dict[str, str], tuple[tuple[datetime, dict[str, str]], ...]]:
    data: dict[str, Any] = msgspec.json.decode(told)
    later = tuple((datetime.fromisoformat(each.pop("at")), each) for each in data.get("later", []))
    return data.get("words", {}), later


def find_truck(look: Look) -> None:
    """Once the deadline has passed no truck is in time, and the deadline says all there is to say; what was handed
    over needs none."""
    if look.facts.handed_over_at is not None:
        return
    truck, due_at = look.facts.truck, waits_until(look.facts, look.clock)
    if truck is None or due_at is None or look.clock.stop_event != StopEvent.FIRST_SCAN:
        return
    if look.ticker.passed(due_at + LAST_INSTANT):
        return
    if look.ticker.passed(truck.at):
        _has_left(look, truck)
    elif look.ticker.passed(truck.act_by_at - look.limits.truck_soon):
        look.cause("truck_soon", Level.DUE_SOON, **_of_this(truck))
        if look.facts.stage == Stage.AWAITING_SCAN:
            look.found[-1] = look.found[-1]._replace(
                action="see_truck"
            )  # before it nobody can have scanned it


def _has_left(look: Look, truck: Truck) -> None:
    """What had its label before it left may have been on it, unless its manifest says that it was left behind;
    waiting for that scan is no better than before.

    Where a truck is still to come that is mostly in time, only the surest one is missed. Of those to come the likeliest
    counts: as they leave it gets less likely, never more.
    """
    ahead = [said for at, said in truck.later if not look.ticker.passed(at)]
    likeliest = max(ahead, key=_tenths, default={})
    coming = ahead[0] if ahead else {}
    labelled = look.facts.stage == Stage.AWAITING_SCAN and look.facts.stage_since_at <= truck.at
    perhaps = labelled and look.facts.left_behind_at is None
    code, level = ("truck_left", Level.DUE_SOON) if perhaps else ("truck_missed", Level.AT_RISK)
    if not perhaps and _tenths(likeliest) >= look.limits.truck_tenths:
        code, level, coming = "truck_less_sure", Level.DUE_SOON, likeliest
    words = {name: said for name, said in (truck.words | coming).items() if name != TENTHS}
    look.cause(code, level, truck_at=truck.at.isoformat(), **words)


def _tenths(said: Mapping[str, str]) -> int:
    """How often of ten times such a truck is in time; 0 where it was planned before that was kept."""
    return int(said.get(TENTHS, 0))


def _of_this(truck: Truck) -> dict[str, str]:
    return {"truck_at": truck.at.isoformat(), "act_by_at": truck.act_by_at.isoformat(), **truck.words}
