"""What programs read: pages of changed orders, whole and without buyers."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fulfillment.channels.ingest import take_orders
from fulfillment.orders.models import Order
from fulfillment.orders.watch import watch_due
from fulfillment.tracking.judging import judge_due_packages
from tests.channels.api.asking import AT, Program, order, own_store, package

pytestmark = pytest.mark.django_db


def settle(now: datetime | None = None) -> None:
    """Everything is judged, and lies longer back than what is held back as too young."""
    now = now or datetime.now(UTC)
    while judge_due_packages(now=now) or watch_due(now=now):
        pass
    Order.objects.update(changed_at=now - timedelta(minutes=1))


def test_an_order_is_told_with_its_level_reasons_deadline_and_verdicts_and_without_its_buyer():
    shop = own_store(time_zone="America/Los_Angeles")
    program = Program(shop.team)
    due = (datetime.now(UTC) - timedelta(hours=3)).isoformat()
    program.bring(shop, "orders", order("A/1 2", dispatch_due_at=due))
    program.bring(shop, "packages", package("P1", "A/1 2", tracking_number="NONSENSE"))
    settle()

    answer = program.get("shops/own/orders/A/1 2")

    told = answer.json()
    assert (told["id"], told["shop"], told["level"], told["is_open"]) == (
        "A/1 2",
        "own",
        "will_count_late",
        True,
    )
    assert told["reasons"][0]["sentence"]
    assert told["dispatch_due_at"] is not None
    assert (told["packages"][0]["verdict"], told["packages"][0]["verdict_reasons"][0]) == (
        "invalid",
        "unknown_format",
    )
    assert told["lines"] == [
        {"id": "1", "sku": "LAMP-1", "title": "", "quantity": 2, "cancelled_quantity": 0}
    ]
    assert "Quist" not in answer.content.decode()
    assert program.get("shops/own/orders/none").status_code == 404


def test_pages_hold_every_order_once_in_the_order_of_change_and_go_on_where_they_ended():
    shop = own_store()
    program = Program(shop.team)
    program.bring(shop, "orders", *[order(str(number)) for number in range(7)])
    settle()  # all of one moment: told apart by id

    seen, cursor, pages = [], "", 0
    while True:
        page = program.get("orders", limit="3", cursor=cursor).json()
        seen += [each["id"] for each in page["orders"]]
        cursor, pages = page["next_cursor"], pages + 1
        if not page["has_more"]:
            break
    assert (seen, pages) == ([str(number) for number in range(7)], 3)

    assert program.get("orders", cursor=cursor).json()["orders"] == []
    Order.objects.filter(external_id="2").update(changed_at=datetime.now(UTC) - timedelta(seconds=30))
    later = program.get("orders", cursor=cursor).json()
    assert [each["id"] for each in later["orders"]] == ["2"]
    assert program.get("orders", cursor=later["next_cursor"]).json()["next_cursor"] == later["next_cursor"]


def test_updated_since_includes_its_very_moment_and_what_is_seconds_old_comes_later():
    shop = own_store()
    program = Program(shop.team)
    program.bring(shop, "orders", order("1"), order("2"), order("3"))
    now = datetime.now(UTC)
    for name, age in (("1", 3600), ("2", 1800), ("3", 1)):
        Order.objects.filter(external_id=name).update(changed_at=now - timedelta(seconds=age))
    since = (now - timedelta(seconds=1800)).isoformat()

    found = program.get("orders", updated_since=since).json()

    assert [each["id"] for each in found["orders"]] == ["2"]
    for bad in ("yesterday", "2026-11-24T18:00:00", "2026-13-45T00:00:00Z"):
        assert program.get("orders", updated_since=bad).status_code == 422
    for bad in ("x", "1-", "9" * 30 + "-1"):
        assert program.get("orders", cursor=bad).status_code == 422


def test_whatever_is_told_of_an_order_moves_its_change_and_judging_it_to_the_same_does_not():
    shop = own_store()
    program = Program(shop.team)

    def changed() -> datetime:
        return Order.objects.get(external_id="1001").changed_at

    program.bring(shop, "orders", order(dispatch_due_at=(AT + timedelta(days=9)).isoformat()))
    brought = changed()
    watch_due(now=datetime.now(UTC))
    judged = changed()
    assert judged >= brought

    Order.objects.update(next_check_at=AT)
    watch_due(now=datetime.now(UTC))
    assert changed() == judged
    program.bring(shop, "packages", package())
    assert changed() > judged


def test_a_page_costs_the_same_queries_whatever_its_size():
    shop = own_store()
    program = Program(shop.team)
    program.bring(shop, "orders", *[order(str(number)) for number in range(40)])
    program.bring(shop, "packages", *[package(f"P{number}", str(number)) for number in range(40)])
    settle()
    counts = []
    for limit in ("2", "40"):
        with CaptureQueriesContext(connection) as queries:
            assert program.get("orders", limit=limit).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 8


def test_an_order_of_the_past_is_new_to_us_the_moment_it_comes():
    shop, now = own_store(), datetime.now(UTC)
    from fulfillment.channels.records import OrderRecord

    record = OrderRecord(external_id="1", updated_at=AT, status="to_ship", channel_status="", placed_at=AT)
    take_orders(shop=shop, records=[record], now=now)

    assert Order.objects.get().changed_at == now
