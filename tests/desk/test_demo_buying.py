"""The demonstration's purchases: bought once an hour, answered after a while, by most."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.desk.demo import buying
from sourcing.models import Purchase
from tests import factories
from tests.sourcing.making import offered, said, to_ship

pytestmark = pytest.mark.django_db


def test_some_orders_are_bought_once_an_hour_and_answered_unless_the_supplier_forgets():
    team = factories.create_team(slug="demo")
    factories.create_member(team=team, role=Role.OPERATOR)
    for _ in range(2):  # of two suppliers that follow each other at most one forgets
        offer = offered(team=team)
        said(offer)
        to_ship(offer.sku)
    now = timezone.now()

    for _ in range(2):
        buying.turn(team, now=now)
    bought = list(Purchase.objects.of(team))
    buying.turn(team, now=now + buying.THINKS + timedelta(seconds=1))

    assert len(bought) == 2
    forgot = sum(row.supplier_id % buying.FORGETS == 0 for row in bought)
    answered = Purchase.objects.of(team).exclude(answered_at=None)
    assert answered.filter(pk__in=[row.pk for row in bought]).count() == 2 - forgot
