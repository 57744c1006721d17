"""The pretend help desk tells what buyers wrote: in batches, each once, again where nobody took it."""

import json
import time

import pytest

from fulfillment.sandbox.box import SandboxServer
from fulfillment.sandbox.helpdesk import telling
from fulfillment.sandbox.helpdesk.writing import writings
from tests.channels.outgoing.receiver import receiver


@pytest.fixture
def box():
    with SandboxServer(seed=5, history_days=20, orders_per_day=40, calm=True, qps=0, speed=0) as server:
        yield server


def expected(box):
    now = box.clock.now()
    written = [each for order in box.world.orders.values() for each in writings(order)]
    return {each.id for each in written if each.opened_at <= now}


def hear(box, other, enough):
    box.help_desk.hook = {
        "url": other.url.rstrip("/"),
        "token": "t0",
        "shops": {"glow-us": "us", "glow-uk": "uk"},
    }
    heard: dict[str, dict] = {}
    until = time.time() + 20
    while time.time() < until and not enough(heard):
        box.help_desk._looked_at = 0
        box.tick()
        time.sleep(0.05)
        heard = {t["id"]: t for _, body in other.got for t in json.loads(body)["tickets"]}
    return heard


def test_all_that_was_written_is_told_in_batches_as_the_interface_wants_it(box, monkeypatch):
    monkeypatch.setattr(telling, "MOST", 15)
    with receiver() as other:
        told = hear(box, other, lambda heard: heard.keys() == expected(box))

    assert told.keys() == expected(box)
    headers = other.got[0][0]
    assert headers["Authorization"] == "Bearer t0"
    assert len({headers["Idempotency-Key"] for headers, _ in other.got}) == len(other.got)
    assert {each["kind"] for each in told.values()} == {"ticket", "complaint", "review"}
    assert box.help_desk.dump()["told_until"].keys() == {"glow-us", "glow-uk"}


def test_what_nobody_took_is_told_again(box, monkeypatch):
    monkeypatch.setattr(telling, "RETRIES", (0.05,))
    with receiver() as other:
        other.answers = [503] * 6
        told = hear(box, other, lambda heard: len(other.got) > 7 and heard.keys() == expected(box))

    assert told.keys() == expected(box)
