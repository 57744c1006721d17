"""What the health bar says in red or amber is an alert until it is over."""

from datetime import timedelta

import pytest
from django.db import connection as db
from django.test.utils import CaptureQueriesContext

from fulfillment.alerts.catalogue import KINDS
from fulfillment.alerts.models import Alert
from fulfillment.channels import alarming, health, lines
from fulfillment.channels.health import State
from fulfillment.channels.models import Connection, Discrepancy, QuarantinedItem
from tests.factories import NOW, create_shop

pytestmark = pytest.mark.django_db


def line(**fields):
    shop = create_shop()
    defaults = {"state": "ok", "last_success_at": NOW, "first_sync_finished_at": NOW}
    connection = Connection.objects.create(team=shop.team, shop=shop, **defaults | fields)
    Connection.objects.filter(pk=connection.pk).update(created_at=NOW - timedelta(days=9))
    return connection


def codes():
    return set(Alert.objects.open().values_list("kind_code", flat=True))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, set()),
        ({"state": State.NEEDS_ATTENTION, "problem": "The token was revoked."}, {"channel_stopped"}),
        ({"failures": 2, "problem": "It answers 500."}, {"channel_slow"}),
        ({"failures": 9, "last_success_at": NOW - timedelta(hours=2)}, {"channel_failing"}),
        ({"last_success_at": NOW - timedelta(minutes=20)}, {"channel_failing"}),
        ({"is_active": False, "state": State.NEEDS_ATTENTION}, set()),
        ({"state": State.DISCONNECTED, "failures": 3}, set()),
    ],
)
def test_each_trouble_has_its_alert(fields, expected):
    line(**fields)

    alarming.raise_alerts(now=NOW)

    assert codes() == expected


def test_differences_and_quarantine_have_alerts_of_their_own_and_end_by_themselves():
    connection = line(state=State.NEEDS_ATTENTION, problem="The token was revoked.")
    of_shop = {"team": connection.team, "shop": connection.shop, "external_id": "1"}
    Discrepancy.objects.create(
        **of_shop, placed_on=NOW.date(), kind="missing_here", cause="never_told", found_at=NOW
    )
    QuarantinedItem.objects.create(
        **of_shop, kind="order", sentence="No lines.", payload=b"{}", first_seen_at=NOW, last_seen_at=NOW
    )
    alarming.raise_alerts(now=NOW)
    assert codes() == {"channel_stopped", "sides_differ", "quarantine"}

    Discrepancy.objects.update(accepted_at=NOW)
    QuarantinedItem.objects.update(resolved_at=NOW)
    Connection.objects.update(state="ok", problem="")
    assert alarming.raise_alerts(now=NOW) == (0, 3)


def test_looking_at_all_lines_costs_the_same_whatever_their_number():
    def cost():
        with CaptureQueriesContext(db) as queries:
            alarming.raise_alerts(now=NOW)
        return len(queries)

    line(failures=1)
    few = cost()
    for _ in range(20):
        line(failures=1)
    assert cost() == few


def test_every_alarm_that_health_knows_stands_in_the_catalogue():
    connection = line()
    [row] = lines.with_counts(Connection.objects.filter(pk=connection.pk))
    row.differing = row.missing = row.quarantined = 1
    said = health.troubles(row, now=NOW + timedelta(hours=3))

    assert {each.alarm for each in said} <= set(KINDS)
    assert len(said) == 3
