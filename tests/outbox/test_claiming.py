"""Every write is sent by one worker, in its order's order; what a killed one held is taken up again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from fulfillment.outbox.asking import Wish, ask, try_again, withdraw
from fulfillment.outbox.claiming import LEASE, about_to_send, answer, claim, due_shops, sweep
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import CAME_TO_NOTHING, Kind, Outcome, State
from tests.factories import NOW, create_shop

SECOND = timedelta(seconds=1)


def wish(subject="1001", number="X1", kind=Kind.SHIPMENT_CREATE):
    return Wish(kind, f"{kind}:{subject}:{number}", subject, {"number": number})


def queue(shop, *wishes, now=NOW, **more):
    return ask(shop, wishes or [wish()], by=None, now=now, **more)


def steps(write):
    return list(write.events.order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def shop(db):
    return create_shop()


def test_the_same_effect_stands_once(shop):
    [first] = queue(shop)

    assert queue(shop) == []
    assert OutboundWrite.objects.get() == first
    assert steps(first) == ["queued"]


def test_what_came_to_nothing_may_be_asked_for_again(shop):
    queue(shop)
    write = claim(shop.pk, now=NOW)
    assert answer(write, Outcome.REFUSED, now=NOW, sentence="On hold.") == State.REFUSED

    [again] = queue(shop)

    assert again.pk != write.pk


def test_two_shops_may_ask_for_the_same(shop):
    queue(shop)

    assert len(queue(create_shop(team=shop.team))) == 1


def test_a_claimed_write_is_nobody_elses(shop):
    [write] = queue(shop)

    assert claim(shop.pk, now=NOW) == write
    assert claim(shop.pk, now=NOW) is None


def test_what_shall_wait_is_not_claimed_before_its_time(shop):
    queue(shop, pause=10 * SECOND)

    assert claim(shop.pk, now=NOW + 9 * SECOND) is None
    assert due_shops(now=NOW + 10 * SECOND) == [shop.pk]
    assert claim(shop.pk, now=NOW + 10 * SECOND) is not None


def test_writes_about_one_order_go_out_one_after_another(shop):
    [first] = queue(shop, wish())
    [second] = queue(shop, wish(kind=Kind.SHIPMENT_CORRECT), now=NOW + SECOND)
    [other] = queue(shop, wish(subject="1002"), now=NOW + 2 * SECOND)
    later = NOW + 3 * SECOND

    assert [claim(shop.pk, now=later), claim(shop.pk, now=later), claim(shop.pk, now=later)] == [
        first,
        other,
        None,
    ]
    first.refresh_from_db()
    answer(first, Outcome.DONE, now=later)
    assert claim(shop.pk, now=later) == second


def test_the_answer_of_a_worker_that_lost_its_lease_changes_nothing(shop):
    queue(shop)
    slow = claim(shop.pk, now=NOW)
    assert about_to_send(slow, now=NOW)
    assert sweep(now=NOW + LEASE) == 1
    second = claim(shop.pk, now=NOW + LEASE)

    assert answer(slow, Outcome.REFUSED, now=NOW + LEASE) is None
    assert not about_to_send(slow, now=NOW + LEASE)
    assert second.is_uncertain
    assert second.attempts == 2
    assert answer(second, Outcome.ALREADY_DONE, now=NOW + LEASE, external_id="p1") == State.DONE
    assert steps(second) == ["queued", "sent", "lease_lost", "answered"]


def test_a_worker_whose_lease_ran_out_sends_nothing_even_before_the_sweep(shop):
    queue(shop)
    slow = claim(shop.pk, now=NOW)

    assert not about_to_send(slow, now=NOW + LEASE)


def test_what_failed_waits_longer_and_longer(shop):
    queue(shop)
    pauses, now = [], NOW
    for _ in range(4):
        write = claim(shop.pk, now=now)
        answer(write, Outcome.UNREACHABLE, now=now, is_uncertain=True)
        write.refresh_from_db()
        pauses.append(write.not_before_at - now)
        now = write.not_before_at

    assert pauses == sorted(pauses)
    assert write.is_uncertain


def test_a_missing_permission_is_no_failed_attempt(shop):
    queue(shop)
    write = claim(shop.pk, now=NOW)
    answer(write, Outcome.UNAUTHORISED, now=NOW)

    write.refresh_from_db()
    assert (write.state, write.attempts) == (State.WAITING, 0)


def test_only_what_was_certainly_not_sent_can_be_withdrawn(shop):
    queue(shop, wish(), wish(subject="1002"), wish(subject="1003"))
    held, failed = claim(shop.pk, now=NOW), claim(shop.pk, now=NOW)
    about_to_send(failed, now=NOW)
    answer(failed, Outcome.UNREACHABLE, now=NOW, is_uncertain=True)

    [gone] = withdraw(OutboundWrite.objects.all(), now=NOW)

    assert gone not in {held.pk, failed.pk}
    assert OutboundWrite.objects.get(pk=gone).state == State.WITHDRAWN


def test_what_a_person_sends_again_is_read_back_first(shop):
    queue(shop)
    write = claim(shop.pk, now=NOW)
    answer(write, Outcome.UNCLEAR, now=NOW, sentence="Another number is there.")

    assert try_again(OutboundWrite.objects.all(), now=NOW + SECOND) == [write.pk]
    assert claim(shop.pk, now=NOW + SECOND).is_uncertain


@pytest.mark.django_db(transaction=True)
def test_of_eight_workers_that_race_each_write_is_claimed_by_one():
    shop = create_shop()
    queue(shop, *(wish(subject=str(serial)) for serial in range(30)))
    together = Barrier(8)

    def work(_):
        try:
            together.wait()
            claimed = []
            while write := claim(shop.pk, now=NOW):
                claimed.append(write.pk)
            return claimed
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        claimed = [pk for found in pool.map(work, range(8)) for pk in found]

    assert len(claimed) == len(set(claimed)) == 30


@pytest.mark.django_db(transaction=True)
def test_two_people_who_ask_at_once_ask_once():
    shop = create_shop()
    together = Barrier(2)

    def press(_):
        try:
            together.wait()
            return len(queue(shop))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, range(2))) == [0, 1]


def test_the_constraint_names_the_states_that_came_to_nothing():
    [once] = OutboundWrite._meta.constraints

    assert dict(once.condition.children)["state__in"] == sorted(CAME_TO_NOTHING)
