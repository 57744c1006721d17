"""One open order's truck, act-by and the words for both: a thousand are planned without a query. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from hashlib import blake2b
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from fulfillment.orders.sentences import zone_word
from fulfillment.orders.states import Stage
from fulfillment.warehouse.actby import LOOK_AHEAD, LOOK_BACK, ActBy, Step, Timetable, Truck, acts_by
from fulfillment.warehouse.sites import House

REMAINING = {
    Stage.REMORSE: tuple(Step),
    Stage.TO_SHIP: tuple(Step),
    Stage.AWAITING_SCAN: (Step.LOAD,),
}
LEFT = (Step.LOAD,)
DONE_ONCE_PACKED = frozenset({Step.RECEIVE, Step.INSPECT, Step.PACK})
ALIKE = 5  # minutes: deadlines within them leave the later trucks the same chances, to a tenth
NAMED = 3  # trucks after the last useful one that are told


class Planned(NamedTuple):
    """The columns of an order. All None: no truck is known, or none is needed."""

    act_by_at: datetime | None = None
    truck_at: datetime | None = None
    truck: dict[str, Any] | None = None

    @property
    def digest(self) -> str | None:
        return self.truck["digest"] if self.truck else None


NOTHING = Planned()


class Trucks:
    """The trucks of many orders; each timetable is laid out once, and what two orders share is reckoned once."""

    def __init__(self) -> None:
        self._tables: dict[tuple[int, str, int], Timetable] = {}
        self._planned: dict[tuple[Any, ...], Planned] = {}
        self._acts: dict[tuple[int, str, datetime, bool], tuple[ActBy, ...]] = {}
        self._words: dict[tuple[Any, ...], dict[str, Any]] = {}

    def plan(
        self, house: House, *, carrier: str, stage: str, due_at: datetime, is_packed: bool = False
    ) -> Planned:
        table = self._table(house, carrier, due_at.year)
        truck = table.last_useful(due_at)
        if truck is None:
            return NOTHING
        due_at = alike(due_at)
        key = (house.id, carrier, stage, is_packed, truck.at, truck.window.id, due_at)
        found = self._planned.get(key)
        if found is None:
            acts = self._acts_by(house, stage, truck.at, is_packed=is_packed)
            found = self._planned[key] = self._plan(house, table, truck, acts, due_at)
        return found

    def _plan(
        self, house: House, table: Timetable, truck: Truck, acts: tuple[ActBy, ...], due_at: datetime
    ) -> Planned:
        step, act_by_at = acts[0] if acts else (Step.LOAD, truck.at)
        later = tuple(table.following(truck, due_at, most=NAMED))
        chances = tuple(round((each.likely or 0.0) * 10) for each in later)
        # Two deadlines of one truck differ in the chances of the later ones at most.
        key = (
            house.id,
            truck.at,
            truck.window.id,
            step,
            act_by_at,
            tuple(each.at for each in later),
            chances,
        )
        data = self._words.get(key)
        if data is None:
            data = self._words[key] = signed(_told(house, truck, acts, zip(later, chances, strict=True)))
        return Planned(act_by_at, truck.at, data)

    def _acts_by(
        self, house: House, stage: str, leaves_at: datetime, *, is_packed: bool
    ) -> tuple[ActBy, ...]:
        """A packed order needs only its label, where it has none, and the truck."""
        key = (house.id, stage, leaves_at, is_packed)
        found = self._acts.get(key)
        if found is None:
            steps = REMAINING.get(Stage(stage), LEFT)
            if is_packed:
                steps = tuple(step for step in steps if step not in DONE_ONCE_PACKED)
            found = self._acts[key] = acts_by(leaves_at, steps, house.site.minutes)
        return found

    def _table(self, house: House, carrier: str, year: int) -> Timetable:
        """Of a whole year of deadlines, so that no order's plan depends on which others it is planned with."""
        key = (house.id, carrier, year)
        if key not in self._tables:
            since, until = date(year, 1, 1) - LOOK_BACK, date(year, 12, 31) + LOOK_AHEAD
            self._tables[key] = Timetable(house.site, carrier=carrier, since=since, until=until)
        return self._tables[key]


def alike(due_at: datetime) -> datetime:
    """The deadline by which chances are reckoned: never a later one."""
    return due_at.replace(minute=due_at.minute - due_at.minute % ALIKE, second=0, microsecond=0)


def _told(
    house: House, truck: Truck, acts: tuple[ActBy, ...], later: Iterable[tuple[Truck, int]]
) -> dict[str, Any]:
    """What stands in the order's column: ids and moments for programs, words by the warehouse's clock for people."""
    zone = house.site.zone
    step, act_by_at = (str(acts[0].step), acts[0].at) if acts else (str(Step.LOAD), truck.at)
    steps = ", ".join(f"{each.step} by {_hour(each.at, truck.at, zone)}" for each in acts)
    return {
        "window": truck.window.id,
        "warehouse": house.id,
        "name": truck.window.name,
        "zone": zone.key,
        "step": step,
        "scan_at": truck.scan_at.isoformat(),
        "assumed": truck.is_assumed,
        "words": {
            "truck": _name(truck, zone),
            "step": step,
            "act_by": _clock(act_by_at, zone),
            "steps": steps,
        },
        "later": [
            {
                "at": each.at.isoformat(),
                "next_truck": _name(each, zone),
                "next_scan": _clock(each.scan_at, zone),
                "next_likely": likely_words(tenths),
                "tenths": str(tenths),
            }
            for each, tenths in later
        ],
    }


def signed(told: dict[str, Any]) -> dict[str, Any]:
    """With a digest of it all: whether two are the same is told without reading either."""
    return told | {"digest": blake2b(msgspec.json.encode(told), digest_size=8).hexdigest()}


def _hour(at: datetime, near: datetime, zone: ZoneInfo) -> str:
    """`16:50`, with its day where it is another one than that of `near`."""
    local = at.astimezone(zone)
    return f"{local:%H:%M}" if local.date() == near.astimezone(zone).date() else f"{local:%a %H:%M}"


def _name(truck: Truck, zone: ZoneInfo) -> str:
    return f"{truck.window.name} {_clock(truck.at, zone)}"


def likely_words(tenths: int) -> str:
    if tenths <= 0:
        return "hardly ever"
    return "nearly always" if tenths >= 10 else f"{tenths} times in 10" if tenths > 1 else "once in 10"


def _clock(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %H:%M} {zone_word(local)}"
