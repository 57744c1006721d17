"""The pretend shop's messages reach the product over real HTTP, late, twice and out of order."""

import time as wall

import pytest

from fulfillment.channels.models import Connection, InboundMessage
from fulfillment.channels.tiktok import connecting
from tests.channels.world import app_of, connect, differences, judge, pull

pytestmark = pytest.mark.django_db(transaction=True)


def heard(box):
    """All that was sent has been answered."""
    stop_at = wall.monotonic() + 30
    while box.sender.counts["queued"] > box.sender.counts["delivered"] + box.sender.counts["failed"]:
        assert wall.monotonic() < stop_at, box.sender.counts
        wall.sleep(0.05)


@pytest.mark.parametrize(
    "fault", [{}, {"duplicate_webhooks": True}, {"reorder_webhooks": True}, {"drop_webhooks": True}]
)
def test_life_goes_on_and_both_sides_stay_equal(box, time, live_server, fault):
    [connection] = connect(box, now=time(), market="US")
    pull(connection, time)
    connecting.listen([connection], app=app_of(box), public_url=live_server.url)
    box.fault(**fault)
    box.advance(8 * 3600)
    box.place(2)
    heard(box)
    pull(connection, time)
    judge(time())

    connection.refresh_from_db()
    assert connection.webhook_state == "subscribed"
    assert differences(connection, box) == {}
    assert InboundMessage.objects.exists() is (fault != {"drop_webhooks": True})
    assert box.sender.counts["failed"] == 0
    assert Connection.objects.get().state == "ok"
