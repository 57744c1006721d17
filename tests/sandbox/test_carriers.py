"""The pretend aggregators: their keys, their limits, and scans that they tell before the platform does."""

import hashlib
import json

import httpx
import pytest

from fulfillment.sandbox.box import SandboxServer
from fulfillment.sandbox.throttle import Throttle

KEY = {"17token": "demo-17track-key"}


@pytest.fixture(scope="module")
def box():
    with SandboxServer(seed=5, history_days=3, orders_per_day=12, calm=True, qps=0, speed=0) as server:
        yield server


def ask(box, name, body, key=KEY):
    return httpx.post(f"{box.url}/track/v2.4/{name}", json=body, headers=key)


def numbers(box):
    now = box.tick()
    index = [i for (_, kind), i in box.world.index.items() if kind == "package"]
    parcels = [p for i in index for p in i.items.values() if p.first_scan_at() <= now and not p.flaw]
    return [parcel.number_at(now) for parcel in parcels]


@pytest.mark.parametrize("key", [{}, {"17token": "another"}])
def test_without_the_key_nothing_is_told(box, key):
    answer = ask(box, "gettrackinfo", [{"number": "1Z999AA10123456784"}], key)

    assert answer.status_code == 401
    assert answer.json()["code"] == -18010002


def test_a_number_is_registered_once_and_told_with_its_scans_newest_first(box):
    number = numbers(box)[0]
    assert (
        ask(box, "gettrackinfo", [{"number": number}]).json()["data"]["rejected"][0]["error"]["code"]
        == -18019902
    )

    first, again = (ask(box, "register", [{"number": number}]).json()["data"] for _ in range(2))
    told = ask(box, "gettrackinfo", [{"number": number}]).json()["data"]["accepted"][0]

    assert first["accepted"][0]["number"] == number
    assert again["rejected"][0]["error"]["code"] == -18019901
    events = told["track_info"]["tracking"]["providers"][0]["events"]
    assert events[-1]["sub_status"] == "InfoReceived"
    assert [event["time_utc"] for event in events] == sorted((e["time_utc"] for e in events), reverse=True)


def test_what_no_carrier_has_and_what_the_quota_does_not_cover_is_refused(box):
    box.carriers.quota, kept = len(box.carriers.numbers["17track"]), box.carriers.quota
    try:
        answer = ask(box, "register", [{"number": "BOX-1"}, {"number": "1Z999AA10123456784"}])
    finally:
        box.carriers.quota = kept

    codes = [each["error"]["code"] for each in answer.json()["data"]["rejected"]]
    assert codes == [-18019903, -18019908]


def test_more_than_forty_numbers_are_too_many(box):
    answer = ask(box, "register", [{"number": f"1Z999AA1{n:010}"} for n in range(41)])

    assert answer.json()["data"]["errors"]


def test_three_calls_a_second_are_answered_and_a_fourth_is_not(box, monkeypatch):
    monkeypatch.setattr(box.carriers, "throttle", Throttle(3, timer=lambda: 0.0))

    assert [ask(box, "getquota", {}).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_a_push_is_signed_with_the_key(box, monkeypatch):
    posts = []
    monkeypatch.setattr(box.postman, "send", lambda make: posts.append(make(0.0)))
    monkeypatch.setitem(box.carriers.hooks, "17track", "http://127.0.0.1:9/")

    ask(box, "register", [{"number": numbers(box)[1]}])

    signed = hashlib.sha256(posts[0].body + b"/" + KEY["17token"].encode()).hexdigest()
    assert posts[0].headers == {"sign": signed}
    assert json.loads(posts[0].body)["event"] == "TRACKING_UPDATED"


def test_what_was_registered_outlives_a_restart(tmp_path):
    state = {"seed": 5, "history_days": 3, "orders_per_day": 12, "calm": True, "speed": 0}
    with SandboxServer(state_path=tmp_path / "state", **state) as first:
        number = numbers(first)[0]
        ask(first, "register", [{"number": number}])
    with SandboxServer(state_path=tmp_path / "state", **state) as second:
        told = ask(second, "gettrackinfo", [{"number": number}]).json()["data"]

    assert told["accepted"][0]["number"] == number
