"""Today: dials, tiles and board of this team only, filters, first import, empty states, fixed cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

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


@pytest.mark.parametrize(
    "query",
    ["owner=carrier", "shop=us&owner=carrier", "stage=awaiting_scan", "mine=1", "level=late_or_at_risk"],
)
def test_chips_narrow_the_board(client, shop, query):
    wanted = at_level(shop, "at_risk", owner="carrier", stage="awaiting_scan", assignee=client.user)
    at_level(shop, "due_soon")
    response = client.get(f"/?{query}")
    assert rows_on(response) == [wanted.pk]
    assert response.context["count"] == 1


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
    assert '<progress max="1" value="0.46"' in text
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


def test_what_is_lost_hides_nothing_that_can_be_saved(client, shop):
    for number in range(25):
        at_level(shop, "will_count_late", due_in=-100 - number)
    stopped = at_level(shop, "at_risk", due_in=1, dispatched_at=timezone.now() - HOUR)
    later, sooner = at_level(shop, "at_risk", due_in=5), at_level(shop, "at_risk", due_in=3)

    lost, savable = client.get("/").context["sections"]

    assert (lost["count"], lost["more"], len(lost["rows"])) == (25, 19, 6)
    assert [row["id"] for row in savable["rows"]] == [sooner.pk, later.pk, stopped.pk]


def test_own_stores_and_what_is_lost_stand_behind_what_a_platform_judges_and_can_still_be_saved(client, shop):
    own = factories.create_shop(
        team=shop.team, slug="own", name="Paws", channel="woocommerce", platform="own_store"
    )
    forgotten = [at_level(own, "at_risk", due_in=-1300 - each) for each in range(9)]
    promised = [at_level(own, "at_risk", due_in=1 + each) for each in range(25)]
    judged = [at_level(shop, "at_risk", due_in=30 + each) for each in range(21)]

    [section] = client.get("/").context["sections"]

    ids = [row["id"] for row in section["rows"]]
    assert ids[:20] == [order.pk for order in judged[:20]]
    assert ids[20:26] == [order.pk for order in promised[:6]]
    assert set(ids[26:]) <= {order.pk for order in forgotten}
    assert (section["count"], section["more"], len(ids)) == (55, 23, 32)


def test_late_orders_of_own_stores_stand_behind_those_that_a_platform_counts(client, shop):
    own = factories.create_shop(
        team=shop.team, slug="own", name="Paws", channel="woocommerce", platform="own_store"
    )
    forgotten = [at_level(own, "will_count_late", due_in=-1300 - each) for each in range(9)]
    counted = [at_level(shop, "will_count_late", due_in=-1 - each) for each in range(3)]

    [section] = client.get("/").context["sections"]

    ids = [row["id"] for row in section["rows"]]
    assert ids[:3] == [order.pk for order in reversed(counted)]
    assert ids[3:] == [order.pk for order in reversed(forgotten)][:6]
    assert (section["count"], section["more"]) == (12, 3)


def test_a_rate_has_one_dial_with_the_other_shops_beside_it(client, shop):
    for number in range(6):
        factories.create_shop(team=shop.team, slug=f"shop-{number}", name=f"Shop {number}")

    dials = client.get("/").context["dials"]

    titles = ["Late dispatch", "Valid tracking", "Seller-fault cancellation", "On-time delivery"]
    assert [dial["title"] for dial in dials] == titles
    for dial in dials:
        assert all(each["rate"] is not None for each in dial["others"])
        assert len(dial["others"]) + dial["more"] == 6


def test_another_teams_orders_and_shops_are_not_seen(client):
    other = factories.create_shop(team=factories.create_team(), slug="other", name="Pets")
    at_level(other, "at_risk")
    response = client.get("/")
    assert rows_on(response) == []
    assert "Pets" not in response.content.decode()


def some_of_each(shop):
    """Of every level and stage, several; one of each pair is snoozed, and other shops and teams have some too."""
    later = timezone.now() + HOUR
    other = factories.create_shop(team=shop.team, slug="uk", name="Glow UK", market="GB")
    for level in SEVERITY:
        for stage in ("remorse", "to_ship", "awaiting_scan"):
            at_level(shop, level, stage=stage, owner="carrier" if stage == "awaiting_scan" else "us")
            at_level(other, level, stage=stage, owner="channel" if stage == "remorse" else "us")
            at_level(shop, level, stage=stage, snoozed_until_at=later)
    at_level(factories.create_shop(), "at_risk")
    factories.create_order(shop=shop, is_open=False, stage="to_ship", severity=3, level="at_risk")


def test_tiles_count_open_orders_and_those_late_or_at_risk(client, shop):
    at_level(shop, "at_risk")
    at_level(shop, "will_count_late")
    at_level(shop, "on_track")
    at_level(shop, "on_track", stage="remorse")
    tiles = {tile["label"]: tile for tile in client.get("/").context["tiles"]}
    assert (tiles["To ship"]["count"], tiles["To ship"]["note"]) == (3, "2 late or at risk")
    assert (tiles["Not released yet"]["count"], tiles["Not released yet"]["note"]) == (1, "")
    assert (tiles["All open"]["count"], tiles["All open"]["note"]) == (4, "2 late or at risk")


def test_every_number_of_a_tile_leads_to_exactly_that_many_rows(client, shop):
    some_of_each(shop)
    for tile in client.get("/").context["tiles"]:
        assert len(rows_on(client.get(tile["url"]))) == min(tile["count"], 50)
        assert client.get(tile["url"]).context["pager"]["total"] == tile["count"]
        page = client.get(tile["note_url"])
        assert tile["note"] == f"{len(rows_on(page))} late or at risk"
        assert page.context["count"] == len(rows_on(page))
        (again,) = (each for each in page.context["tiles"] if each["label"] == tile["label"])
        assert (again["active"], again["note_url"]) == (True, "/")


@pytest.mark.parametrize(
    "query", ["", "shop=uk", "owner=us&stage=to_ship", "level=late_or_at_risk", "mine=1"]
)
def test_every_chip_says_how_many_rows_it_leads_to(client, shop, query):
    some_of_each(shop)
    response = client.get(f"/?{query}")
    chips = response.context["chips"]
    assert {chip["label"] for chip in chips} >= {"Mine", "Glow US", "Glow UK", "Our turn", "Carrier's turn"}
    assert response.context["count"] == len(rows_on(response))
    for chip in chips:
        page = response if chip["active"] else client.get(chip["url"])
        assert chip["count"] == len(rows_on(page)), chip["label"]


def test_what_a_tile_narrowed_can_be_taken_off_by_a_chip(client, shop):
    at_level(shop, "at_risk")
    chips = client.get("/?stage=to_ship&level=late_or_at_risk").context["chips"]
    on = {chip["label"]: chip["url"] for chip in chips if chip["active"]}
    assert on == {"To ship": "/?level=late_or_at_risk", "Late or at risk": "/?stage=to_ship"}


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


def test_the_import_of_numbers_is_offered_where_numbers_are_missing(client, shop):
    at_level(shop, "at_risk", next_action="ask_carrier")
    assert "/tracking/import/" not in client.get("/").content.decode()
    at_level(shop, "at_risk", next_action="upload_number")
    assert "/tracking/import/" in client.get("/").content.decode()


@pytest.mark.parametrize("query", ["shop=nope", "stage=nowhere", "owner=nobody", "level=awful"])
def test_a_filter_that_nobody_knows_is_said_and_left_out(query):
    shop = factories.create_shop(team=factories.create_team())
    response = signed_in(shop.team).get(f"/?{query}")

    assert response.status_code == 200
    assert response.context["asked"] == {}
    assert (
        f"No such {query.split('=')[0].replace('owner', 'turn').replace('level', 'risk')}: "
        in response.content.decode()
    )
    assert '<a href="/">Show without it</a>' in response.content.decode()
