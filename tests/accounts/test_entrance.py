"""The pages in front of the door: those offered wear our look and words, allauth's others are not there."""

import re

import pytest
from allauth.account.urls import urlpatterns as brought
from django.test import Client
from django.urls import reverse

from fulfillment.accounts.entrance import OFFERED
from fulfillment.accounts.roles import Role
from tests.factories import create_member, create_team

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey_url")]

ARGUMENTS = {"account_reset_password_from_key": ["1", "set-password"], "account_confirm_email": ["key"]}
FOR_MEMBERS = {"account_change_password", "account_logout"}
FOR_STRANGERS = OFFERED - FOR_MEMBERS


def address(name: str) -> str:
    return reverse(name, args=ARGUMENTS.get(name, []))


@pytest.fixture
def inside() -> Client:
    client = Client()
    client.force_login(create_member(team=create_team(), role=Role.OWNER))
    return client


def test_every_page_that_allauth_brings_is_decided_on():
    assert {each.name for each in brought} > OFFERED


@pytest.mark.parametrize("name", sorted({each.name for each in brought} - OFFERED))
def test_what_the_product_does_not_offer_is_not_there(name, client, inside):
    for asking in (client, inside):
        assert asking.get(address(name)).status_code == 404
        assert asking.post(address(name), {}).status_code == 404


@pytest.mark.parametrize("name", sorted(FOR_STRANGERS))
def test_a_page_for_strangers_wears_our_look(name, client):
    page = client.get(address(name)).content.decode()

    assert 'class="entrance"' in page
    assert "css/tokens.css" in page


@pytest.mark.parametrize("name", sorted(FOR_MEMBERS))
def test_a_page_for_members_wears_our_look(name, inside):
    page = inside.get(address(name)).content.decode()

    assert 'class="entrance"' in page
    assert "css/tokens.css" in page


def test_there_is_one_way_to_a_new_password(client):
    page = client.get(reverse("account_login")).content.decode()

    assert page.count(reverse("account_reset_password")) == 1
    assert "Stay logged in on this device" in page


def test_the_log_out_page_promises_nothing_that_is_not_there(inside):
    assert "alert" not in inside.get(reverse("account_logout")).content.decode().lower()


def test_a_closed_account_is_told_whom_to_ask_and_not_that_an_owner_could_open_it(client):
    page = client.get(reverse("account_inactive")).content.decode()

    assert "whoever runs Firstscan for you" in page
    assert not re.search(r"owner[^.]*open it again", page)
