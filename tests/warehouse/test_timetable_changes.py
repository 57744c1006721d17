"""Who changed when trucks come is told later, in the words of the page."""

import pytest
from django.test import Client
from django.urls import reverse

from fulfillment.accounts.roles import Role
from fulfillment.warehouse import changing
from fulfillment.warehouse.models import TimetableChange
from tests import factories
from tests.factories import NOW
from tests.warehouse.making import create_warehouse, create_windows


@pytest.fixture
def house(db):
    return create_warehouse(team=factories.create_team())


def told(house, change, **more):
    inverse = changing.save(house.team, change, now=NOW, **more)
    row = TimetableChange.objects.order_by("pk").last()
    return (row.words if row else []), inverse


def test_windows_that_come_and_go_are_told_with_their_days(house):
    rows = [
        {"warehouse_id": house.pk, "weekday": day, "local_time": "16:00", "carrier": "ups"} for day in (1, 5)
    ]

    added, inverse = told(house, {"new_windows": rows})
    removed, _ = told(house, inverse)

    assert added == ["UPS pick-up 16:00 at Ontario on Mon, Fri added"]
    assert removed == ["UPS pick-up 16:00 at Ontario on Mon, Fri removed"]


def test_closed_days_names_and_steps_are_told(house):
    shop = factories.create_shop(team=house.team)

    words, _ = told(
        house,
        {
            "closures": [[house.pk, "2026-12-24", "stocktaking"]],
            "aliases": [[shop.pk, "73001", house.pk]],
            "warehouses": {str(house.pk): {"pack_minutes": 45, "load_minutes": house.load_minutes}},
        },
    )

    assert words == [
        "Ontario: pack minutes was 20, is 45",
        f"73001 of {shop} is Ontario",
        "Ontario is closed on 2026-12-24 (stocktaking)",
    ]


def test_a_warehouse_that_came_and_was_undone_is_told_by_its_name(house):
    added, inverse = told(house, {"new_warehouse": {"name": "East", "code": "east", "time_zone": "UTC"}})
    removed, _ = told(house, inverse, is_undo=True)

    assert (added, removed) == (["Warehouse East added"], ["Warehouse East removed"])


def test_what_changes_nothing_leaves_no_entry(house):
    told(house, {"warehouses": {str(house.pk): {"pack_minutes": house.pack_minutes}}, "windows_off": []})

    assert not TimetableChange.objects.exists()


def test_the_page_says_who_removed_a_pick_up_and_that_it_was_undone(house):
    window = create_windows(house, weekdays=[1], at="15:00", carrier="ups")[0]
    client = Client()
    client.force_login(factories.create_member(team=house.team, role=Role.MANAGER, email="kim@example.com"))

    client.post(reverse("truck:remove-window", args=[window.pk]), {"confirmed": "1"})
    key = client.session["truck-undo"]["key"]
    page = client.post(reverse("truck:undo"), {"key": key}, follow=True).content.decode()

    assert "UPS pick-up 15:00 at Ontario on Mon removed" in page
    assert "<b>Undone:</b> UPS pick-up 15:00 at Ontario on Mon added" in page
    assert page.count("by kim@example.com") == 2
