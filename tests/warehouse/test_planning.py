"""Open orders get their truck: by which warehouse, again when what decides it changes, in constant statements."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from fulfillment.orders.models import Order
from fulfillment.warehouse import learning, planning
from fulfillment.warehouse.models import PickupWindow, ScanLatency, Warehouse, WarehouseAlias
from fulfillment.warehouse.sites import default_of
from tests import factories
from tests.warehouse.making import create_warehouse, create_windows, order_due, planned

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOW = datetime(2026, 12, 4, 20, 0, tzinfo=UTC)  # Friday noon in Los Angeles
MONDAY_NIGHT = datetime(2026, 12, 8, 7, 59, tzinfo=UTC)
FRIDAY_NIGHT = datetime(2026, 12, 5, 7, 59, tzinfo=UTC)


@pytest.fixture
def house() -> Warehouse:
    warehouse = create_warehouse(team=factories.create_team())
    create_windows(warehouse, carrier="ups")
    return warehouse


@pytest.fixture
def shop(house: Warehouse) -> Any:
    return factories.create_shop(team=house.team)


def codes(order: Order) -> list[str]:
    return [each["code"] for each in order.reasons]


def test_an_order_knows_its_truck_and_until_when_to_pack_for_it(shop: Any) -> None:
    order = order_due(MONDAY_NIGHT, shop=shop, placed_at=NOW - HOUR)

    planned(order, now=NOW)

    assert order.truck_at == datetime(2026, 12, 7, 23, 0, tzinfo=UTC)  # Monday 15:00
    assert order.act_by_at == order.truck_at - timedelta(minutes=40)
    assert (order.truck.name, order.truck.told["step"], order.truck.zone) == (
        "UPS pick-up",
        "pack",
        "America/Los_Angeles",
    )
    assert order.truck.told["words"]["steps"] == "pack by 14:20, label by 14:40, load by 14:45"


def test_near_its_truck_an_order_is_due_soon_and_after_it_at_risk(shop: Any) -> None:
    order = order_due(MONDAY_NIGHT, shop=shop, placed_at=NOW - HOUR)
    planned(order, now=NOW)
    seen = []
    for hours in (-5, -3.5, -0.1, 0.1):
        planned(order, now=order.truck_at + hours * HOUR)
        seen.append((order.level, codes(order)[0], order.next_action))

    assert seen == [
        ("due_soon", "no_number", "upload_number"),
        ("due_soon", "truck_soon", "upload_number"),
        ("at_risk", "truck_soon", "upload_number"),
        ("at_risk", "truck_missed", "upload_number"),
    ]


def test_friday_after_the_pick_up_the_reason_says_monday(house: Warehouse, shop: Any) -> None:
    order = order_due(FRIDAY_NIGHT, shop=shop, placed_at=NOW - HOUR)

    planned(order, now=NOW + 3 * HOUR + timedelta(minutes=5))

    missed = next(each for each in order.reasons if each["code"] == "truck_missed")
    assert missed["values"]["truck"] == "UPS pick-up Fri 4 Dec 15:00 PST"
    assert missed["values"]["next_truck"] == "UPS pick-up Mon 7 Dec 15:00 PST"
    assert missed["values"]["next_scan"] == "Mon 7 Dec 19:00 PST"
    assert missed["values"]["next_likely"] == "hardly ever"


def test_a_parcel_labelled_before_its_truck_may_be_on_it(shop: Any) -> None:
    soon, late = NOW + 2 * HOUR, NOW + 4 * HOUR
    order = order_due(
        FRIDAY_NIGHT, shop=shop, placed_at=NOW - HOUR, status="ready", ready_at=NOW, carrier="ups"
    )
    too_late = order_due(
        FRIDAY_NIGHT, shop=shop, placed_at=NOW - HOUR, status="ready", ready_at=late, carrier="ups"
    )

    planned(order, too_late, now=soon)
    before = (codes(order)[0], order.next_action, order.truck.told["step"])
    planned(order, too_late, now=late)

    assert before == ("truck_soon", "see_truck", "load")
    assert (codes(order)[0], codes(too_late)[0]) == ("truck_left", "truck_missed")


def test_where_a_label_stops_the_clock_no_truck_is_needed(house: Warehouse) -> None:
    shop = factories.create_shop(team=house.team, market="GB", time_zone="Europe/London")
    order = order_due(MONDAY_NIGHT, shop=shop, placed_at=NOW - HOUR)

    planned(order, now=NOW)

    assert (order.truck_at, order.act_by_at, order.truck) == (None, MONDAY_NIGHT, None)


def test_without_windows_nothing_is_known_and_nothing_is_said() -> None:
    order = order_due(MONDAY_NIGHT, placed_at=NOW - HOUR)

    planned(order, now=NOW)

    assert (order.truck_at, order.act_by_at) == (None, None)
    assert not any(code.startswith("truck") for code in codes(order))


def test_what_the_channel_names_decides_the_warehouse(house: Warehouse, shop: Any) -> None:
    other = create_warehouse(team=house.team, code="east", time_zone="America/New_York")
    create_windows(other, at="17:00")
    WarehouseAlias.objects.create(team=house.team, shop=shop, external_id="73001", warehouse=other)
    here = order_due(MONDAY_NIGHT, shop=shop, placed_at=NOW - HOUR, warehouse_external_id="99")
    there = order_due(MONDAY_NIGHT, shop=shop, placed_at=NOW - HOUR, warehouse_external_id="73001")

    planned(here, there, now=NOW)

    assert (here.truck.told["warehouse"], there.truck.told["warehouse"]) == (house.pk, other.pk)
    assert there.truck_at == datetime(2026, 12, 7, 22, 0, tzinfo=UTC)


def test_a_team_gets_one_default_warehouse_when_it_first_needs_one() -> None:
    team = factories.create_team(time_zone="Europe/London")
    factories.create_shop(team=team, market="GB")

    first, again = default_of(team), default_of(team)

    assert first == again
    assert (first.country, first.time_zone) == ("GB", "Europe/London")


def test_orders_that_did_not_change_are_planned_again_only_after_their_windows_did(
    house: Warehouse, shop: Any
) -> None:
    order = order_due(MONDAY_NIGHT, shop=shop, placed_at=NOW - HOUR)
    planned(order, now=NOW)
    planning.plan_changed(house.team, now=NOW + HOUR)  # once more: a change may be committed a little late
    PickupWindow.objects.filter(warehouse=house, weekday=1).update(active=False)

    unasked = planning.plan_changed(house.team, now=NOW + HOUR)
    planning.plan_anew(house.team)
    asked = planning.plan_changed(house.team, now=NOW + HOUR)

    order.refresh_from_db()
    assert (unasked, asked) == (0, 1)
    assert order.truck_at == datetime(2026, 12, 4, 23, 0, tzinfo=UTC)  # Friday's
    assert planning.plan_changed(house.team, now=NOW + 2 * HOUR) == 0


def test_a_change_while_orders_are_planned_is_not_lost(house: Warehouse, shop: Any, monkeypatch: Any) -> None:
    order = order_due(MONDAY_NIGHT, shop=shop, placed_at=NOW - HOUR)
    planned(order, now=NOW)
    real = planning._write

    def edited_meanwhile(*args: Any) -> int:
        PickupWindow.objects.filter(warehouse=house, weekday=1).update(active=False)
        planning.plan_anew(house.team)
        return real(*args)

    planning.plan_anew(house.team)
    with monkeypatch.context() as patched:
        patched.setattr(planning, "_write", edited_meanwhile)
        planning.plan_changed(house.team, now=NOW)

    assert planning.plan_changed(house.team, now=NOW) == 1


def test_statements_do_not_grow_with_the_orders(house: Warehouse, shop: Any) -> None:
    from django.db import connection

    counts = []
    for _ in range(2):
        for _ in range(5):
            order_due(MONDAY_NIGHT, shop=shop, placed_at=NOW, dispatch_due_at=MONDAY_NIGHT)
        planning.plan_anew(house.team)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert planning.plan_changed(house.team, now=NOW) == 5
        counts.append(len(seen))

    assert counts[0] == counts[1] <= 16


def test_a_preview_counts_what_a_change_would_do_and_writes_nothing(house: Warehouse, shop: Any) -> None:
    monday = order_due(MONDAY_NIGHT, shop=shop, placed_at=NOW - HOUR)
    friday = order_due(FRIDAY_NIGHT, shop=shop, placed_at=NOW - HOUR)
    planned(monday, friday, now=NOW)
    PickupWindow.objects.filter(warehouse=house, weekday=5).update(active=False)

    found = planning.differences(house.team, now=NOW)

    assert (found.orders, found.changed, found.earlier, found.newly_missed) == (2, 1, 1, 1)
    friday.refresh_from_db()
    assert friday.truck_at == datetime(2026, 12, 4, 23, 0, tzinfo=UTC)


def test_scans_are_learned_from_the_first_truck_after_the_label(house: Warehouse, shop: Any) -> None:
    monday = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)  # 15:00: the truck
    for minutes in range(20):
        factories.create_order(
            shop=shop, carrier="ups", status="in_transit", is_open=False, placed_at=monday - 20 * HOUR,
            ready_at=monday - 3 * HOUR, scanned_at=monday + HOUR + timedelta(minutes=6 * minutes),
        )  # fmt: skip
    factories.create_order(
        shop=shop, carrier="ups", status="in_transit", is_open=False, placed_at=monday - 20 * HOUR,
        ready_at=monday - 3 * HOUR, scanned_at=monday - HOUR,
    )  # fmt: skip

    learning.learn(house.team, now=NOW)

    found = {row.carrier: row for row in ScanLatency.objects.filter(warehouse=house)}
    assert set(found) == {"", "ups"}
    assert (
        found["ups"].observations == 20
    )  # what was scanned before its truck came was brought by somebody else
    assert found["ups"].quantiles[9] == pytest.approx(1.95, abs=0.05)


def test_what_was_learned_moves_the_last_useful_truck(house: Warehouse, shop: Any) -> None:
    order = order_due(MONDAY_NIGHT, shop=shop, placed_at=NOW - HOUR, carrier="ups")
    planned(order, now=NOW)
    before = order.truck_at
    ScanLatency.objects.create(
        team=house.team,
        warehouse=house,
        carrier="ups",
        observations=40,
        quantiles=[12.0] * 19,
        learned_at=NOW,
    )

    planning.plan_anew(house.team)
    planned(order, now=NOW)

    assert (before.day, order.truck_at.day) == (7, 4)
    assert not order.truck.told["assumed"]


def test_time_alone_changes_no_plan(shop: Any) -> None:
    order = order_due(MONDAY_NIGHT, shop=shop, placed_at=NOW - HOUR)
    planned(order, now=NOW)
    before = (order.act_by_at, order.truck_at, order.truck)

    planning.plan_anew(order.team)
    planned(order, now=NOW + 200 * HOUR)

    assert (order.act_by_at, order.truck_at, order.truck) == before
