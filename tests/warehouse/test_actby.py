"""Truth tables of trucks: the last that is scanned in time, the next one after now, and what is left to do."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fulfillment.orders.pace import SHARES, Learned
from fulfillment.policies.calendars import Calendar
from fulfillment.warehouse.actby import (
    LOOK_AHEAD,
    LOOK_BACK,
    Site,
    Step,
    Timetable,
    acts_by,
    around,
    departures,
    scan_scale,
    serving,
)
from tests.warehouse.timetables import EVERY_DAY, PACIFIC, clock, local, site, windows

HOUR = timedelta(hours=1)
STEPS = list(Step)


@pytest.mark.parametrize(
    ("due", "leaves"),
    [
        ("2026-12-04T23:59", "Fri 04 Dec 15:00"),  # scanned at 19:00 of the day
        ("2026-12-04T19:00", "Fri 04 Dec 15:00"),  # the last minute is in time
        ("2026-12-04T18:59", "Thu 03 Dec 15:00"),
        ("2026-12-04T14:00", "Thu 03 Dec 15:00"),
        ("2026-12-06T12:00", "Fri 04 Dec 15:00"),  # a Sunday
        ("2026-12-07T18:00", "Fri 04 Dec 15:00"),  # Monday's own is scanned at 19:00
        ("2026-12-07T23:59", "Mon 07 Dec 15:00"),
        ("2026-11-27T23:59", "Fri 27 Nov 15:00"),
        ("2026-11-26T23:59", "Wed 25 Nov 15:00"),  # no truck comes on Thanksgiving
        ("2026-12-25T23:59", "Thu 24 Dec 15:00"),  # nor on Christmas
        ("2027-01-03T23:59", "Thu 31 Dec 15:00"),
    ],
)
def test_the_last_useful_truck_is_the_last_that_is_scanned_in_time(due: str, leaves: str) -> None:
    truck = around(site(), local(due)).last_useful(local(due))

    assert truck is not None
    assert clock(truck.at) == leaves


def test_after_the_fridays_truck_the_next_scan_is_on_monday() -> None:
    """Friday 15:05 with a 15:00 pick-up and no Saturday scans."""
    now, due = local("2026-12-04T15:05"), local("2026-12-07T18:00")
    table = around(site(), due)

    missed, later = table.last_useful(due), table.next_after(now, due)

    assert missed is not None
    assert later is not None
    assert (clock(missed.at), missed.at < now) == ("Fri 04 Dec 15:00", True)
    assert (clock(later.at), clock(later.scan_at)) == ("Mon 07 Dec 15:00", "Mon 07 Dec 19:00")
    assert later.likely == pytest.approx(0.6)  # three of the four hours within which 8 in 10 are scanned
    assert later.is_assumed


def test_once_it_is_missed_there_are_those_before_the_deadline_and_one_after() -> None:
    due = local("2026-12-04T18:30")
    house = site(windows(at="11:00"), windows(at="15:00", first_id=20), windows(at="17:00", first_id=40))
    table = around(house, due)
    truck = table.last_useful(due)
    assert truck is not None

    later = table.following(truck, due)

    assert clock(truck.at) == "Fri 04 Dec 11:00"
    assert [clock(each.at) for each in later] == ["Fri 04 Dec 15:00", "Fri 04 Dec 17:00", "Mon 07 Dec 11:00"]
    assert [each.likely for each in later] == [pytest.approx(0.7), pytest.approx(0.3), 0.0]


def test_a_states_own_holiday_stops_its_trucks_and_no_scans() -> None:
    """In California the Friday after Thanksgiving is one."""
    due = local("2026-11-27T23:59", PACIFIC)
    calendar = Calendar(weekdays=EVERY_DAY, country="US", subdivision="CA")
    house = Site(PACIFIC, calendar, tuple(windows(at="23:00")))

    truck = around(house, due).last_useful(due)

    assert truck is not None
    assert clock(truck.at, PACIFIC) == "Wed 25 Nov 23:00"
    assert clock(truck.scan_at, PACIFIC) == "Fri 27 Nov 03:00"


def test_what_leaves_on_a_saturday_is_scanned_when_its_carrier_scans() -> None:
    due = local("2026-12-07T02:00")
    rests, works = site(windows([6], "10:00")), site(windows([6], "10:00", scans_saturday=True))

    resting = around(rests, due).next_after(local("2026-12-05T09:00"), due)
    working = around(works, due).next_after(local("2026-12-05T09:00"), due)

    assert resting is not None
    assert working is not None
    assert (clock(resting.scan_at), clock(working.scan_at)) == ("Mon 07 Dec 04:00", "Sat 05 Dec 14:00")
    assert resting.likely == pytest.approx(0.4)
    assert working.likely == pytest.approx(1.0, abs=0.05)


def test_a_closed_house_loads_no_truck() -> None:
    due = local("2026-12-04T23:59")

    truck = around(site(closed=["2026-12-04", "2026-12-03"]), due).last_useful(due)

    assert truck is not None
    assert clock(truck.at) == "Wed 02 Dec 15:00"


@pytest.mark.parametrize(
    ("day", "hours_from_utc"),
    [("2026-03-06", 5), ("2026-03-09", 4), ("2026-10-30", 4), ("2026-11-02", 5)],
)
def test_a_truck_leaves_by_the_clock_on_the_wall(day: str, hours_from_utc: int) -> None:
    due = local(f"{day}T23:59")

    truck = around(site(), due).last_useful(due)

    assert truck is not None
    assert truck.at.isoformat() == f"{day}T{15 + hours_from_utc}:00:00+00:00"


def test_a_time_that_the_clock_skips_or_shows_twice_is_read_once() -> None:
    spring, autumn = local("2026-03-08T12:00"), local("2026-11-01T12:00")
    night = windows([7], "02:30", scans_sunday=True), windows([7], "01:30", first_id=50, scans_sunday=True)

    skipped = around(site(night[0]), spring).last_useful(spring)
    twice = around(site(night[1]), autumn).last_useful(autumn)

    assert skipped is not None
    assert twice is not None
    assert skipped.at.isoformat() == "2026-03-08T07:30:00+00:00"  # with the offset before the change
    assert twice.at.isoformat() == "2026-11-01T05:30:00+00:00"  # the first of the two


def test_hours_until_a_scan_are_real_hours_when_clocks_change() -> None:
    saturday = site(windows([6], "22:00", scans_saturday=True, scans_sunday=True))
    due = local("2026-11-01T12:00")

    truck = around(saturday, due).last_useful(due)

    assert truck is not None
    assert truck.scan_at - truck.at == 4 * HOUR
    assert clock(truck.scan_at) == "Sun 01 Nov 01:00"


OWN = windows([5], "17:00", first_id=10, carrier="ups")
OTHER = windows([5], "18:00", first_id=20, carrier="usps")
SHARED = windows([5], "15:00", first_id=30)
GROUND = windows([5], "16:00", first_id=40, carrier="ups", service="ground")


@pytest.mark.parametrize(
    ("groups", "carrier", "service", "ids"),
    [
        ((OWN, SHARED), "ups", "", [15]),  # its own alone
        ((OWN, SHARED), "fedex", "", [35]),  # those of any carrier
        ((OWN, OTHER), "fedex", "", []),  # nobody takes it
        ((OWN, OTHER), "", "", [15, 25]),  # not known yet: all may
        ((OWN, SHARED), "", "", [35]),
        ((OWN, GROUND), "ups", "ground", [45]),
        ((OWN, GROUND), "ups", "air", [15]),
        ((OWN, GROUND), "ups", "", [15, 45]),
        ((GROUND,), "ups", "air", []),
    ],
)
def test_a_carriers_own_windows_come_before_those_of_any(
    groups: Any, carrier: str, service: str, ids: list[int]
) -> None:
    found = serving(site(*groups).windows, carrier=carrier, service=service)

    assert [each.id for each in found] == ids


@pytest.mark.parametrize("carrier", ["", "ups"])
def test_without_windows_no_truck_is_known(carrier: str) -> None:
    due = local("2026-12-04T23:59")
    table = around(Site(site().zone, site().calendar, ()), due, carrier=carrier)

    assert (table.last_useful(due), table.next_after(due, due)) == (None, None)


def test_what_was_learned_replaces_what_was_assumed_once_enough_was_seen() -> None:
    due = local("2026-12-04T23:59")
    slow = [10 * share / 0.8 for share in SHARES]  # 8 in 10 within ten hours
    few, enough = Learned(19, slow), Learned(20, slow)

    unsure = around(site(learned={"ups": few}), due, carrier="ups").last_useful(due)
    sure = around(site(learned={"ups": enough}), due, carrier="ups").last_useful(due)
    of_another = around(site(learned={"ups": enough}), due, carrier="usps").last_useful(due)

    assert unsure is not None
    assert sure is not None
    assert of_another is not None
    assert (clock(unsure.at), unsure.is_assumed) == ("Fri 04 Dec 15:00", True)
    assert (clock(sure.at), sure.is_assumed) == ("Thu 03 Dec 15:00", False)
    assert of_another.is_assumed


def test_a_passed_deadline_still_has_the_truck_that_would_have_made_it() -> None:
    due, now = local("2026-12-02T20:00"), local("2026-12-04T12:00")
    table = around(site(), due)

    truck, later = table.last_useful(due), table.next_after(now, due)

    assert truck is not None
    assert later is not None
    assert (clock(truck.at), later.likely) == ("Wed 02 Dec 15:00", 0.0)


def test_each_step_is_counted_back_from_the_departure() -> None:
    minutes = {Step.RECEIVE: 0, Step.INSPECT: 30, Step.PACK: 20, Step.LABEL: 5, Step.LOAD: 15}

    found = acts_by(local("2026-12-04T15:00"), STEPS, minutes)

    assert [(each.step, clock(each.at)[-5:]) for each in found] == [
        ("inspect", "13:50"), ("pack", "14:20"), ("label", "14:40"), ("load", "14:45"),
    ]  # fmt: skip


@given(st.lists(st.integers(0, 600), min_size=5, max_size=5), st.sampled_from(range(5)))
def test_an_earlier_step_is_never_due_later_than_a_later_one(minutes: list[int], first: int) -> None:
    leaves = local("2026-12-04T15:00")

    found = acts_by(leaves, STEPS[first:], dict(zip(STEPS, minutes, strict=True)))

    moments = [each.at for each in found]
    assert moments == sorted(moments)
    assert all(each <= leaves for each in moments)


@st.composite
def houses(draw: Any) -> Site:
    hours = st.integers(0, 23).map(lambda hour: f"{hour:02}:30")
    groups = [
        windows(
            draw(st.sets(st.integers(1, 7), min_size=1)),
            draw(hours),
            first_id=10 * place,
            scans_after_hours=draw(st.sampled_from([0.5, 4.0, 11.0, 30.0])),
            scans_saturday=draw(st.booleans()),
            scans_sunday=draw(st.booleans()),
        )
        for place in range(1, draw(st.integers(2, 4)))
    ]
    return site(*groups, closed=draw(st.sampled_from([(), ("2026-12-04", "2026-12-07"), ("2026-11-30",)])))


def naive(house: Site, due: datetime) -> tuple[datetime, datetime] | None:
    """Every departure, one by one: the last that is scanned in time, of those that leave together the first scanned."""
    day, best = due.astimezone(house.zone).date(), None
    for window in house.windows:
        for at in departures(window, house, since=day - LOOK_BACK, until=day + LOOK_AHEAD):
            scale = scan_scale(window, house, day.year)
            scan_at = max(at, scale.moment(scale.hours(at) + window.scans_after_hours))
            if at <= due and scan_at <= due and (best is None or (at, -scan_at.timestamp()) > best):
                best = at, -scan_at.timestamp()
    return best if best is None else (best[0], datetime.fromtimestamp(-best[1], due.tzinfo))


FIRST = local("2026-11-20T00:00")
DUES = st.integers(0, 30 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))


@given(houses(), DUES)
def test_it_finds_what_trying_every_departure_finds(house: Site, due: datetime) -> None:
    truck, expected = around(house, due).last_useful(due), naive(house, due)

    assert (truck is None) == (expected is None)
    if truck is not None and expected is not None:
        assert truck.at == expected[0]
        assert abs(truck.scan_at - expected[1]) < timedelta(seconds=1)


@given(houses(), DUES, st.integers(0, 20), st.integers(0, 20))
def test_the_truck_does_not_depend_on_the_days_that_are_looked_at(
    house: Site, due: datetime, before: int, after: int
) -> None:
    """So it depends neither on now nor on the other orders that are planned together with it."""
    day = due.astimezone(house.zone).date()
    wider = Timetable(
        house,
        carrier="",
        since=day - LOOK_BACK - timedelta(days=before),
        until=day + LOOK_AHEAD + timedelta(days=after),
    )

    assert wider.last_useful(due) == around(house, due).last_useful(due)


@given(houses(), DUES, st.floats(0, 100))
def test_a_later_deadline_never_has_an_earlier_truck(house: Site, due: datetime, more: float) -> None:
    later = due + timedelta(hours=more)
    truck, of_later = around(house, due).last_useful(due), around(house, later).last_useful(later)

    if truck is not None:
        assert of_later is not None
        assert of_later.at >= truck.at
