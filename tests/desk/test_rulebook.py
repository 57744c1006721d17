"""The rulebook page: own markets first, topics in order, sources in words, the 90-day reminder."""

import re
from datetime import date, timedelta

import pytest

from fulfillment.accounts.roles import Role
from fulfillment.desk import rulebook as page
from fulfillment.policies import rulebook
from tests import factories
from tests.desk.seen import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return factories.create_team()


@pytest.fixture
def client(team):
    return signed_in(team)


def titles(response):
    return [topic["title"] for topic in response.context["topics"]]


def test_it_opens_at_the_market_of_the_teams_own_shop(client, team):
    factories.create_shop(team=team, market="GB", name="Glow UK")
    response = client.get("/rulebook/", follow=True)
    assert response.status_code == 200
    assert response.context["rules"].title == "TikTok Shop, United Kingdom"
    assert [shop.name for shop in response.context["shops"]] == ["Glow UK"]


def test_a_market_is_also_found_by_the_name_that_its_versions_carry(client):
    assert client.get("/rulebook/tiktok-uk/").url == "/rulebook/tiktok-gb/"
    assert client.get("/rulebook/tiktok-xx/").status_code == 404


def test_without_a_shop_it_opens_some_market(client):
    assert client.get("/rulebook/", follow=True).status_code == 200


def test_own_markets_stand_first_and_are_marked(client, team):
    factories.create_shop(team=team, market="US")
    markets = client.get("/rulebook/", follow=True).context["markets"]
    assert [each["title"] for each in markets if each["is_own"]] == ["TikTok Shop, United States"]
    assert markets[0]["is_own"]
    assert len(markets) == len(rulebook.load().markets())


@pytest.mark.parametrize("market", rulebook.load().markets(), ids=lambda market: market.title)
def test_every_market_has_a_page_whose_topics_stand_in_their_order(client, market):
    response = client.get(f"/rulebook/{page._key(market.platform, market.market)}/")
    assert response.status_code == 200
    found = titles(response)
    assert found[:2] == ["What counts as dispatched", "Dispatch"]
    assert len(found) == len(set(found))
    assert found.index("Tracking") < found.index("Late dispatch rate") < found.index("Valid tracking rate")
    shown = sum(len(topic["rows"]) for topic in response.context["topics"])
    assert shown == len(response.context["rules"].values())


def test_sources_are_named_in_words(client):
    text = client.get("/rulebook/tiktok-us/").content.decode()
    assert not re.search(r"third_party|thirdparty|real_traffic|realtraffic", text)
    assert "(official" in text


def test_unconfirmed_values_are_counted_and_marked(client):
    response = client.get("/rulebook/tiktok-us/")
    count = len(response.context["unconfirmed"])
    assert count
    assert response.content.decode().count("Not confirmed") == count


def test_a_source_not_read_for_90_days_is_a_reminder(client):
    values = client.get("/rulebook/tiktok-us/").context["rules"].values()
    read_on = min(value.verified_on for value in values)
    response = client.get("/rulebook/tiktok-us/")
    assert response.context["read_again_on"] == read_on + timedelta(days=90)
    is_over = date.today() >= response.context["read_again_on"]  # noqa: DTZ011
    assert bool(response.context["stale"]) == is_over
    assert ("to verify." if is_over else "the next reading is due on") in response.content.decode()


def test_an_older_version_can_be_read(client):
    versions = client.get("/rulebook/tiktok-us/").context["versions"]
    response = client.get("/rulebook/tiktok-us/", {"version": versions[0].version})
    assert response.context["rules"].version == versions[0].version != versions[-1].version


def test_a_shops_own_value_says_what_it_replaces(client, team):
    shop = factories.create_shop(
        team=team, market="US", rule_overrides={"metric.late-dispatch-rate.target": 0.02}
    )
    text = client.get(f"/rulebook/tiktok-us/?shop={shop.slug}").content.decode()
    assert "this shop's own; the rulebook says 4 %" in " ".join(text.split())


def test_a_market_that_nobody_wrote_down_is_not_found(client):
    assert client.get("/rulebook/tiktok-atlantis/").status_code == 404


def test_another_teams_shops_are_not_named(client):
    factories.create_shop(team=factories.create_team(), market="US", name="Pets Only")
    assert "Pets Only" not in client.get("/rulebook/tiktok-us/").content.decode()


def test_an_inspector_has_no_rulebook(team):
    assert signed_in(team, Role.INSPECTOR).get("/rulebook/", follow=True).status_code == 403


def test_values_read_as_people_write_them(client):
    texts = {
        key: " ".join(client.get(f"/rulebook/{key}/").content.decode().split())
        for key in ("tiktok-us", "tiktok-gb", "tiktok-vn")
    }
    everything = " ".join(texts.values())

    assert not re.search(r"\b1 (hours|days)\b", everything)
    assert not re.search(r"[Pp]re order|Seller fault|royal_mail|uk_mail|Mon, Tue, Wed", everything)
    assert "Mon to Fri" in everything
    assert "Royal Mail" in texts["tiktok-gb"]


def test_an_inference_is_not_said_to_have_been_read_anywhere(client):
    text = " ".join(client.get("/rulebook/tiktok-us/").content.decode().split())

    assert re.search(r"Our inference: no source states it, considered \d+ \w+ \d{4}", text)
    assert "no source states it (" not in text


def test_a_version_says_until_when_it_judges(client):
    versions = client.get("/rulebook/tiktok-us/").context["versions"]
    old = client.get("/rulebook/tiktok-us/", {"version": versions[0].version})
    last = versions[1].effective_from - timedelta(days=1)

    assert f"until {last.day} {last:%B %Y}" in " ".join(old.content.decode().split())
    assert "placed since" in " ".join(client.get("/rulebook/tiktok-us/").content.decode().split())
