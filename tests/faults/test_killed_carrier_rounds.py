"""A worker is killed with -9 while it asks an aggregator: every parcel is registered once, and no scan is lost."""

from datetime import timedelta

import pytest

from fulfillment.channels.models import CarrierFeed, FollowedNumber
from fulfillment.channels.secrets import seal
from fulfillment.channels.tasks import run_feed
from fulfillment.tracking.models import TrackingEvent
from tests.channels.carriers.making import create_feed
from tests.channels.world import connect, judge, pull
from tests.faults.both_sides import LOOKS_BACK, now, world
from tests.faults.workers import wait_until, workers

pytestmark = pytest.mark.faults


@pytest.fixture
def box():
    with world(orders_per_day=40) as server:
        yield server


def test_killed_in_mid_round_every_parcel_is_registered_once_and_asked_for(box, process_env):
    [connection] = connect(box, now=now(), history_days=LOOKS_BACK, market="US")
    pull(connection, now)
    judge(now())
    box.advance(12 * 3600)  # carriers scan meanwhile, and nobody asks the channel
    feed = create_feed(
        "seventeentrack",
        team=connection.team,
        now=now(),
        base_url=box.url,
        secrets=seal({"api_key": "demo-17track-key"}),
    )
    box.fault(slow=0.4)
    with workers(process_env) as pool:
        first = pool.start()
        run_feed.delay(str(feed.pk))
        wait_until(registered_and_not_asked_for, seconds=60, every=0.01)
        pool.kill(first)
        leases_run_out()
        pool.start()
        run_feed.delay(str(feed.pk))
        wait_until(all_asked_for, seconds=60, every=0.2)

    followed = sorted(FollowedNumber.objects.filter(refused="").values_list("number", flat=True))
    assert len(followed) > 5
    assert sorted(box.carriers.numbers["17track"]) == followed
    once = told()
    assert once
    FollowedNumber.objects.update(next_ask_at=now())
    leases_run_out()
    run_feed(str(feed.pk))
    assert told() == once


def registered_and_not_asked_for():
    return FollowedNumber.objects.exclude(registered_at=None).filter(asked_at=None).exists()


def all_asked_for():
    followed = FollowedNumber.objects.filter(refused="")
    return followed.exists() and not followed.filter(asked_at=None).exists()


def leases_run_out():
    """As if the time had passed for which a dead worker still holds the feed; its turn has come."""
    second_ago = now() - timedelta(seconds=1)
    CarrierFeed.objects.update(leased_until_at=second_ago, next_round_at=second_ago)


def told():
    """What carriers told of each parcel."""
    rows = TrackingEvent.objects.filter(package__tracking_number__in=FollowedNumber.objects.values("number"))
    return sorted(rows.values_list("package__tracking_number", "happened_at", "kind", "description"))
