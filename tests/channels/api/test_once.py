"""The same request is done once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from fulfillment.channels.generic.api import batches
from fulfillment.channels.models import IdempotentRequest
from fulfillment.channels.pruning import prune
from fulfillment.orders.models import Order
from tests.channels.api.asking import Program, order, own_store


@pytest.mark.django_db
def test_a_repeated_key_is_answered_as_before_and_does_nothing():
    shop = own_store()
    program = Program(shop.team)

    first = program.bring(shop, "orders", order(), Idempotency_Key="k1")
    Order.objects.all().delete()
    second = program.bring(shop, "orders", order(), Idempotency_Key="k1")

    assert second.content == first.content
    assert (second["Idempotent-Replay"], "Idempotent-Replay" in first) == ("true", False)
    assert not Order.objects.exists()


@pytest.mark.django_db
def test_a_key_belongs_to_its_body_and_its_token():
    shop = own_store()
    program, other = Program(shop.team), Program(shop.team)
    program.bring(shop, "orders", order("1"), Idempotency_Key="k1")

    reused = program.bring(shop, "orders", order("2"), Idempotency_Key="k1")
    elsewhere = program.bring(shop, "tickets", Idempotency_Key="k1")
    own = other.bring(shop, "orders", order("2"), Idempotency_Key="k1")

    assert (reused.status_code, reused.json()["error"]["code"]) == (422, "key_reused")
    assert elsewhere.status_code == 422
    assert own.status_code == 200


@pytest.mark.django_db
def test_a_refused_request_is_not_remembered_and_one_that_a_dead_worker_left_is_taken_over():
    shop, now = own_store(), datetime.now(UTC)
    program = Program(shop.team)

    assert program.post(f"shops/{shop.slug}/orders", b"{", Idempotency_Key="k1").status_code == 400
    assert not IdempotentRequest.objects.exists()
    program.bring(shop, "orders", order(), Idempotency_Key="k2")
    IdempotentRequest.objects.update(status=None, claimed_until_at=now + timedelta(minutes=1))
    waiting = program.bring(shop, "orders", order(), Idempotency_Key="k2")
    IdempotentRequest.objects.update(claimed_until_at=now - timedelta(seconds=1))
    taken_over = program.bring(shop, "orders", order(), Idempotency_Key="k2")

    assert (waiting.status_code, waiting.json()["error"]["code"]) == (409, "in_progress")
    assert waiting["Retry-After"] == "2"
    assert taken_over.json()["results"][0]["result"] == "unchanged"


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["x" * 201, "schlüssel"])
def test_a_key_that_is_none_is_refused(key):
    shop = own_store()

    assert Program(shop.team).bring(shop, "orders", Idempotency_Key=key).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_does_the_work_and_the_other_is_told_to_wait(monkeypatch):
    shop = own_store()
    program = Program(shop.team)
    working, told, calls = Barrier(2), Barrier(2), []
    really = batches.take

    def slow(*args, **kwargs):
        calls.append(1)
        working.wait(10)
        told.wait(10)
        return really(*args, **kwargs)

    monkeypatch.setattr(batches, "take", slow)

    def ask():
        try:
            return program.bring(shop, "orders", order(), Idempotency_Key="k1").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(ask)
        working.wait(10)
        second = pool.submit(ask).result(10)
        told.wait(10)

        assert (second, first.result(10), len(calls)) == (409, 200, 1)


@pytest.mark.django_db
def test_stored_answers_are_kept_for_a_day():
    shop, now = own_store(), datetime.now(UTC)
    program = Program(shop.team)
    program.bring(shop, "orders", Idempotency_Key="k1")

    prune(now=now + timedelta(hours=23))
    assert IdempotentRequest.objects.exists()
    prune(now=now + timedelta(hours=25))
    assert not IdempotentRequest.objects.exists()
