"""An import taken back: what it made is gone, what it changed is as before, what others did since stays."""

from datetime import UTC, datetime

import pytest

from fulfillment.channels.generic import undoing
from fulfillment.channels.models import ImportedOrder
from fulfillment.orders.acts import assign
from fulfillment.orders.models import ChangedOrder, Order, OrderEvent, OrderLine
from fulfillment.orders.upsert.orders import MIRRORED
from fulfillment.orders.watch import watch_due
from metrics import facts
from metrics.models import DailySum, Fact
from tests.channels.api.asking import Program, order
from tests.channels.browser_import.bringing import as_csv, line
from tests.factories import create_member, create_package

pytestmark = pytest.mark.django_db


def judge():
    while watch_due(now=datetime.now(UTC)):
        pass
    while facts.judge_changed():
        pass


def state():
    orders = Order.objects.order_by("external_id")
    lines = OrderLine.objects.order_by("order", "external_id")
    events = OrderEvent.objects.filter(source__in=["channel", "import"]).order_by("key")
    sums = DailySum.objects.exclude(numerator=0, denominator=0)
    return (
        list(orders.values_list("external_id", "remote_updated_at", "buyer_id", *MIRRORED)),
        list(lines.values_list("order_id", "external_id", "sku_code", "quantity", "unit_price")),
        list(events.values_list("key", flat=True)),
        list(Fact.objects.order_by("metric", "unit_id").values_list("metric", "unit_id")),
        sorted(sums.values_list("metric", "dimension", "value", "day_on", "numerator", "denominator")),
    )


def test_everything_is_as_before_orders_lines_events_facts_and_sums(desk):
    scanned = "2026-11-24T01:00:00+00:00"
    Program(desk.team).bring(
        desk.shop, "orders", order("old", status="in_transit", first_scan_at=scanned, dispatch_due_at=scanned)
    )
    judge()
    before = state()

    rows = [
        line("new", status="Delivered"),
        line("old", status="Delivered", placed="2026-11-25 09:00", sku="OTHER"),
    ]
    upload = desk.imported(as_csv(rows))
    judge()
    assert state() != before
    desk.press("undo", upload)
    judge()

    assert upload.undone == {"taken_back": 2, "kept": 0}
    assert state() == before
    assert not ImportedOrder.objects.exists()


def test_a_dispatched_order_that_is_taken_back_leaves_no_count_behind(desk):
    header = ("id", "status", "created", "shipped at", "ship by")
    rows = [["1", "shipped", "2026-11-20 09:00", "2026-11-21 09:00", "2026-11-20 18:00"]]
    upload = desk.imported(as_csv(rows, header=header))
    judge()
    assert Fact.objects.filter(in_denominator=True).exists()

    desk.press("undo", upload)
    judge()

    assert not Fact.objects.exists()
    assert not DailySum.objects.exclude(numerator=0, denominator=0).exists()


def test_what_somebody_or_something_changed_since_stays_with_a_sentence(desk):
    upload = desk.imported(as_csv([line(name) for name in ("plain", "newer", "packed", "assigned", "gone")]))
    rows = {each.external_id: each for each in Order.objects.all()}
    Program(desk.team).bring(desk.shop, "orders", order("newer", status="cancelled"))
    create_package(orders=[rows["packed"]])
    person = create_member(team=desk.team)
    assign(Order.objects.filter(external_id="assigned"), to=person, by=person, now=datetime.now(UTC))
    OrderLine.objects.filter(order=rows["gone"]).delete()
    OrderEvent.objects.filter(order=rows["gone"]).delete()
    ChangedOrder.objects.filter(order=rows["gone"]).delete()
    rows["gone"].delete()

    desk.press("undo", upload)

    assert upload.undone == {"taken_back": 1, "kept": 4}
    assert set(Order.objects.values_list("external_id", flat=True)) == {"newer", "packed", "assigned"}
    kept = dict(ImportedOrder.objects.values_list("external_id", "kept"))
    assert kept["newer"] == undoing.NEWER
    assert kept["gone"] == undoing.GONE
    assert "package" in kept["packed"]
    assert "event" in kept["assigned"]
    page = desk.page(upload)
    assert "Something newer was told of it since" in page
    assert [row[2] for row in desk.report(upload)].count("not_undone") == 4


def test_a_file_that_was_taken_back_can_be_imported_again(desk):
    content = as_csv([line("1"), line("2")])
    desk.press("undo", desk.imported(content))
    assert not Order.objects.exists()

    again = desk.imported(content)
    assert Order.objects.count() == 2
    desk.press("undo", again)
    assert not Order.objects.exists()


def test_importing_twice_keeps_what_was_before_the_first_time(desk):
    content = as_csv([line("1")])
    desk.imported(content)
    again = desk.imported(content)

    desk.press("undo", again)

    assert not Order.objects.exists()


def test_many_orders_are_taken_back_batch_by_batch_in_a_constant_number_of_queries(
    desk, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(undoing, "BATCH", 20)
    upload = desk.imported(as_csv([line(str(number)) for number in range(60)]))

    with django_assert_max_num_queries(80):
        assert undoing.undo_batch(upload.run, now=datetime.now(UTC)) == (20, 0)
    desk.press("undo", upload)

    assert upload.undone["taken_back"] == 40
    assert not Order.objects.exists()
