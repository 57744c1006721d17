"""The pretend own store tells its orders and parcels by the interface: in order, each once, again where nobody took them."""

import json
import time
from collections import Counter

import pytest

from fulfillment.sandbox.box import SandboxServer
from fulfillment.sandbox.corner.lives import changed, life
from fulfillment.sandbox.world.model import NEVER
from tests.channels.outgoing.receiver import receiver

NOW = 1_780_000_000


@pytest.fixture
def box():
    with SandboxServer(seed=5, history_days=1, orders_per_day=1, calm=True, qps=0, speed=0) as server:
        yield server


def hear(box, other, enough):
    box.corner.hook = {"url": other.url.rstrip("/"), "token": "t0", "shop": "corner-shop"}
    until = time.time() + 30
    while time.time() < until and not enough():
        box.corner._looked_at = 0
        box.tick()
        time.sleep(0.02)
    return [json.loads(body) for _, body in other.got]


def test_all_that_happened_is_told_orders_before_their_parcels(box):
    with receiver() as other:
        bodies = hear(box, other, lambda: box.corner.told_until == box.clock.now())

    told = [each["id"] for body in bodies for each in body.get("orders", [])]
    now = box.clock.now()
    assert set(told) == {f"C-{each.number}" for each in changed(5, now - 45 * 86400, now)}
    known: set[str] = set()
    for body in bodies:
        known |= {each["id"] for each in body.get("orders", [])}
        assert all(set(each["order_ids"]) <= known for each in body.get("packages", []))
    keys = [headers["Idempotency-Key"] for headers, _ in other.got]
    assert len(set(keys)) == len(keys)
    assert {headers["Authorization"] for headers, _ in other.got} == {"Bearer t0"}


def test_what_nobody_took_is_told_again(box, monkeypatch):
    monkeypatch.setattr("fulfillment.sandbox.corner.telling.RETRIES", (0.05,))
    with receiver() as other:
        other.answers = [503] * 4
        hear(box, other, lambda: box.corner.told_until > 0)

    assert len(other.got) > 4


def test_a_life_is_the_same_each_time_and_goes_in_order():
    lives = [life(5, place) for place in range(300_000, 300_400)]

    assert lives == [life(5, place) for place in range(300_000, 300_400)]
    for each in lives:
        assert (
            each.cancelled_at < NEVER or each.placed_at < each.ready_at < each.scanned_at < each.delivered_at
        )
    ends = Counter("cancelled" if each.cancelled_at < NEVER else "sent" for each in lives)
    assert 1 <= ends["cancelled"] <= 40


def test_what_changed_is_found_whenever_it_was_placed():
    since = NOW - 3600
    found = {each.number for each in changed(5, since, NOW)}
    everything = {
        life(5, place).number: life(5, place) for place in range((NOW - 30 * 86400) // 5400, NOW // 5400 + 1)
    }
    assert found == {
        number for number, each in everything.items() if any(since < at <= NOW for at in each.moments())
    }
