"""Failures on request, each seen over HTTP and each over when it should be."""

import json
import time
from email.utils import parsedate_to_datetime

import httpx
import pytest

from tests.sandbox.caller import DETAIL, ORDERS


def ask(caller, **params):
    return caller.call("POST", ORDERS, {}, page_size=3, **params)


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [("fail_500", 500, 36009003), ("throttle", 429, 36009002), ("timeout", 504, 36009007)],
)
def test_a_counted_fault_strikes_as_often_as_asked(own_box, own_caller, fault, status, code):
    own_box.fault(**{fault: 2})
    answers = [ask(own_caller) for _ in range(3)]

    assert [(a.status_code, a.json()["code"]) for a in answers] == [(status, code), (status, code), (200, 0)]


def test_html_comes_instead_of_json(own_box, own_caller):
    own_box.fault(html=1)
    answer = ask(own_caller)

    assert answer.headers["content-type"] == "text/html"
    assert b"<html>" in answer.content


def test_a_truncated_answer_is_no_json(own_box, own_caller):
    own_box.fault(truncate=1)

    with pytest.raises(json.JSONDecodeError):
        ask(own_caller).json()
    assert ask(own_caller).json()["code"] == 0


def test_a_reset_closes_the_connection_without_an_answer(own_box, own_caller):
    own_box.fault(reset=1)

    with pytest.raises(httpx.RemoteProtocolError):
        ask(own_caller)


def test_a_slow_shop_answers_late(own_box, own_caller):
    own_box.fault(slow=0.3)
    before = time.monotonic()
    ask(own_caller)

    assert time.monotonic() - before >= 0.3


def test_a_timed_fault_lasts_its_seconds(own_box, own_caller):
    own_box.fault(fail_500={"seconds": 0.4})
    assert ask(own_caller).status_code == 500
    time.sleep(0.45)
    assert ask(own_caller).status_code == 200


def test_a_fault_can_be_kept_to_some_paths(own_box, own_caller):
    own_box.fault(fail_500=1, only="/return_refund/")

    assert ask(own_caller).status_code == 200


def test_a_skewed_clock_refuses_good_timestamps_and_shows_in_the_date(own_box, own_caller):
    own_box.fault(clock_skew=-120)
    answer = ask(own_caller)

    assert answer.json()["code"] == 36009004
    assert abs(parsedate_to_datetime(answer.headers["date"]).timestamp() - time.time() + 120) < 5


def test_a_bad_order_stays_bad_in_list_and_detail_until_switched_off(own_box, own_caller):
    own_box.fault(bad_order=True)
    bad = [row for row in ask(own_caller).json()["data"]["orders"] if row["create_time"] == "yesterday"]
    assert len(bad) == 1

    detail = own_caller.data("GET", DETAIL, ids=bad[0]["id"])["orders"][0]
    assert detail["line_items"] == "none"
    own_box.fault(bad_order=False)
    assert isinstance(own_caller.data("GET", DETAIL, ids=bad[0]["id"])["orders"][0]["create_time"], int)


def test_faults_over_http_are_refused_with_a_sentence_when_unknown(own_caller):
    answer = own_caller.http.post("/_sandbox/faults", json={"explode": 1})

    assert answer.status_code == 400
    assert "explode" in answer.json()["error"]


def test_clearing_ends_every_fault(own_box, own_caller):
    own_box.fault(fail_500=50, slow=2, bad_order=True)
    own_box.fault(clear=True)

    assert ask(own_caller).json()["code"] == 0


def test_the_levers_work_over_http(own_box, own_caller):
    http = own_caller.http
    now = http.get("/_sandbox/state").json()["now"]
    ids = http.post("/_sandbox/place", json={"n": 2, "shop": "glow-us"}).json()["order_ids"]
    later = http.post("/_sandbox/advance", json={"seconds": 7200}).json()["now"]
    listed = own_caller.data("GET", DETAIL, ids=",".join(ids))["orders"]

    assert later - now >= 7200
    assert {row["id"] for row in listed} == set(ids)
    assert {o["id"] for o in http.get("/_sandbox/truth").json()["orders"]} >= set(ids)
    assert http.get("/_sandbox/catalog", params={"format": "csv"}).text.count("\n") == 31
    assert own_caller.exchange(http.post("/_sandbox/authorize").json()["code"]).json()["code"] == 0
