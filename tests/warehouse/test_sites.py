"""Which warehouse a team has before it said anything."""

import pytest

from fulfillment.warehouse.models import Warehouse
from fulfillment.warehouse.sites import default_of
from tests import factories
from tests.warehouse.making import create_warehouse

pytestmark = pytest.mark.django_db


def test_a_team_without_a_default_gets_one_once():
    team = factories.create_team()

    assert default_of(team) == default_of(team)
    assert Warehouse.objects.get().code == "main"


def test_another_warehouse_that_took_the_code_leaves_the_default_one_of_its_own():
    team = factories.create_team()
    create_warehouse(team=team, code="main", is_default=False)
    create_warehouse(team=team, code="main-2", is_default=False)

    found = default_of(team)

    assert (found.code, found.is_default) == ("main-3", True)
