"""The alerts page: what is wrong, who deals with it, what is gone."""

import pytest
from django.test import Client
from django.urls import reverse

from fulfillment.accounts.roles import Role
from fulfillment.alerts import raising
from fulfillment.alerts.models import Alert, Muted, QuietHours
from fulfillment.alerts.raising import Wrong
from tests.factories import NOW, create_member, create_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return create_shop()


@pytest.fixture
def client(shop):
    browser = Client()
    browser.force_login(create_member(team=shop.team, role=Role.OPERATOR, email="mia@glow.example"))
    return browser


def page(client):
    return client.get(reverse("alerts")).content.decode()


def test_nothing_wrong_says_so(client):
    assert "Nothing is wrong" in page(client)


def test_an_open_alert_says_what_where_and_how_to_mend_it_and_later_that_it_is_gone(client, shop):
    wrong = Wrong(shop.team_id, "channel:1", "channel_stopped", "the token was revoked",
                  "Connect it again", "/channels/", shop.pk)  # fmt: skip
    raising.settle(["channel:1"], [wrong], now=NOW)
    text = page(client)
    assert "The token was revoked" in text
    assert "A shop is no longer read" in text
    assert "Connect it again" in text
    assert shop.name in text

    raising.settle(["channel:1"], [], now=NOW)
    assert "Gone lately" in page(client)


def test_who_deals_with_it_is_named_and_it_no_longer_counts_beside_the_navigation(client, shop):
    raising.settle(["s"], [Wrong(shop.team_id, "s", "quarantine", "1 payload waits")], now=NOW)
    alert = Alert.objects.get()

    client.post(reverse("alert-seen", args=[alert.pk]))
    assert "mia@glow.example deals with it" in page(client)
    assert not Alert.objects.unseen().exists()

    client.post(reverse("alert-unseen", args=[alert.pk]))
    assert Alert.objects.unseen().exists()


def test_mail_can_be_refused_and_asked_for_again(client):
    client.post(reverse("alerts-mail"))
    assert Muted.objects.count() == 1
    client.post(reverse("alerts-mail"))
    assert Muted.objects.count() == 1

    client.post(reverse("alerts-mail"), {"wanted": "yes"})
    assert not Muted.objects.exists()


def test_the_page_costs_the_same_with_many_alerts(client, shop, django_assert_num_queries):
    def raise_many(count):
        wrong = [
            Wrong(shop.team_id, f"s{n}", "quarantine", "1 payload waits", shop_id=shop.pk)
            for n in range(count)
        ]
        raising.settle([each.source for each in wrong], wrong, now=NOW)

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    raise_many(1)
    page(client)
    with CaptureQueriesContext(connection) as few:
        page(client)
    raise_many(40)
    with django_assert_num_queries(len(few)):
        page(client)


@pytest.fixture
def manager(shop):
    client = Client()
    client.force_login(create_member(team=shop.team, role=Role.MANAGER))
    return client


@pytest.mark.parametrize(
    ("begins", "ends"), [("", "07:00"), ("25:00", "07:00"), ("evening", "morning"), ("20:00", "")]
)
def test_times_that_are_none_are_refused_with_what_to_enter(manager, begins, ends):
    answer = manager.post(reverse("alerts-quiet"), {"begins": begins, "ends": ends}, follow=True)

    assert "20:00 and 07:00" in answer.content.decode()
    assert not QuietHours.objects.exists()


def test_a_manager_sets_the_quiet_hours_and_the_page_says_them(manager, client):
    assert "between 20:00 and 07:00" in page(manager)

    manager.post(reverse("alerts-quiet"), {"begins": "22:30", "ends": "06:00"})
    assert "between 22:30 and 06:00" in page(manager)

    manager.post(reverse("alerts-quiet"), {"begins": "00:00", "ends": "00:00"})
    assert "told at any hour" in page(manager)
    assert QuietHours.objects.count() == 1
    assert "<h2>Quiet hours</h2>" not in client.get(reverse("alerts")).content.decode()  # an operator's page
