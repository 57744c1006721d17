"""The file of a bulk operation: whole orders out of lines, in handfuls, from any byte on."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from fulfillment.channels.errors import BadAnswer, Refused
from fulfillment.channels.shopify import bulk

ORDER = {"id": "gid://shopify/Order/1", "name": "#1", "refunds": [], "fulfillments": []}


def child(kind: str, number: int, parent: int = 1) -> dict[str, Any]:
    return {"id": f"gid://shopify/{kind}/{number}", "__parentId": f"gid://shopify/Order/{parent}"}


def order(number: int, **changes: Any) -> dict[str, Any]:
    return ORDER | {"id": f"gid://shopify/Order/{number}"} | changes


def cut(*rows: Any, chunk: int = 7) -> list[tuple[int, bytes]]:
    raw = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    return list(bulk._cut([raw[n : n + chunk] for n in range(0, len(raw), chunk)], 0))


def test_children_come_home_and_each_order_says_where_the_next_begins() -> None:
    found = cut(
        order(1), child("LineItem", 11), child("FulfillmentOrder", 12), order(2), child("LineItem", 21, 2)
    )
    groups = list(bulk.groups(found))
    assert [begin for begin, _ in groups] == [found[3][0], found[4][0] + len(found[4][1]) + 1]
    first = json.loads(groups[0][1].order())
    assert [node["id"] for node in first["lineItems"]["nodes"]] == ["gid://shopify/LineItem/11"]
    assert [node["id"] for node in first["fulfillmentOrders"]["nodes"]] == [
        "gid://shopify/FulfillmentOrder/12"
    ]
    assert all(group.is_whole for _, group in groups)


@pytest.mark.parametrize(
    "rows",
    [
        [order(1, refunds=[{"id": "gid://shopify/Refund/5"}])],
        [order(1, fulfillmentsCount={"count": 2})],
        [order(1), child("Return", 7)],
        [order(1), child("LineItem", 7, parent=99)],  # it follows another order's
    ],
)
def test_an_order_that_the_file_cannot_tell_whole_is_fetched_by_itself(rows) -> None:
    [part] = bulk.parts(bulk.groups(cut(*rows)), lambda raw: [raw])  # type: ignore[list-item, return-value]
    assert (list(part.items), list(part.to_fetch)) == ([], ["1"])


def test_parts_are_handfuls_and_go_on_anywhere(monkeypatch) -> None:
    monkeypatch.setattr(bulk, "ORDERS_AT_ONCE", 2)
    found = cut(*(order(n) for n in range(1, 6)))
    names = [json.loads(raw)["id"] for _, raw in found]
    parts = list(bulk.parts(bulk.groups(found), lambda raw: [json.loads(raw)["id"]]))  # type: ignore[list-item, arg-type, return-value]
    assert [list(part.items) for part in parts] == [names[:2], names[2:4], names[4:]]
    rest = [(begin, raw) for begin, raw in found if begin >= parts[0].offset]
    assert [json.loads(raw)["id"] for _, raw in rest] == names[2:]


@pytest.mark.parametrize("broken", [b'{"id": "gid://sh', b"<html>", b"[1]", b'{"id": 5}'])
def test_a_line_that_cannot_be_read_ends_the_file(broken: bytes) -> None:
    with pytest.raises(BadAnswer):
        list(bulk.groups([*cut(order(1)), (200, broken)]))


@pytest.mark.parametrize(
    ("told", "running", "failed", "url"),
    [
        ({"status": "CREATED"}, True, False, ""),
        ({"status": "RUNNING"}, True, False, ""),
        ({"status": "COMPLETED", "url": "http://x"}, False, False, "http://x"),
        ({"status": "COMPLETED", "url": None}, False, False, ""),
        ({"status": "FAILED", "errorCode": "TIMEOUT", "partialDataUrl": "http://p"}, False, True, "http://p"),
        ({"status": "CANCELED"}, False, True, ""),
        ({"status": "EXPIRED"}, False, True, ""),
        ({"status": "SOMETHING_NEW"}, False, True, ""),
    ],
)
def test_every_end_of_an_operation_is_known(told, running: bool, failed: bool, url: str) -> None:
    found = bulk.operation(json.dumps(told).encode())
    assert (found.is_running, found.has_failed, found.url) == (running, failed, url)


def test_an_operation_that_is_forgotten_is_said() -> None:
    with pytest.raises(Refused, match="does not know"):
        bulk.operation(b"null")


def test_the_question_names_its_span_and_takes_no_variables() -> None:
    asked = bulk.question(datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))
    assert "updated_at:>='2026-09-01T00:00:00Z'" in asked
    assert "$" not in asked
