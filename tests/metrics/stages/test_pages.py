"""The pages of stages over real rows: the figures, what stands behind them, and what they cost."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from fulfillment.accounts.roles import Role
from fulfillment.orders.watch import wake
from metrics import facts
from metrics.clock import utc_now
from metrics.stages import asked
from tests.factories import create_member, create_order, create_shop, create_team

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PAGES = ("/metrics/stages/", "/metrics/stages/first_scan/", "/metrics/stages/awaiting_shipment/")


@pytest.fixture
def shop():
    return create_shop(team=create_team(slug="glow"), slug="glow-us")


@pytest.fixture
def client(shop):
    client = Client()
    client.force_login(create_member(team=shop.team, role=Role.MANAGER))
    return client


def dispatch(shop, count, *, hours=10, is_late=False):
    """Orders placed at noon of a Wednesday, labelled after 4 hours, scanned after `hours` more."""
    today = utc_now()
    noon = today.replace(hour=18, minute=0) - timedelta(days=(today.weekday() - 2) % 7 + 7)
    for _ in range(count):
        scanned_at = noon + (4 + hours) * HOUR
        order = create_order(
            shop=shop, status="in_transit", placed_at=noon, ready_at=noon + 4 * HOUR, scanned_at=scanned_at,
            dispatched_at=scanned_at, dispatch_due_at=scanned_at - HOUR if is_late else scanned_at + HOUR,
        )  # fmt: skip
        wake([order.pk], now=utc_now())
    while facts.judge_changed():
        pass
    return order


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_stage_shows_how_its_hours_spread_and_who_waited_longest(client, shop):
    dispatch(shop, 8, hours=5)
    longest = dispatch(shop, 2, hours=20, is_late=True)

    shown = client.get("/metrics/stages/first_scan/?shop=glow-us")

    taken = shown.context["taken"]
    assert (taken.orders, taken.shares[0]) == (10, 5)
    assert {bar.label: (bar.in_time, bar.late) for bar in taken.bars if bar.orders} == {
        "4 to 8 h": (8, 0),
        "12 to 24 h": (0, 2),
    }
    first = shown.context["slowest"][1]
    assert (first["order"], first["hours"], first["way"].is_late) == (longest, 20, True)
    assert "by the days of Los Angeles" in text_of(shown)
    assert "All 10 that were in time or late were looked at" in text_of(shown)
    assert "As of" in text_of(shown)


def test_awaiting_shipment_ends_with_the_label(client, shop):
    dispatch(shop, 5, hours=30)

    shown = client.get("/metrics/stages/awaiting_shipment/?shop=glow-us")

    assert shown.context["taken"].shares == (3, 3, 3)  # placed, an hour of remorse, labelled after four
    assert "no source tells how it is counted" in text_of(shown)
    assert next(row["taken"].step for row in client.get("/metrics/stages/?shop=glow-us").context["rows"]) == (
        "awaiting_shipment"
    )


def test_a_share_that_was_looked_at_stands_for_all(client, shop, monkeypatch):
    monkeypatch.setattr(asked, "SAMPLE", 10)
    dispatch(shop, 40)

    summary = client.get("/metrics/stages/?shop=glow-us").context["summary"]

    assert summary.looked_at < 20
    assert summary.orders == 4 * summary.looked_at
    assert summary.is_sampled


@pytest.mark.parametrize("page", PAGES)
def test_a_page_costs_the_same_however_many_orders_there_are(
    client, shop, page, django_assert_max_num_queries
):
    dispatch(shop, 30)
    client.get("/metrics/")

    with django_assert_max_num_queries(12):
        assert client.get(f"{page}?shop=glow-us").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_without_orders_and_with_one_there_is_a_sentence(client, shop, page):
    nothing = text_of(client.get(page))
    assert "No order" in nothing
    dispatch(shop, 1)
    assert re.search("too few", text_of(client.get(page)))


def test_what_matches_nothing_and_what_does_not_exist(client, shop):
    dispatch(shop, 6)

    narrowed = client.get("/metrics/stages/first_scan/?shop=glow-us&dimension=supplier&value=NOBODY")
    assert "No order of these weeks shows this stage" in text_of(narrowed)
    assert client.get("/metrics/stages/never/").status_code == 404
    assert client.get("/metrics/stages/label/?shop=nope").status_code == 404


def test_every_link_of_a_stage_opens(client, shop):
    dispatch(shop, 6)
    page = client.get("/metrics/stages/label/?shop=glow-us").content.decode()
    links = {each.replace("&amp;", "&") for each in re.findall(r'href="(/(?:metrics|orders)/[^"]*)"', page)}

    assert {client.get(link).status_code for link in links} == {200}
    assert any("/orders/" in link for link in links)


def test_every_bar_opens_its_orders_and_they_are_those_that_it_counts(client, shop):
    dispatch(shop, 8, hours=5)
    dispatch(shop, 2, hours=20, is_late=True)
    dispatch(shop, 3, hours=20)
    page = client.get("/metrics/stages/first_scan/?shop=glow-us")
    in_time, late = page.context["chart"]["data"]

    for kind, is_late in ((in_time, False), (late, True)):
        for count, url in zip(kind["y"], kind["customdata"], strict=True):
            assert url.endswith("#orders")
            opened = client.get(url).context
            assert opened["stand_for"] == count
            assert len(opened["slowest"]) == count
            assert {each["way"].is_late for each in opened["slowest"]} <= {is_late}
    both = next(each["url"] for each in page.context["bars"] if each["bar"].label == "12 to 24 h")
    assert client.get(both).context["stand_for"] == 5
    assert "12 to 24 h 5 orders" in text_of(client.get(both))


@pytest.mark.parametrize("bar", ["99", "-1", "x", "1.5", "٣٣", "", "000"])
def test_a_bar_that_does_not_exist_shows_the_longest(client, shop, bar):
    dispatch(shop, 6)

    page = client.get("/metrics/stages/first_scan/", {"shop": "glow-us", "bar": bar, "fate": "lost"})

    assert page.status_code == 200
    assert len(page.context["slowest"]) == 6


def test_the_late_orders_of_a_stage_open_and_are_as_many_as_it_says(client, shop):
    dispatch(shop, 8, hours=5)
    late = dispatch(shop, 3, hours=30, is_late=True)

    page = client.get("/metrics/stages/?shop=glow-us")
    (row,) = page.context["blamed"]

    assert (row["taken"].step, row["taken"].blamed) == ("first_scan", 3)
    assert row["url"].replace("&", "&amp;") in page.content.decode()
    opened = client.get(row["url"])
    assert opened.context["stand_for"] == 3
    assert late in [each["order"] for each in opened.context["slowest"]]
    assert "Late for this stage 3 orders" in text_of(opened)
    assert client.get(row["url"].replace("first_scan", "label")).context["slowest"] == []
