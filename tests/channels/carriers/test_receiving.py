"""A feed's webhook: stored once where it is genuine and of now, and nothing else happens while it waits."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.test import Client

from fulfillment.channels.carriers import receiving
from fulfillment.channels.models import CarrierMessage
from fulfillment.channels.secrets import seal
from tests.channels.carriers.making import SECRETS, create_feed, own_message, post, sign

pytestmark = pytest.mark.django_db
BODY = own_message("9400111899223197428490")


@pytest.mark.parametrize("kind", sorted(SECRETS))
def test_a_genuine_message_is_stored_as_it_came_and_the_round_is_due(client, kind):
    feed = create_feed(kind, next_round_at=None)

    assert post(client, feed, BODY) == 200

    stored = CarrierMessage.objects.get()
    assert (bytes(stored.body), stored.outcome, stored.team_id) == (BODY, "waiting", feed.team_id)
    feed.refresh_from_db()
    assert feed.next_round_at == feed.last_message_at == stored.received_at


@pytest.mark.parametrize("kind", sorted(SECRETS))
def test_a_wrong_signature_stores_nothing(client, kind):
    feed = create_feed(kind)

    assert post(client, feed, BODY, **sign(kind, BODY, secret="another")) == 401
    assert post(client, feed, BODY + b" ", **sign(kind, BODY)) == 401
    assert post(client, feed, BODY, **{"X-Nothing": "1"}) == 401
    assert not CarrierMessage.objects.exists()


@pytest.mark.parametrize("kind", sorted(SECRETS))
def test_a_message_sent_twice_is_one(client, kind):
    feed = create_feed(kind)

    assert [post(client, feed, BODY), post(client, feed, BODY)] == [200, 200]

    assert CarrierMessage.objects.count() == 1


@pytest.mark.parametrize(("minutes", "status"), [(-6, 401), (-4, 200), (4, 200), (6, 401)])
def test_our_own_format_is_taken_within_five_minutes_of_its_signature(client, minutes, status):
    feed = create_feed()
    at = datetime.now(UTC) + timedelta(minutes=minutes)

    assert post(client, feed, BODY, **sign("own", BODY, at=at)) == status


@pytest.mark.parametrize(
    "header", ["", "t=", "t=1,v1=00", "t=99999999999999,v1=00", "v1=00", "t=²,v1=0", "t=-1,v1="]
)
def test_a_header_that_is_no_signature_is_refused(client, header):
    feed = create_feed()

    assert post(client, feed, BODY, **{"Firstscan-Signature": header}) == 401


def test_the_secret_before_the_last_change_is_good_for_a_day(client):
    until = datetime.now(UTC) + timedelta(hours=1)
    secrets = {"secret": "new", "old_secret": "old", "old_until": until.isoformat()}
    feed = create_feed(secrets=seal(secrets))

    assert post(client, feed, BODY, **sign("own", BODY, secret="old")) == 200

    feed.secrets = seal(secrets | {"old_until": (until - timedelta(hours=2)).isoformat()})
    feed.save()
    assert post(client, feed, BODY, **sign("own", BODY, secret="old")) == 401
    assert post(client, feed, BODY, **sign("own", BODY, secret="new")) == 200


def test_a_line_without_secrets_is_gone_and_an_unknown_one_is_not_there(client):
    feed = create_feed(secrets=b"")

    assert post(client, feed, BODY) == 410
    assert client.get(f"/webhooks/carriers/{feed.pk}/").status_code == 405
    feed.delete()
    assert post(client, feed, BODY) == 404


def test_a_body_nobody_sends_is_not_read(client):
    feed = create_feed()
    large = b"x" * (receiving.LARGEST + 1)

    assert post(client, feed, large, **sign("own", large)) == 413


def test_a_failing_line_is_not_hurried_by_messages(client):
    later = datetime.now(UTC) + timedelta(minutes=9)
    feed = create_feed(next_round_at=later, failures=3)

    post(client, feed, BODY)

    feed.refresh_from_db()
    assert feed.next_round_at == later


def test_a_webhook_is_two_queries(client, django_assert_num_queries):
    feed = create_feed()

    with django_assert_num_queries(2):
        post(client, feed, BODY)


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_get_the_same_message_store_one():
    feed, barrier, statuses = create_feed(), Barrier(4), []

    def deliver():
        try:
            barrier.wait()
            statuses.append(post(Client(), feed, BODY))
        finally:
            connections.close_all()

    threads = [Thread(target=deliver) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert statuses == [200] * 4
    assert CarrierMessage.objects.count() == 1
