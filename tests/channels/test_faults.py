"""Whatever the channel does, the connection says so, waits, and both sides are equal again in the end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fulfillment.channels import health, lines
from fulfillment.channels.errors import ClockSkew, Throttled
from fulfillment.channels.fetching import SWEEP_EVERY
from fulfillment.channels.models import Connection, QuarantinedItem, SyncCursor, Wanted
from fulfillment.channels.sync import sync_connection
from fulfillment.channels.wanting import GIVE_UP_AFTER, want
from fulfillment.orders.models import Order
from fulfillment.sandbox.box import SandboxServer
from tests.channels.conftest import A_WEDNESDAY
from tests.channels.world import Time, connect, differences, judge, ours, pull, theirs

pytestmark = pytest.mark.django_db


@pytest.fixture
def connection(box, time):
    [found] = connect(box, now=time(), market="US")
    return pull(found, time)


def words(connection, time):
    [found] = lines.with_counts(Connection.objects.filter(pk=connection.pk))
    return health.describe(found, now=time())


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("fail_500", "trouble of its own"),
        ("html", "trouble of its own and shows a web page"),
        ("timeout", "trouble of its own"),
        ("reset", "could not be reached"),
        ("truncate", "cut off or not in its own format"),
        ("throttle", "limits how often we may ask"),
    ],
)
def test_a_fault_is_said_waited_for_and_made_good(box, time, connection, fault, said):
    box.advance(5 * 3600)
    box.fault(**{fault: 10_000})
    pull(connection, time)

    assert connection.state == "waiting"
    assert said in connection.problem
    assert connection.fix
    assert words(connection, time).tone in {"warning", "bad"}

    box.fault(clear=True)
    pull(connection, time)
    judge(time())
    assert (connection.state, connection.failures, connection.problem) == ("ok", 0, "")
    assert differences(connection, box) == {}


def test_an_hour_of_faults_is_asked_through_ever_more_slowly(box, time, connection):
    box.fault(fail_500=10_000)
    began, tries, waits = time(), 0, []
    while time() < began + timedelta(hours=1):
        assert not sync_connection(connection.pk, clock=time)
        connection.refresh_from_db()
        waits.append(connection.next_sync_at - time())
        box.advance(waits[-1].total_seconds())
        tries += 1

    assert 5 <= tries <= 12
    assert waits[0] < timedelta(seconds=20)
    assert timedelta(minutes=15) <= max(waits) <= timedelta(minutes=18)
    assert words(connection, time).tone == "bad"
    box.fault(clear=True)
    pull(connection, time)
    judge(time())
    assert connection.state == "ok"
    assert differences(connection, box) == {}


def test_one_endpoint_that_fails_leaves_the_others_their_turn(box, time, connection):
    box.advance(5 * 3600)
    box.fault(fail_500=10_000, only="/returns/search")
    pull(connection, time)
    judge(time())

    assert connection.state == "waiting"
    assert differences(connection, box) == {}


def test_an_expired_token_is_renewed_and_nobody_notices(box, time, connection):
    box.advance(3600)
    box.fault(expire_tokens=True)
    pull(connection, time)

    assert connection.state == "ok"
    assert connection.failures == 0


def test_a_withdrawn_consent_asks_for_a_person_and_other_shops_go_on(box, time, connection):
    with SandboxServer(seed=9, history_days=2, orders_per_day=10, calm=True, qps=0, speed=0) as elsewhere:
        other_time = Time(elsewhere)
        [other] = connect(elsewhere, now=other_time(), market="US")
        box.fault(revoke_tokens=True)
        pull(connection, time)
        pull(other, other_time)
        judge(other_time())

        assert connection.state == "needs_attention"
        assert "Connect this shop again" in connection.fix
        assert words(connection, time).tone == "bad"
        assert other.state == "ok"
        assert differences(other, elsewhere) == {}

    box.advance(6 * 3600)
    [again] = connect(box, now=time(), team=connection.team, market="US")
    assert again.pk == connection.pk
    pull(connection, time)
    judge(time())
    assert connection.state == "ok"
    assert differences(connection, box) == {}


def test_a_bad_order_waits_in_quarantine_alone_until_the_channel_mends_it(box, time, connection):
    box.fault(bad_order=True)
    box.place(1)
    pull(connection, time)
    items = QuarantinedItem.objects.filter(shop=connection.shop, resolved_at=None)

    assert connection.state == "ok"
    assert items.count() == len(box.faults.bad_order_ids) >= 1
    assert "quarantine" in words(connection, time).sentence

    box.fault(clear=True)
    box.advance(SWEEP_EVERY.total_seconds())
    Wanted.objects.update(not_before_at=time())
    pull(connection, time)
    judge(time())
    assert items.count() == 0
    assert differences(connection, box) == {}


def test_an_id_the_channel_does_not_know_is_put_aside_and_counted_at_last(box, time, connection):
    [known] = box.place(1)
    want(connection, "order", ["1", known], now=time())
    want(connection, "package", ["2"], now=time())
    pull(connection, time)

    assert connection.state == "ok"
    assert Order.objects.filter(shop=connection.shop, external_id=known).exists()
    assert not Wanted.objects.filter(external_id=known, kind="order").exists()
    assert set(Wanted.objects.filter(attempts=1).values_list("kind", "external_id")) == {
        ("order", "1"),
        ("package", "2"),
    }

    Wanted.objects.filter(attempts=1).update(attempts=GIVE_UP_AFTER - 1, not_before_at=time())
    pull(connection, time)
    given_up = QuarantinedItem.objects.filter(resolved_at=None).values_list("kind", "external_id")
    assert set(given_up) == {("order", "1"), ("package", "2")}
    assert not Wanted.objects.filter(external_id__in=["1", "2"]).exists()


def test_a_parcel_whose_messages_fail_does_not_hold_up_the_others(box, time, connection):
    box.advance(24 * 3600)
    poisoned = Wanted.objects.filter(kind="tracking").order_by("not_before_at", "pk").first()
    box.fault(fail_500=10_000, only=f"/orders/{poisoned.external_id}/tracking")
    pull(connection, time)
    judge(time())

    assert connection.state == "ok"
    assert Wanted.objects.get(pk=poisoned.pk).attempts >= 1
    box.fault(clear=True)
    Wanted.objects.update(not_before_at=time())
    pull(connection, time)
    judge(time())
    assert differences(connection, box) == {}


def test_a_channel_that_says_when_to_come_back_is_asked_no_sooner(connection):
    now = timezone.now()

    assert health.failure(connection, Throttled(120), now=now)["next_sync_at"] == now + timedelta(minutes=2)
    assert health.failure(connection, Throttled(10**7), now=now)["next_sync_at"] <= now + timedelta(hours=6)


def test_a_wrong_clock_is_told_with_its_cure(connection):
    said = health.failure(connection, ClockSkew(1200), now=timezone.now())

    assert said["state"] == "needs_attention"
    assert "1200 s ahead" in said["problem"]
    assert "NTP" in said["fix"]


def test_a_consent_that_ends_soon_is_announced(connection, time):
    connection.credential.refresh_expires_at = time() + timedelta(days=9)
    connection.credential.save()
    found = words(connection, time)

    assert found.tone == "warning"
    assert found.sentence.startswith("the seller's consent ends on ")
    assert found.fix == "Connect this shop again before then"


def test_rounds_that_end_well_without_listing_orders_are_not_called_fine(time, connection):
    assert words(connection, time).tone == "ok"
    SyncCursor.objects.filter(connection=connection, stream="orders").update(
        succeeded_at=time() - timedelta(minutes=16)
    )
    said = words(connection, time)
    assert (said.tone, said.sentence) == ("warning", "orders were last listed 16 min ago")


def test_what_the_platform_garbled_waits_with_a_sentence_until_it_mends_it():
    """As in the demo: a few orders cannot be read, and are there once the platform tells them right."""
    with SandboxServer(
        seed=7,
        history_days=3,
        orders_per_day=60,
        calm=True,
        qps=0,
        speed=0,
        anchor_at=A_WEDNESDAY,
        mishaps=True,
    ) as box:
        clock = Time(box)
        [connection] = connect(box, now=clock(), market="US", history_days=3)
        pull(connection, clock)
        waiting = QuarantinedItem.objects.filter(shop=connection.shop, resolved_at=None)
        kept = list(waiting.values_list("external_id", flat=True))
        assert 1 <= len(kept) <= 2
        assert all(item.sentence for item in waiting)
        assert not Order.objects.filter(external_id__in=kept).exists()

        for _ in range(5):
            box.advance(SWEEP_EVERY.total_seconds())
            pull(connection, clock)

        assert not waiting.all().exists()
        assert Order.objects.filter(external_id__in=kept).count() == len(kept)
        assert set(ours(connection)) == set(theirs(box, connection))
