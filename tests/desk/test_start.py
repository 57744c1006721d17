"""The first page: Today, or what somebody's role is for; a page that is not theirs says which ones are."""

import pytest

from fulfillment.accounts.roles import Role
from tests import factories
from tests.desk.seen import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return factories.create_team()


@pytest.mark.parametrize("role", [Role.OWNER, Role.MANAGER, Role.OPERATOR])
def test_who_sees_orders_begins_with_today(team, role):
    assert "Today" in signed_in(team, role=role).get("/").content.decode()


def test_an_inspector_begins_with_the_first_page_that_is_theirs(team):
    client = signed_in(team, role=Role.INSPECTOR)
    answer = client.get("/")

    assert (answer.status_code, answer["Location"]) == (302, "/truck/")
    assert 'role="search"' not in client.get("/truck/").content.decode()  # it would lead to orders


def test_a_page_of_another_role_leads_to_ones_own(team):
    answer = signed_in(team, role=Role.INSPECTOR).get("/orders/")
    text = answer.content.decode()

    assert answer.status_code == 403
    for url in ("/truck/", "/pack/", "/receive/", "/stock/"):
        assert f'href="{url}"' in text
