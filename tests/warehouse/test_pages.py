"""The truck page and the pick-up times: what is shown, seen before it is saved, saved, undone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from fulfillment.accounts.roles import Role
from fulfillment.desk.act_by import is_key
from fulfillment.orders.models import Order
from fulfillment.warehouse import board as trucks
from fulfillment.warehouse import changing
from fulfillment.warehouse.departing import from_key, key_of
from fulfillment.warehouse.models import PickupWindow, Warehouse, WarehouseAlias, WarehouseClosure
from tests import factories
from tests.warehouse.making import create_warehouse, create_windows, order_due, planned

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOW = datetime(2026, 12, 4, 20, 0, tzinfo=UTC)  # Friday noon in Los Angeles
FRIDAY_NIGHT = datetime(2026, 12, 5, 7, 59, tzinfo=UTC)
MONDAY_NIGHT = datetime(2026, 12, 8, 7, 59, tzinfo=UTC)
LEAVES = datetime(2026, 12, 4, 23, 0, tzinfo=UTC)
FORM = {
    "carrier": "usps", "kind": "dropoff", "weekdays": ["1", "5"], "local_time": "18:00", "scans_after_hours": "2",
}  # fmt: skip


@pytest.fixture
def house() -> Warehouse:
    return create_warehouse(team=factories.create_team())


@pytest.fixture
def shop(house: Warehouse) -> Any:
    return factories.create_shop(team=house.team)


def signed_in(house: Warehouse, role: Role = Role.MANAGER) -> Client:
    client = Client()
    client.force_login(factories.create_member(team=house.team, role=role))
    return client


def test_a_truck_says_what_must_be_on_it_and_how_far_it_is(house: Warehouse, shop: Any) -> None:
    create_windows(house, carrier="ups")
    orders = [order_due(FRIDAY_NIGHT, shop=shop, placed_at=NOW - HOUR) for _ in range(3)]
    orders.append(
        order_due(
            FRIDAY_NIGHT,
            shop=shop,
            placed_at=NOW - 2 * HOUR,
            status="ready",
            ready_at=NOW - HOUR,
            carrier="ups",
        )
    )
    planned(*orders, now=NOW)

    gone, days = trucks.of_team(house.team, now=NOW)
    left, _ = trucks.of_team(house.team, now=LEAVES)

    [stop] = days[0].stops
    assert (days[0].label, gone) == ("Today", [])
    assert (stop.at, stop.total, stop.labelled, stop.short) == (LEAVES, 4, 1, 3)
    assert [(each.to_label, each.labelled) for each in left] == [(3, 1)]


def test_a_day_that_two_houses_call_differently_stands_once_by_its_date(house: Warehouse) -> None:
    """On Friday evening in Los Angeles it is Saturday in London."""
    there = create_warehouse(team=house.team, code="uk", name="Daventry", time_zone="Europe/London")
    for each in (house, there):
        create_windows(each, weekdays=[1, 6])

    _, days = trucks.of_team(house.team, now=datetime(2026, 12, 5, 4, 0, tzinfo=UTC))
    _, here = trucks.of_team(house.team, now=datetime(2026, 12, 5, 18, 0, tzinfo=UTC))

    assert [(day.label, len(day.idle), day.has_today) for day in days] == [
        ("Saturday 5 December", 2, True),
        ("Monday 7 December", 2, False),
    ]
    assert [(day.label, len(day.idle), day.has_today) for day in here] == [
        ("Today", 1, True),
        ("Monday 7 December", 2, False),
    ]


def test_the_links_of_a_truck_lead_to_exactly_its_orders(house: Warehouse, shop: Any) -> None:
    create_windows(house, carrier="ups")
    on_it = order_due(FRIDAY_NIGHT, shop=shop, placed_at=NOW - HOUR)
    later = order_due(MONDAY_NIGHT, shop=shop, placed_at=NOW - HOUR)
    planned(on_it, later, now=NOW)
    client = signed_in(house, Role.OPERATOR)
    key = key_of(on_it.truck.window, on_it.truck_at)

    page = client.get(reverse("orders:list"), {"open": "on", "truck": key}).content.decode()
    wrong = client.get(reverse("orders:list"), {"truck": "soon"}).content.decode()

    assert f'data-row="{on_it.pk}"' in page
    assert f'data-row="{later.pk}"' not in page
    assert "Truck: UPS pick-up" in page
    assert "soon" in wrong


def test_orders_whose_carrier_comes_nowhere_are_said(house: Warehouse, shop: Any) -> None:
    create_windows(house, carrier="ups")
    lost = order_due(FRIDAY_NIGHT, shop=shop, placed_at=NOW - HOUR, carrier="ontrac")
    planned(lost, now=NOW)
    client = signed_in(house)

    [found] = trucks.untaken(house.team)
    listed = client.get(reverse("orders:list"), {"open": "on", "truck": "none", "carrier": "ontrac"})

    assert (found.name, found.count) == ("OnTrac", 1)
    assert f'data-row="{lost.pk}"' in listed.content.decode()


def test_a_departure_survives_its_word_in_a_url() -> None:
    assert from_key(key_of(12, LEAVES)) == (12, LEAVES)


@pytest.mark.parametrize(
    "word", ["", "12", "12-", "x-20261204T2300Z", "²-20261204T2300Z", "9" * 30 + "-20261204T2300Z"]
)
def test_what_is_no_departure_is_refused(word: str) -> None:
    with pytest.raises(ValidationError, match="names no truck"):
        is_key(word)


def test_the_first_pick_up_begins_with_what_is_typical_and_says_so(house: Warehouse) -> None:
    client = signed_in(house)

    empty = client.get(reverse("truck:windows")).content.decode()
    form = client.get(reverse("truck:add-window", args=[house.pk]), {"carrier": "ups"}).content.decode()

    assert "suggestions, not your carriers’ word" in empty or "suggestions, not your carriers' word" in empty
    assert "A typical time, not your carrier's word" in form
    assert 'value="17:00"' in form


def test_what_a_change_does_is_seen_before_it_is_saved(house: Warehouse, shop: Any) -> None:
    order = order_due(FRIDAY_NIGHT, shop=shop, placed_at=NOW - HOUR)
    planned(order, now=NOW)
    client, url = signed_in(house), reverse("truck:add-window", args=[house.pk])

    preview = client.post(url, FORM).content.decode()
    before = PickupWindow.objects.count()
    client.post(url, FORM | {"confirmed": "1"})

    assert "1 of 1 open orders" in preview
    assert before == 0
    assert sorted(PickupWindow.objects.values_list("weekday", flat=True)) == [1, 5]
    order.refresh_from_db()
    assert order.truck.name == "USPS drop-off"


def test_a_saved_change_is_undone_once_by_whoever_made_it(house: Warehouse, shop: Any) -> None:
    order = order_due(FRIDAY_NIGHT, shop=shop, placed_at=NOW - HOUR)
    planned(order, now=NOW)
    client, url = signed_in(house), reverse("truck:add-window", args=[house.pk])
    client.post(url, FORM | {"confirmed": "1"})
    key = client.session["truck-undo"]["key"]

    client.post(reverse("truck:undo"), {"key": "of another change"})
    still = PickupWindow.objects.filter(active=True).count()
    client.post(reverse("truck:undo"), {"key": key})

    order.refresh_from_db()
    assert (still, PickupWindow.objects.filter(active=True).count()) == (2, 0)
    assert order.truck_at is None


def test_changing_a_pick_up_replaces_all_its_weekdays(house: Warehouse) -> None:
    rows = create_windows(house, carrier="ups")
    other = create_windows(house, carrier="ups", at="18:00")
    url = reverse("truck:change-window", args=[rows[0].pk])

    signed_in(house).post(url, FORM | {"carrier": "ups", "kind": "pickup", "confirmed": "1"})

    on = PickupWindow.objects.filter(active=True)
    assert not on.filter(pk__in=[row.pk for row in rows]).exists()
    assert on.count() == len(other)  # the new times on Monday and Friday were there already


@pytest.mark.parametrize(
    "change",
    [
        lambda house, shop: {"closures": [[house.pk, "2026-12-24", "stocktaking"]]},
        lambda house, shop: {"aliases": [[shop.pk, "73001", house.pk]]},
        lambda house, shop: {"warehouses": {str(house.pk): {"pack_minutes": 90, "name": "Elsewhere"}}},
        lambda house, shop: {
            "new_warehouse": {"name": "East", "code": "east", "time_zone": "America/New_York"}
        },
        lambda house, shop: {"windows_off": list(house.windows.values_list("pk", flat=True))},
    ],
)
def test_every_change_can_be_taken_back(house: Warehouse, shop: Any, change: Any) -> None:
    create_windows(house)

    def all_rows() -> list[Any]:
        tables = (Warehouse, PickupWindow, WarehouseAlias, WarehouseClosure)
        return [list(table.objects.order_by("pk").values()) for table in tables]

    before = all_rows()
    inverse = changing.save(house.team, change(house, shop), now=NOW)
    changed = all_rows()
    changing.save(house.team, inverse, now=NOW)

    assert changed != before
    assert all_rows() == before


def test_another_warehouse_becomes_the_default_and_back(house: Warehouse) -> None:
    east = create_warehouse(team=house.team, code="east")

    inverse = changing.save(house.team, {"warehouses": {str(east.pk): {"is_default": True}}}, now=NOW)
    after = set(Warehouse.objects.filter(is_default=True))
    changing.save(house.team, inverse, now=NOW)

    assert after == {east}
    assert set(Warehouse.objects.filter(is_default=True)) == {house}


def test_a_change_reaches_no_other_teams_rows(house: Warehouse, shop: Any) -> None:
    create_windows(house)
    stranger = factories.create_team()
    ids = list(PickupWindow.objects.values_list("pk", flat=True))

    changing.save(
        stranger,
        {
            "windows_off": ids,
            "closures": [[house.pk, "2026-12-24", "x"]],
            "aliases": [[shop.pk, "1", house.pk]],
            "warehouses": {str(house.pk): {"name": "Taken"}},
            "drop_warehouse": house.pk,
            "new_windows": [{"warehouse_id": house.pk, "weekday": 7, "local_time": "10:00"}],
        },
        now=NOW,
    )

    assert PickupWindow.objects.filter(active=True).count() == len(ids)
    assert (WarehouseClosure.objects.count(), WarehouseAlias.objects.count()) == (0, 0)
    assert Warehouse.objects.get(pk=house.pk).name == "Ontario"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("time_zone", "Los Angeles", "There is no such time zone"),
        ("country", "QQ", "No public holidays are known of it"),
        ("subdivision", "Q", "No such part of that country is known"),
    ],
)
def test_what_a_warehouse_cannot_be_is_said_with_a_fix(
    house: Warehouse, field: str, value: str, sentence: str
) -> None:
    form = {
        "name": "Ontario", "code": "main", "time_zone": "America/Los_Angeles", "country": "US",
        "receive_minutes": 0, "inspect_minutes": 0, "pack_minutes": 20, "label_minutes": 5, "load_minutes": 15,
    }  # fmt: skip

    answer = signed_in(house).post(reverse("truck:change-warehouse", args=[house.pk]), form | {field: value})

    assert sentence in answer.content.decode()


def test_the_page_costs_the_same_however_many_orders_and_windows(
    house: Warehouse, shop: Any, django_assert_max_num_queries: Any
) -> None:
    for hour in range(10, 18):
        create_windows(house, carrier="ups", at=f"{hour}:00")
    Order.objects.bulk_create(
        Order(
            team=house.team, shop=shop, external_id=str(number), status="to_ship", placed_at=NOW,
            remote_updated_at=NOW, dispatch_due_at=FRIDAY_NIGHT, changed_at=NOW,
        )
        for number in range(30)
    )  # fmt: skip

    with django_assert_max_num_queries(7):
        trucks.of_team(house.team, now=NOW)


def test_an_inspector_sees_trucks_and_no_links_to_orders(house: Warehouse, shop: Any) -> None:
    create_windows(house, weekdays=range(1, 8), at="23:59")
    client = signed_in(house, Role.INSPECTOR)

    page = client.get(reverse("truck:board")).content.decode()

    assert "Pick-up" in page
    assert "/orders/?" not in page
