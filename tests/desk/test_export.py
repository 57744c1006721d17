"""The export: the rows of the screen, in its order, safe for sheet programs, streamed."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.sheets import safe
from tests import factories
from tests.desk.seen import listed, signed_in
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return factories.create_shop(team=factories.create_team(), slug="us")


@pytest.fixture
def client(shop):
    return signed_in(shop.team)


def exported(client, query=""):
    response = client.get(f"/orders/export/?{query}")
    assert response.status_code == 200
    assert response.streaming
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    "query", ["", "sort=placed", "open=on", "sort=due", "level=at_risk", "sku=LAMP", "q=LAMP"]
)
def test_the_export_has_the_rows_of_the_screen_in_its_order(shop, client, query, monkeypatch):
    monkeypatch.setattr("fulfillment.desk.export.FIRST_SLICE", 3)
    monkeypatch.setattr("fulfillment.desk.export.SLICE", 4)
    sku = factories.create_sku(team=shop.team, code="LAMP")
    for number in range(20):
        level = {"level": "at_risk", "severity": 3} if number % 2 else {}
        due_at = NOW if number % 3 else None
        order = factories.create_order(shop=shop, is_open=number % 5 > 0, dispatch_due_at=due_at, **level)
        factories.create_line(order=order, sku=sku)

    rows = exported(client, query)

    assert [int(row["row id"]) for row in rows] == listed(client, query)
    assert rows


def test_the_board_exports_its_own_orders_worst_first(shop, client):
    factories.create_order(shop=shop)
    risky = factories.create_order(shop=shop, level="at_risk", severity=3, owner="us")
    worse = factories.create_order(shop=shop, level="will_count_late", severity=4, owner="us")

    rows = exported(client, "board=1&owner=us")

    assert [int(row["row id"]) for row in rows] == [worse.pk, risky.pk]
    assert rows[0]["state"] == "Past the deadline"


def test_a_cell_says_what_the_screen_says_with_ids_and_utc_beside_it(shop, client):
    now = timezone.now()
    order = factories.create_order(
        shop=shop, number="#7", placed_at=NOW, total="38.90", assignee=client.user, cancels_at=NOW + timedelta(days=7),
        reasons=[{"code": "no_number", "action": "", "values": {"due_at": (now + timedelta(hours=9.01)).isoformat()}}],
    )  # fmt: skip

    (row,) = exported(client)

    assert (row["order"], row["order id"]) == ("#7", order.external_id)
    year = "" if now.year == NOW.year else " 2026"  # said of days of other years
    assert (row["placed"], row["placed at UTC"]) == (f"Tue 24 Nov{year} 12:00 PST", "2026-11-24T20:00:00Z")
    assert (row["why"], row["cancels at UTC"]) == (
        "No tracking number yet, 9 h 00 m left",
        "2026-12-01T20:00:00Z",
    )
    assert (row["value"], row["currency"], row["assigned to"]) == ("38.90", "USD", client.user.email)


def test_a_row_has_its_numbers_their_first_scan_and_the_verdict_that_decides(shop, client):
    split, bare = factories.create_order(shop=shop), factories.create_order(shop=shop)
    numbers = [("9400A", NOW + timedelta(hours=2), "valid"), ("9400B", NOW, "invalid"), ("", None, "")]
    for number, scan_at, verdict in numbers:
        factories.create_package(
            orders=[split], tracking_number=number, first_scan_at=scan_at, verdict=verdict
        )
    factories.create_package(orders=[split], tracking_number="9400C", status="cancelled")

    rows = {int(row["row id"]): row for row in exported(client)}

    told = [rows[split.pk][name] for name in ("tracking number", "first scan at UTC", "verdict")]
    assert told == ["9400A 9400B", "2026-11-24T20:00:00Z", "invalid"]
    assert [rows[bare.pk][name] for name in ("tracking number", "first scan at UTC", "verdict")] == [
        "",
        "",
        "",
    ]


def test_an_export_asks_as_often_for_many_orders_as_for_one(shop, client, django_assert_max_num_queries):
    for _ in range(12):
        factories.create_package(orders=[factories.create_order(shop=shop)], tracking_number="9400")

    with django_assert_max_num_queries(7):
        assert len(exported(client)) == 12


@pytest.mark.parametrize("sign", [*"=+-@", "\t", "\r", "\n"])
def test_no_cell_begins_a_formula(shop, client, sign):
    factories.create_order(shop=shop, number=f"{sign}cmd|' /C calc'!A0")

    (row,) = exported(client)

    assert row["order"].startswith("'")
    assert safe("12") == "12"


def test_another_teams_orders_are_never_exported(client):
    factories.create_order(shop=factories.create_shop())

    assert exported(client) == []


@pytest.mark.parametrize(("role", "status"), [(Role.MANAGER, 200), (Role.INSPECTOR, 403)])
def test_who_may_export(shop, role, status):
    assert signed_in(shop.team, role).get("/orders/export/").status_code == status


def test_nobody_exports_without_signing_in():
    assert "/accounts/login/" in Client().get("/orders/export/")["Location"]
