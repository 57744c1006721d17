"""Suppliers of the demonstration answer what is sought over their own pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.desk.demo import seeking
from sourcing.models import Quote, SourcingRequest
from tests import factories


@pytest.mark.django_db(transaction=True)
def test_requests_stand_in_every_step_and_suppliers_move_them_on_by_their_pages(live_server, settings):
    settings.PUBLIC_URL = live_server.url
    team = factories.create_team()
    factories.create_member(team=team, role=Role.MANAGER)
    for place in range(4):
        factories.create_supplier(team=team, name=f"Supplier {place}", code=f"S{place}")
    now = timezone.now()

    seeking.turn(team, now=now)

    stages = set(SourcingRequest.objects.values_list("stage", flat=True))
    assert stages >= {"wanted", "quoted", "sample", "decide", "closed"}
    answered = Quote.objects.filter(told_by__endswith="by their page").count()
    assert Quote.objects.filter(sample_sent_at__isnull=False).count() == 1
    seeking.turn(team, now=now + timedelta(minutes=1))
    assert SourcingRequest.objects.count() == len(seeking.SOUGHT)
    assert Quote.objects.filter(told_by__endswith="by their page").count() == answered + 1


def test_nothing_is_sought_before_there_is_a_supplier_to_ask(db):
    team = factories.create_team()
    factories.create_member(team=team, role=Role.MANAGER)

    seeking.turn(team, now=timezone.now())

    assert not SourcingRequest.objects.exists()


def test_nothing_is_sought_before_there_is_a_manager_to_want_it(db):
    team = factories.create_team()
    factories.create_supplier(team=team, name="Somebody", code="S1")

    seeking.turn(team, now=timezone.now())

    assert not SourcingRequest.objects.exists()
