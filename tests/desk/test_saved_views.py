"""Saved views: kept per member, shown to the team when shared, changed by their maker only."""

import pytest
from django.test import Client

from fulfillment.accounts.roles import Role
from fulfillment.orders.models import SavedView
from tests import factories
from tests.desk.seen import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return factories.create_team()


@pytest.fixture
def client(team):
    return signed_in(team)


def save(client, name="Mine", query="open=on&sort=due", **form):
    return client.post("/orders/views/save/", {"name": name, "query": query} | form, follow=True)


def test_a_view_is_saved_shown_and_replaced_under_its_name(client):
    page = save(client).content.decode()
    assert 'href="/orders/?open=on&amp;sort=due" aria-current="true">Mine</a>' in page

    save(client, query="level=at_risk")
    assert SavedView.objects.get().query == "level=at_risk"


def test_only_filters_are_kept_not_the_place_in_the_list(client):
    save(client, query="open=on&after=1-2&next=//evil.example&q=maria")

    assert SavedView.objects.get().query == "open=on&q=maria"


def test_a_view_without_a_name_is_refused(client):
    assert "needs a name" in save(client, name=" ").content.decode()
    assert not SavedView.objects.exists()


def test_colleagues_see_a_view_once_it_is_shared(team, client):
    colleague = signed_in(team)
    save(client, name="Late lamps")
    view = SavedView.objects.get()
    assert "Late lamps" not in colleague.get("/orders/").content.decode()

    client.post(f"/orders/views/{view.pk}/share/")
    assert "Late lamps" in colleague.get("/orders/").content.decode()
    assert "Late lamps" not in signed_in(factories.create_team()).get("/orders/").content.decode()

    client.post(f"/orders/views/{view.pk}/share/")
    assert "Late lamps" not in colleague.get("/orders/").content.decode()


@pytest.mark.parametrize("what", ["share", "delete"])
def test_only_its_maker_changes_a_view(team, client, what):
    save(client, is_shared="on")
    url = f"/orders/views/{SavedView.objects.get().pk}/{what}/"

    assert signed_in(team, Role.OWNER).post(url).status_code == 404
    assert SavedView.objects.get().is_shared


def test_delete(client):
    save(client)
    client.post(f"/orders/views/{SavedView.objects.get().pk}/delete/")

    assert not SavedView.objects.exists()


def test_inspectors_and_strangers_save_nothing(team):
    assert signed_in(team, Role.INSPECTOR).post("/orders/views/save/", {"name": "x"}).status_code == 403
    assert "/accounts/login/" in Client().post("/orders/views/save/", {"name": "x"})["Location"]
