"""Which truck an order must be on, and until when each remaining step must be done. Pure.

The last useful truck is the last departure whose scan comes by the deadline 8 times in 10. It follows from the
deadline and the timetable and never from the time of asking, so waiting never finds a later one. Scans come after
hours of the days on which the carrier scans: what leaves on a Friday evening may be scanned on Monday.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fulfillment.orders.pace import ENOUGH, SHARES, USUAL, Learned, hours_needed, late_probability
from fulfillment.orders.working_time import WorkingTime, working_time
from fulfillment.policies.calendars import ONE_DAY, Calendar, is_business_day, moment

LOOK_BACK = timedelta(days=45)  # no scan takes longer, no house is closed longer
LOOK_AHEAD = timedelta(days=21)
WORKDAYS = frozenset(range(1, 6))


class Step(StrEnum):
    """What is left to do before a truck, in its order."""

    RECEIVE = "receive"
    INSPECT = "inspect"
    PACK = "pack"
    LABEL = "label"
    LOAD = "load"


@dataclass(frozen=True)
class Window:
    """A truck that comes, or a counter that closes, every week at that time of the warehouse's clock."""

    id: int
    weekday: int  # ISO: Monday 1
    at: time
    carrier: str = ""  # blank: takes any
    service: str = ""
    name: str = ""
    scans_after_hours: float = 4.0  # assumed until enough scans were seen: 8 in 10 come within it
    scans_saturday: bool = False
    scans_sunday: bool = False

    @property
    def scan_days(self) -> frozenset[int]:
        return WORKDAYS | {day for day, scans in ((6, self.scans_saturday), (7, self.scans_sunday)) if scans}


@dataclass(frozen=True)
class Site:
    """One warehouse: when it is open, what stops there, how long its steps take, how soon carriers scan."""

    zone: ZoneInfo
    calendar: Calendar
    windows: tuple[Window, ...]
    minutes: Mapping[Step, int] = field(default_factory=dict)
    learned: Mapping[str, Learned] = field(default_factory=dict)  # hours from departure to scan, by carrier


class Truck(NamedTuple):
    """One departure. `scan_at`: scanned by then 8 times in 10; `likely`: that it is by the deadline, where reckoned."""

    at: datetime
    window: Window
    scan_at: datetime
    likely: float | None
    is_assumed: bool  # the scan rests on the window's own hours, too few were seen


class ActBy(NamedTuple):
    step: Step
    at: datetime


class _Stop(NamedTuple):
    at: float  # seconds since 1970, like all moments compared here
    scan_at: float
    window: Window
    leaves_at: datetime
    scanned_at: datetime
    hours: float  # its departure's place on the scale of its scans


class Timetable:
    """The departures that may take one carrier's parcels from one warehouse, between two days."""

    def __init__(self, site: Site, *, carrier: str, service: str = "", since: date, until: date) -> None:
        self.site, self.carrier = site, carrier
        self.year = (since + (until - since) / 2).year
        self.windows = serving(site.windows, carrier=carrier, service=service)
        self._quantiles = {each.id: self._pace(each) for each in self.windows}
        needs = {each.id: hours_needed(self._quantiles[each.id][0], elapsed=0.0) for each in self.windows}
        self._scales = {each.id: scan_scale(each, site, self.year) for each in self.windows}
        stops = []
        for each in self.windows:
            scale = self._scales[each.id]
            for at in departures(each, site, since=since, until=until):
                hours = scale.hours(at)
                # To the second: the same truck is the same whatever timetable it is read from.
                scan_at = round(max(at, scale.moment(hours + needs[each.id])).timestamp())
                stops.append(_Stop(at.timestamp(), scan_at, each, at, _moment(scan_at), hours))
        # Of two that leave together the last in this order is scanned sooner: that one is meant.
        stops.sort(key=lambda stop: (stop.at, -stop.scan_at, -stop.window.id))
        self.stops = stops
        self._leaves = [stop.at for stop in stops]

    def last_useful(self, due_at: datetime) -> Truck | None:
        """The last departure that is scanned by `due_at` 8 times in 10, or more: how much more is not reckoned.
        None where none is known."""
        due = due_at.timestamp()
        place = bisect_right(self._leaves, due) - 1
        while place >= 0 and self.stops[place].scan_at > due:
            place -= 1
        return self._truck(self.stops[place], None) if place >= 0 else None

    def next_after(self, when: datetime, due_at: datetime | None) -> Truck | None:
        """The first departure after `when`: of those that leave together the one scanned soonest."""
        place = bisect_right(self._leaves, when.timestamp())
        if place == len(self.stops):
            return None
        place = bisect_right(self._leaves, self._leaves[place]) - 1
        return self._truck(self.stops[place], due_at)

    def following(self, truck: Truck, due_at: datetime, *, most: int = 6) -> list[Truck]:
        """The departures after it until the deadline, and the first one beyond: what is left once it is missed."""
        found: list[Truck] = []
        when, due = truck.at.timestamp(), due_at.timestamp()
        while len(found) < most and when <= due:
            place = bisect_right(self._leaves, when)
            if place == len(self.stops):
                break
            when = self._leaves[place]
            found.append(self._truck(self.stops[bisect_right(self._leaves, when, place) - 1], due_at))
        return found

    def _truck(self, stop: _Stop, due_at: datetime | None) -> Truck:
        window = stop.window
        quantiles, is_assumed = self._quantiles[window.id]
        likely = None
        if due_at is not None:
            left = self._scales[window.id].hours(due_at) - stop.hours
            likely = 1.0 - late_probability(quantiles, elapsed=0.0, left=left)
        return Truck(stop.leaves_at, window, stop.scanned_at, likely, is_assumed)

    def _pace(self, window: Window) -> tuple[Sequence[float], bool]:
        """Of the carrier that the window or the order names; of an order without one, of all together."""
        learned = self.site.learned.get(window.carrier or self.carrier)
        if learned is not None and learned.observations >= ENOUGH:
            return learned.quantiles, False
        return assumed(window.scans_after_hours), True


def scan_scale(window: Window, site: Site, year: int) -> WorkingTime:
    """The hours in which the window's carrier scans: its days, without the country's holidays; a carrier's hubs lie
    in many states and keep none of one state's own."""
    days = Calendar(weekdays=window.scan_days, country=site.calendar.country)
    return working_time(days, site.zone, year)


def serving(windows: Sequence[Window], *, carrier: str, service: str = "") -> tuple[Window, ...]:
    """A carrier's own windows, else those of any carrier. While the carrier is not known all may take it."""
    own = [each for each in windows if carrier and each.carrier == carrier]
    shared = [each for each in windows if not each.carrier]
    chosen = own or shared or ([] if carrier else list(windows))
    of_service = [each for each in chosen if service and each.service == service]
    return tuple(of_service or [each for each in chosen if not service or not each.service])


def departures(window: Window, site: Site, *, since: date, until: date) -> list[datetime]:
    """When it leaves between two days, both included: not on public holidays, not while the house is closed."""
    day = since + ONE_DAY * ((window.weekday - since.isoweekday()) % 7)
    found = []
    while day <= until:
        if is_business_day(day, site.calendar):
            found.append(moment(day, window.at, site.zone).astimezone(UTC))
        day += ONE_DAY * 7
    return found


def around(site: Site, due_at: datetime, *, carrier: str = "", service: str = "") -> Timetable:
    """The timetable in which the truck of that deadline stands."""
    day = due_at.astimezone(site.zone).date()
    return Timetable(site, carrier=carrier, service=service, since=day - LOOK_BACK, until=day + LOOK_AHEAD)


def acts_by(truck_at: datetime, steps: Sequence[Step], minutes: Mapping[Step, int]) -> tuple[ActBy, ...]:
    """Until when each of these steps must begin, counted back from the departure; a step of no time is none."""
    found = []
    for step in reversed(steps):
        if minutes.get(step, 0):
            truck_at -= timedelta(minutes=minutes[step])
            found.append(ActBy(step, truck_at))
    return tuple(reversed(found))


def assumed(hours: float) -> list[float]:
    """Quantiles of a pace that nobody has measured: even, and within `hours` 8 times in 10."""
    return [hours * share / USUAL for share in SHARES]


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
