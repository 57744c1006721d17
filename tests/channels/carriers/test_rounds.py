"""Whole rounds against the pretend aggregators over real HTTP."""

import json
from datetime import timedelta
from threading import Event

import httpx
import pytest

from fulfillment.channels.carriers import rounds
from fulfillment.channels.carriers.asking import Asked
from fulfillment.channels.models import CarrierFeed, CarrierMessage, FollowedNumber
from fulfillment.channels.secrets import seal
from fulfillment.tracking.models import Package
from tests.channels.carriers.making import create_feed
from tests.factories import create_order, create_package, create_shop, create_team

pytestmark = pytest.mark.django_db
KEYS = {"seventeentrack": "demo-17track-key", "aftership": "demo-aftership-key"}
HOOKS = {"seventeentrack": "17track", "aftership": "aftership"}


@pytest.fixture
def team():
    return create_team()


@pytest.fixture(params=sorted(KEYS))
def feed(request, box, team, time):
    secrets = {"api_key": KEYS[request.param], "webhook_secret": "demo-aftership-secret"}
    return create_feed(request.param, team=team, now=time(), base_url=box.url, secrets=seal(secrets))


def travelling(box, many=1):
    """Parcels that were labelled, are not scanned yet and soon will be, the next to be first; time passes until
    there are so many."""
    for _ in range(48):
        found = sorted(_waiting(box), key=lambda parcel: parcel.first_scan_at())
        if len(found) >= many:
            return found[:many]
        box.advance(1800)
    raise AssertionError("the world is too small")


def _waiting(box):
    now = box.tick()
    parcels = [
        p for (_, kind), index in box.world.index.items() if kind == "package" for p in index.items.values()
    ]
    good = (p for p in parcels if p.arranged_at <= now < p.first_scan_at() < p.collected_at and not p.flaw)
    return [p for p in good if p.cancelled_at > p.delivered_at]


def bring(team, parcel, now):
    order = create_order(shop=create_shop(team=team), status="ready", placed_at=now - timedelta(hours=9))
    fields = {"verdict": "pending", "shipped_at": now - timedelta(hours=1)}
    return create_package(orders=[order], tracking_number=parcel.number, **fields)


def run(feed, time):
    CarrierFeed.objects.filter(pk=feed.pk).update(next_round_at=time())
    assert rounds.run(feed.pk, clock=time)
    feed.refresh_from_db()


def test_a_parcel_is_registered_and_its_scan_known_before_the_channel_tells(box, team, feed, time):
    parcel = travelling(box)[0]
    package = bring(team, parcel, time())

    run(feed, time)
    followed = FollowedNumber.objects.get()
    assert followed.registered_at
    assert followed.refused == ""
    box.advance(parcel.first_scan_at() - box.tick() + 60)
    FollowedNumber.objects.update(next_ask_at=time())
    run(feed, time)

    package.refresh_from_db()
    assert package.first_scan_at.timestamp() == parcel.first_scan_at()
    assert box.tick() < parcel.collected_at  # the platform has not said so yet
    assert feed.state == "ok"
    followed.refresh_from_db()
    assert followed.next_ask_at - time() > timedelta(hours=11)  # scanned: there is no hurry any more


@pytest.mark.django_db(transaction=True)
def test_a_scan_is_pushed_when_it_happens_and_read_by_the_next_round(box, team, feed, time, live_server):
    parcel = travelling(box)[0]
    package = bring(team, parcel, time())
    hook = f"{live_server.url}/webhooks/carriers/{feed.pk}/"
    httpx.post(f"{box.url}/_sandbox/carriers", json={HOOKS[feed.kind]: hook}).raise_for_status()
    run(feed, time)

    all_arrived(box)
    told = box.postman.counts["queued"]
    box.advance(parcel.first_scan_at() - box.tick() + 60)
    assert box.postman.counts["queued"] > told
    all_arrived(box)
    run(feed, time)

    package.refresh_from_db()
    assert package.first_scan_at.timestamp() == parcel.first_scan_at()
    assert set(CarrierMessage.objects.values_list("outcome", flat=True)) == {"taken"}


def all_arrived(box):
    """The pretend postman posts from threads of its own."""
    pause = Event()
    for _ in range(400):
        if box.postman.counts["delivered"] == box.postman.counts["queued"]:
            return
        pause.wait(0.025)
    raise AssertionError(box.postman.counts)


def test_a_number_that_no_carrier_has_is_refused_once_with_the_reason(box, team, feed, time):
    order = create_order(shop=create_shop(team=team), status="ready")
    create_package(orders=[order], tracking_number="BOX1", verdict="pending", shipped_at=time())

    run(feed, time)
    run(feed, time)

    followed = FollowedNumber.objects.get()
    assert (followed.registered_at, followed.next_ask_at) == (None, None)
    assert followed.refused.startswith(("17TRACK: Carrier cannot", "AfterShip: The value of"))


def test_a_wrong_key_needs_a_person_and_the_line_says_which(box, team, feed, time):
    bring(team, travelling(box)[0], time())
    CarrierFeed.objects.update(secrets=seal({"api_key": "wrong"}))

    run(feed, time)

    assert feed.state == "needs_attention"
    assert feed.problem.endswith("does not accept the key.")
    assert "connect it again" in feed.fix
    assert feed.next_round_at > time()


def test_a_fault_of_theirs_passes_and_what_waited_is_done_then(box, team, feed, time):
    bring(team, travelling(box)[0], time())
    box.fault(fail_500=9)
    run(feed, time)
    assert (feed.state, feed.failures) == ("waiting", 1)

    box.fault(fail_500=0)
    run(feed, time)

    assert (feed.state, feed.failures, feed.problem) == ("ok", 0, "")
    assert FollowedNumber.objects.get().registered_at


def test_with_the_quota_used_up_what_is_followed_is_told_all_the_same(box, team, time):
    feed = create_feed(
        "seventeentrack",
        team=team,
        now=time(),
        base_url=box.url,
        secrets=seal({"api_key": KEYS["seventeentrack"]}),
    )
    first, second = travelling(box, many=2)
    package = bring(team, first, time())
    run(feed, time)
    box.carriers.quota = 1
    bring(team, second, time())
    box.advance(first.first_scan_at() - box.tick() + 60)
    FollowedNumber.objects.update(next_ask_at=time())

    run(feed, time)

    package.refresh_from_db()
    assert package.first_scan_at
    assert feed.state == "waiting"
    assert "quota is used up" in feed.problem


def test_delivered_parcels_and_those_of_others_are_not_followed(box, team, feed, time):
    parcel = travelling(box)[0]
    delivered = bring(team, parcel, time())
    Package.objects.filter(pk=delivered.pk).update(status="delivered")
    bring(create_team(), parcel, time())

    run(feed, time)

    assert not FollowedNumber.objects.exists()


def test_what_is_cancelled_is_asked_for_no_more(box, team, feed, time):
    package = bring(team, travelling(box)[0], time())
    run(feed, time)
    Package.objects.filter(pk=package.pk).update(status="cancelled")
    FollowedNumber.objects.update(next_ask_at=time())

    run(feed, time)

    assert FollowedNumber.objects.get().next_ask_at is None


def test_a_second_worker_finds_the_turn_taken(feed, time):
    CarrierFeed.objects.update(leased_until_at=time() + timedelta(seconds=30))

    assert rounds.run(feed.pk, clock=time) is False


def test_more_parcels_are_no_more_queries_a_call(box, team, time, django_assert_max_num_queries):
    feed = create_feed(
        "seventeentrack",
        team=team,
        now=time(),
        base_url=box.url,
        secrets=seal({"api_key": KEYS["seventeentrack"]}),
    )
    parcels = travelling(box, many=5)
    bring(team, parcels[0], time())
    with django_assert_max_num_queries(40) as few:
        run(feed, time)
    for parcel in parcels[1:]:
        bring(team, parcel, time())
    FollowedNumber.objects.update(next_ask_at=time())
    with django_assert_max_num_queries(40) as many:
        run(feed, time)

    assert len(few.captured_queries) == len(many.captured_queries)


def test_an_answer_that_cannot_be_read_is_kept_with_its_sentence(team, time):
    feed = create_feed("seventeentrack", team=team, now=time())
    event = {"time_utc": "soon", "description": "Accepted"}
    body = json.dumps(
        {"number": "RR123456785CN", "track_info": {"tracking": {"providers": [{"events": [event]}]}}}
    )

    for _ in range(2):
        rounds._record(feed, Asked({"RR123456785CN": body.encode()}), now=time())

    kept = CarrierMessage.objects.get()
    assert (kept.outcome, kept.number, kept.is_answer) == ("refused", "RR123456785CN", True)
    assert "'soon' is none that we can read" in kept.sentence
