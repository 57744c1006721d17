"""Acts on many orders: one change, one message that counts, one undo."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fulfillment.accounts.roles import Role
from fulfillment.orders.models import Hold, Order, OrderEvent
from tests import factories
from tests.desk.seen import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return factories.create_shop(team=factories.create_team())


@pytest.fixture
def client(shop):
    return signed_in(shop.team)


def create_orders(shop, number):
    return [factories.create_order(shop=shop).pk for _ in range(number)]


def press(client, act, ids, **form):
    return client.post(f"/orders/bulk/{act}/", {"order": ids} | form, follow=True).content.decode()


def undo(client, page):
    (url,) = re.findall(r'action="(/orders/acts/\d+/undo/)"', page)
    return client.post(url, follow=True).content.decode()


def test_hold_says_how_many_were_held_and_which_were_not(shop, client):
    ids = create_orders(shop, 8)
    press(client, "hold", ids[:1])

    page = press(client, "hold", ids)

    label = Order.objects.get(pk=ids[0]).external_id
    assert f"7 on hold; 1 was on hold already or no longer open: {label}." in page
    assert Hold.objects.open().count() == 8

    assert "Undone for 7 orders." in undo(client, page)
    assert Hold.objects.open().get().order_id == ids[0]
    assert OrderEvent.objects.filter(kind="hold.placed").count() == 8


def test_release_and_undo(shop, client):
    ids = create_orders(shop, 3)
    press(client, "hold", ids)

    page = press(client, "release", ids)
    assert not Hold.objects.open().exists()

    undo(client, page)
    assert Hold.objects.open().count() == 3


def test_snooze_leaves_finished_orders_and_undo_restores_each(shop, client):
    ids = create_orders(shop, 3)
    Order.objects.filter(pk=ids[0]).update(is_open=False)

    page = press(client, "snooze", ids, hours="2")

    assert "2 snoozed for 2 h; 1 was no longer open" in page
    assert Order.objects.filter(snoozed_until_at__isnull=False).count() == 2
    undo(client, page)
    assert not Order.objects.filter(snoozed_until_at__isnull=False).exists()


def test_assign_to_me_to_a_colleague_and_undo(shop, client):
    ids = create_orders(shop, 3)
    colleague = factories.create_member(team=shop.team)

    assert "3 assigned to you." in press(client, "assign-to-me", ids)
    page = press(client, "assign", ids, user=str(colleague.pk))
    assert set(Order.objects.values_list("assignee", flat=True)) == {colleague.pk}

    undo(client, page)
    assert set(Order.objects.values_list("assignee", flat=True)) == {client.user.pk}


def test_another_teams_orders_stay_untouched(shop, client):
    mine, theirs = create_orders(shop, 1), create_orders(factories.create_shop(), 1)

    page = press(client, "hold", mine + theirs)

    assert "1 on hold; 1 is not among this team" in page
    assert Hold.objects.get().order_id == mine[0]


@pytest.mark.parametrize("ids", [[], ["x"], list(range(1, 502))])
def test_nothing_or_too_much_changes_nothing(shop, client, ids):
    assert "Select 1 to 500 orders" in press(client, "hold", ids)


@pytest.mark.parametrize("act", ["hold", "snooze", "assign-to-me"])
def test_many_take_as_many_queries_as_few(shop, client, act):
    counts = []
    for number in (2, 40):
        ids = create_orders(shop, number)
        with CaptureQueriesContext(connection) as queries:
            client.post(f"/orders/bulk/{act}/", {"order": ids})
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_an_unknown_act_is_not_found(shop, client):
    assert client.post("/orders/bulk/burn/").status_code == 404


@pytest.mark.parametrize(("role", "status"), [(Role.OPERATOR, 302), (Role.INSPECTOR, 403)])
def test_who_may_act_on_many(shop, role, status):
    assert signed_in(shop.team, role).post("/orders/bulk/hold/", {"order": "1"}).status_code == status


def test_nobody_acts_without_signing_in():
    assert "/accounts/login/" in Client().post("/orders/bulk/hold/")["Location"]
