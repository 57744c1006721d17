"""Which refund requests count, and under what."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.counts import Counts
from metrics.refunds import tables
from metrics.refunds.counting import LeftOut, Request, counted, left_out, values
from metrics.spans import Span

MONDAY = date(2026, 11, 16)
SPAN = Span(since_on=MONDAY, until_on=date(2026, 11, 29), by="week")
STATUSES = (
    "requested",
    "in_return",
    "accepted",
    "completed",
    "needs_attention",
    "rejected",
    "withdrawn",
)


def request(**told):
    usual = {
        "id": 1, "shop_id": 1, "order_id": 7, "day_on": MONDAY, "status": "completed", "kind": "refund",
        "group": "defective", "words": "Product is defective", "amount": Decimal("9.59"), "currency": "USD",
        "is_dispatched": True, "is_copy": False, "carrier": "usps", "lane": "BRIGHT → usps",
        "skus": ("LAMP",), "suppliers": ("BRIGHT",),
    }  # fmt: skip
    return Request(**usual | told)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({}, None),
        ({"status": "requested"}, None),
        ({"status": "in_return"}, None),
        ({"status": "needs_attention"}, None),
        ({"status": "withdrawn"}, LeftOut.WITHDRAWN),
        ({"status": "rejected"}, LeftOut.REJECTED),
        ({"is_dispatched": False}, LeftOut.NOT_DISPATCHED),
        ({"is_copy": True}, LeftOut.COPY),
        ({"order_id": None, "is_dispatched": False}, LeftOut.ORDER_UNKNOWN),
        ({"is_copy": True, "status": "rejected"}, LeftOut.COPY),
    ],
)
def test_what_counts_and_why_the_rest_does_not(told, why):
    assert left_out(request(**told)) == why


@pytest.mark.parametrize(
    ("dimension", "told", "found"),
    [
        ("sku", {"skus": ("B", "A", "B", "")}, ("A", "B")),
        ("sku", {"skus": ()}, ("",)),
        ("supplier", {"suppliers": ("", "")}, ("",)),
        ("carrier", {}, ("usps",)),
        ("carrier", {"carrier": ""}, ("",)),
        ("lane", {}, ("BRIGHT → usps",)),
        ("shop", {}, ("1",)),
    ],
)
def test_a_request_counts_once_under_each_of_its_values(dimension, told, found):
    assert values(request(**told), dimension) == found


def test_only_money_that_went_back_or_was_promised_is_lost_and_currencies_stay_apart():
    some = [
        request(amount=Decimal("10.10")),
        request(status="accepted", amount=Decimal("0.90")),
        request(status="requested", amount=Decimal(100)),
        request(amount=None),
        request(amount=Decimal(5), currency="GBP"),
    ]

    assert tables.paid(some) == {"GBP": Decimal(5), "USD": Decimal("11.00")}


def test_reasons_stand_with_their_share_and_the_channels_own_words():
    some = [request(words="Broken")] * 2 + [request(words="Dead")] + [request(group="fit", words="")]

    first, second = tables.by_reason(some)

    assert (first.group, first.count, first.share, first.running) == ("defective", 3, 0.75, 0.75)
    assert first.words == [("Broken", 2), ("Dead", 1)]
    assert (second.group, second.count, second.running, second.words) == ("fit", 1, 1.0, [])


requests = st.builds(
    request,
    day_on=st.dates(MONDAY, date(2026, 11, 29)),
    status=st.sampled_from(STATUSES),
    group=st.sampled_from(["defective", "fit", "other", ""]),
    is_dispatched=st.booleans(),
    is_copy=st.booleans(),
    order_id=st.sampled_from([None, 1, 2]),
    carrier=st.sampled_from(["", "usps", "ups"]),
    skus=st.lists(st.sampled_from(["", "A", "B", "C"]), max_size=3).map(tuple),
    amount=st.none() | st.decimals(0, 99, places=2),
)


@given(st.lists(requests, max_size=30), st.sampled_from(["sku", "carrier"]))
def test_every_table_is_the_plain_count(found, dimension):
    plain = [
        each
        for each in found
        if each.order_id and not each.is_copy and each.is_dispatched
        and each.status not in ("withdrawn", "rejected")
    ]  # fmt: skip
    some = counted(found)
    assert some == plain
    assert sum(count for _, count in tables.by_why(found)) == len(found) - len(plain)

    reasons = tables.by_reason(some)
    assert {each.group: each.count for each in reasons} == {
        group: n
        for group in ("defective", "fit", "other")
        if (n := sum((each.group or "other") == group for each in plain))
    }
    assert not reasons or reasons[-1].running == 1
    for period, groups in tables.by_period(some, SPAN):
        inside = [each for each in plain if period.since_on <= each.day_on <= period.until_on]
        assert sum(groups.values()) == len(inside)
    for each in tables.by_value(some, dimension, {"A": 10}):
        of_value = [one for one in plain if each.value in values(one, dimension)]
        assert each.counts == Counts(len(of_value), 10 if each.value == "A" else 0)
        assert sum(each.by_group.values()) == len(of_value)
