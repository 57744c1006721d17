"""What a feed's page says in red or amber is an alert until it is over."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fulfillment.alerts.catalogue import KINDS
from fulfillment.alerts.models import Alert
from fulfillment.channels.carriers import alarming
from fulfillment.channels.models import CarrierFeed, CarrierMessage
from tests.channels.carriers.making import create_feed
from tests.factories import NOW

pytestmark = pytest.mark.django_db
WELL = {"state": "ok", "last_success_at": NOW}


def codes():
    return set(Alert.objects.open().values_list("kind_code", flat=True))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, set()),
        ({"state": "needs_attention", "problem": "The key is refused.", "failures": 1}, {"carriers_failing"}),
        ({"state": "waiting", "failures": 2, "problem": "It answers 500."}, {"carriers_failing"}),
        ({"last_success_at": NOW - timedelta(minutes=20)}, {"carriers_failing"}),
        ({"is_active": False, "failures": 2}, set()),
        ({"state": "disconnected", "failures": 3}, set()),
        ({"secrets": b""}, set()),
    ],
)
def test_each_trouble_has_its_alert_and_goes_with_it(fields, expected):
    feed = create_feed(now=NOW - timedelta(days=2), **WELL | fields)

    alarming.raise_alerts(now=NOW)
    assert codes() == expected <= KINDS.keys()

    CarrierFeed.objects.filter(pk=feed.pk).update(failures=0, **WELL)
    alarming.raise_alerts(now=NOW)
    assert codes() == set()


def test_messages_nobody_can_read_are_an_alert_that_names_the_feed():
    feed = create_feed("seventeentrack", now=NOW, **WELL)
    CarrierMessage.objects.create(
        team=feed.team, feed=feed, message_id="m", body=b"x", received_at=NOW, outcome="refused"
    )

    alarming.raise_alerts(now=NOW)

    alert = Alert.objects.get()
    assert (alert.kind_code, alert.sentence) == ("carriers_unread", "17TRACK: 1 message could not be read")
    assert alert.path == f"/channels/carriers/{feed.pk}/"


def test_more_feeds_are_no_more_queries():
    def queries():
        with CaptureQueriesContext(connection) as captured:
            alarming.raise_alerts(now=NOW)
        return len(captured)

    create_feed(now=NOW, **WELL)
    one = queries()
    for kind in ("own", "seventeentrack", "aftership"):
        create_feed(kind, now=NOW, **WELL)
    assert queries() == one
