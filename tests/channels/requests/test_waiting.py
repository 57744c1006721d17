"""Every request that waits, on one page: the least time first, only this team's, at a fixed cost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.orders import requests
from fulfillment.orders.models import Cancellation, Refund
from tests import factories
from tests.channels.requests.test_pages import HOUR, asked

pytestmark = pytest.mark.django_db
URL = "/requests/"


@pytest.fixture
def team():
    return factories.create_team()


@pytest.fixture
def order(team):
    return factories.create_order(shop=factories.create_shop(team=team))


@pytest.fixture(autouse=True)
def person(client, team):
    client.force_login(factories.create_member(team=team, role=Role.OPERATOR))


def page(client):
    return " ".join(client.get(URL).content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_least_time_stands_first_and_leads_to_its_answer(client, order):
    now = timezone.now()
    asked(order, external_id="401", answer_by_at=now + 9 * HOUR)
    asked(
        order,
        Refund,
        external_id="402",
        kind="return",
        answer_by_at=now + 2 * HOUR,
        reason_text="It is broken",
    )
    asked(order, external_id="403", answer_by_at=None)
    text = page(client)
    places = [text.index(f"?request={number}") for number in ("402", "401", "403")]
    assert places == sorted(places)
    assert f"{reverse('requests:answer', args=[order.pk])}?request=402" in text
    assert "1 h 59 m left" in text
    assert "“It is broken”" in text


def test_a_time_that_is_over_is_said(client, order):
    asked(order, answer_by_at=timezone.now() - HOUR)
    assert ">over</b>" in page(client)


def test_what_is_answered_elsewhere_says_so_and_an_order_that_is_not_here_yet_too(client, order):
    asked(order, Refund, kind="exchange")
    Cancellation.objects.create(
        team=order.team, shop=order.shop, order_external_id="5770", external_id="9", status="requested",
        initiator="buyer", remote_updated_at=timezone.now(),
    )  # fmt: skip
    text = page(client)
    assert text.count("Answered on TikTok Shop itself") == 2
    assert "the order itself is not here yet" in text


def test_nothing_of_others_and_nothing_that_is_settled(client, order):
    other = factories.create_order(shop=factories.create_shop(team=factories.create_team(slug="b"), slug="b"))
    asked(other, external_id="409")
    asked(order, external_id="408", status="completed", closed_at=timezone.now())
    assert "No request waits" in page(client)


def test_who_may_only_look_sees_the_clock_and_no_button(client, order):
    asked(order)
    client.force_login(factories.create_member(team=order.team, role=Role.INSPECTOR))
    assert "?request=" not in page(client)


def test_every_page_counts_them_beside_its_link(client, order):
    assert {each["key"]: each["count"] for each in client.get("/").context["nav"]}["requests"] == 0
    asked(order)
    asked(order, Refund, kind="return")
    [link] = [each for each in client.get("/orders/").context["nav"] if each["key"] == "requests"]
    assert (link["label"], link["url"], link["count"]) == ("Requests", URL, 2)


def test_the_page_costs_the_same_however_many_wait(client, order, django_assert_max_num_queries):
    for number in range(30):
        asked(order, external_id=f"43{number}")
        asked(order, Refund, external_id=f"44{number}", kind="refund")
    with django_assert_max_num_queries(12):
        page(client)


@pytest.mark.parametrize("model", [Cancellation, Refund])
@pytest.mark.parametrize("status", ["requested", "needs_attention", "accepted", "in_return", "completed"])
@pytest.mark.parametrize("initiator", ["buyer", "seller", "unknown", "system"])
@pytest.mark.parametrize("answer_by", [None, timedelta(hours=3)])
@pytest.mark.parametrize("is_closed", [True, False])
def test_the_rule_is_the_same_for_one_and_for_all(order, model, status, initiator, answer_by, is_closed):
    now = timezone.now()
    row = asked(
        order, model, status=status, initiator=initiator, answer_by_at=now + answer_by if answer_by else None,
        closed_at=now if is_closed else None,
    )  # fmt: skip
    assert (row in requests.waiting(model, order.team)) == requests.waits_for_us(row)


def test_what_buyers_cannot_ask_for_is_said_for_the_channels_of_the_team(client, team, order):
    assert "no requests of buyers" not in page(client)
    factories.create_shop(team=team, slug="w", channel="woocommerce", platform="own_store", external_id="w")
    factories.create_shop(team=team, slug="s", channel="shopify", platform="own_store", external_id="s")
    text = page(client)
    assert "WooCommerce has no requests of buyers" in text
    assert "Shopify lets buyers ask to return goods, not to cancel" in text
