"""Today: dials, tiles and board of this team only, filters, first import, empty states, fixed cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.channels.models import Connection
from fulfillment.orders.states import SEVERITY
from tests import factories
from tests.desk.seen import rows_on, signed_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def shop():
    return factories.create_shop(team=factories.create_team(), slug="us", name="Glow US")


@pytest.fixture
def client(shop):
    return signed_in(shop.team)


def at_level(shop, level, *, due_in=5, reasons=(), **fields):
    now = timezone.now()
    defaults = {
        "is_open": True, "stage": "to_ship", "level": level, "severity": SEVERITY[level], "owner": "us",
        "dispatch_due_at": now + due_in * HOUR, "placed_at": now - 30 * HOUR, "reasons": list(reasons),
    }  # fmt: skip
    return factories.create_order(shop=shop, **defaults | fields)


def reason(code, **values):
    return {"code": code, "owner": "us", "action": "", "level": "at_risk", "values": values}


def test_the_worst_stands_first_and_what_is_on_track_or_snoozed_not_at_all(client, shop):
    soon = at_level(shop, "due_soon")
    risk = at_level(shop, "at_risk")
    late = at_level(shop, "will_count_late", due_in=-3)
    at_level(shop, "on_track")
    at_level(shop, "at_risk", snoozed_until_at=timezone.now() + HOUR)
    assert rows_on(client.get("/")) == [late.pk, risk.pk, soon.pk]


def test_a_row_says_one_reason_and_at_most_one_further(client, shop):
    at_level(
        shop, "at_risk",
        reasons=[reason("past_deadline_uncounted"), reason("address_missing"), reason("no_deadline")],
    )  # fmt: skip
    text = client.get("/").content.decode()
    assert "There is no address to ship to" in text
    assert "No deadline is known" not in text


@pytest.mark.parametrize("query", ["owner=carrier", "shop=us&owner=carrier", "stage=awaiting_scan", "mine=1"])
def test_chips_narrow_the_board(client, shop, query):
    wanted = at_level(shop, "at_risk", owner="carrier", stage="awaiting_scan", assignee=client.user)
    at_level(shop, "at_risk")
    assert rows_on(client.get(f"/?{query}")) == [wanted.pk]


def test_nothing_that_matches_is_said_apart_from_nothing_at_all(client, shop):
    assert "No order needs you now" in client.get("/").content.decode()
    at_level(shop, "at_risk")
    assert "No order on the board matches these filters" in client.get("/?mine=1").content.decode()


def test_without_a_shop_it_says_what_to_do_first():
    client = signed_in(factories.create_team())
    assert "No shop is connected yet" in client.get("/").content.decode()


def test_the_first_import_shows_its_progress_until_it_is_over(client, shop):
    line = Connection.objects.create(team=shop.team, shop=shop, first_sync_total=9000, first_sync_done=4100)
    text = client.get("/").content.decode()
    assert "4,100 of about 9,000 orders" in text
    assert '<progress max="9000" value="4100"' in text
    Connection.objects.filter(pk=line.pk).update(first_sync_finished_at=timezone.now())
    assert "<progress" not in client.get("/").content.decode()


def test_a_live_refresh_brings_the_freshness_along(client, shop):
    Connection.objects.create(team=shop.team, shop=shop, last_success_at=timezone.now())
    text = client.get("/", headers={"HX-Request": "true"}).content.decode()
    assert 'id="live"' in text
    assert "<html" not in text
    assert 'id="freshness"' in text
    assert 'hx-swap-oob="true"' in text
    assert "As of" in text
    assert 'hx-swap-oob="true"' not in client.get("/").content.decode()


def test_another_teams_orders_and_shops_are_not_seen(client):
    other = factories.create_shop(team=factories.create_team(), slug="other", name="Pets")
    at_level(other, "at_risk")
    response = client.get("/")
    assert rows_on(response) == []
    assert "Pets" not in response.content.decode()


def test_tiles_count_open_orders_and_those_at_risk(client, shop):
    at_level(shop, "at_risk")
    at_level(shop, "on_track")
    at_level(shop, "on_track", stage="remorse")
    tiles = {tile["label"]: tile for tile in client.get("/").context["tiles"]}
    assert (tiles["To ship"]["count"], tiles["To ship"]["note"]) == (2, "1 at risk")
    assert (tiles["Buyer's hour"]["count"], tiles["Buyer's hour"]["note"]) == (1, "")
    assert tiles["All open"]["count"] == 3


def test_an_inspector_is_told_which_pages_the_role_is_for(shop):
    response = signed_in(shop.team, Role.INSPECTOR).get("/")
    assert response.status_code == 403
    assert "inspector" in response.content.decode()


def test_fifteen_queries_however_many_orders_stand_on_the_board(client, shop):
    for _ in range(3):
        at_level(shop, "at_risk")
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    for _ in range(20):
        at_level(shop, "will_count_late", assignee=client.user)
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(few) == len(many)
    assert len(many) <= 15
