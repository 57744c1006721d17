"""The demo's inspectors: lots of earlier weeks, a queue that lives, a failing lot whose orders have choices."""

from datetime import timedelta
from random import Random

import pytest

from fulfillment.desk.demo.evening.people import inspectors_of
from fulfillment.desk.demo.quality import faults, living
from fulfillment.desk.demo.quality.earlier import tell_lots
from fulfillment.inspections import planning, queueing
from fulfillment.inspections.models import CorrectiveAction, Finding, Inspection
from fulfillment.orders.models import Hold, Refund
from fulfillment.orders.watch import wake, watch_due
from fulfillment.warehouse import dealing
from fulfillment.warehouse.models import Lot, StockMovement, Supply
from metrics import facts
from metrics.refunds.defects import reading
from metrics.spans import Span
from tests import factories
from tests.factories import NOW
from tests.warehouse.stock import create_lot, create_need

DAY = timedelta(days=1)


def test_a_supplier_with_weak_points_has_more_defects_than_one_without():
    asked = planning.asked_of(500)
    counts = {
        code: sum(len(faults.of_lot(f"{code}-X-US", Random(n), asked)) for n in range(200))
        for code in ("YWG", "KRV")
    }
    assert counts["YWG"] > counts["KRV"] > 0


def test_most_lots_pass_and_some_fail():
    asked = planning.asked_of(120)
    failed = sum(faults.is_failed(asked, faults.of_lot("YWG-FAN-US", Random(n), asked)) for n in range(300))
    assert 15 < failed < 150


@pytest.fixture
def sku(db):
    team = factories.create_team()
    supplier = factories.create_supplier(team=team, code="YWG")
    return factories.create_sku(team=team, code="YWG-NECK-FAN-US", title="Neck fan", supplier=supplier)


def keep(sku):
    Supply.objects.get_or_create(team=sku.team, warehouse=create_lot(sku=sku, quantity=1).warehouse, sku=sku)


def test_lots_of_earlier_weeks_are_told_once_with_what_was_found_and_who_got_the_goods(sku):
    keep(sku)
    shop = factories.create_shop(team=sku.team)
    for n in range(18):
        order = factories.create_order(
            shop=shop, dispatched_at=NOW - (n + 5) * DAY, scanned_at=NOW - (n + 5) * DAY, status="in_transit",
            stage="in_transit", is_open=False,
            placed_at=NOW - (n + 6) * DAY,
            dispatch_due_at=NOW - (n + 4) * DAY,
        )  # fmt: skip
        factories.create_line(order=order, sku=sku, quantity=1)
        wake([order.pk], now=NOW)
        if n % 3 == 0:
            Refund.objects.create(
                team=sku.team, shop=shop, order=order, order_external_id=order.external_id, external_id=f"R{n}",
                status="completed", reason_group="defective", remote_updated_at=NOW,
            )  # fmt: skip
    while facts.judge_changed():
        pass

    told = [
        tell_lots(sku.team, inspectors_of(sku.team), now=NOW + turn * timedelta(seconds=15))
        for turn in range(3)
    ]
    assert told == [2, 1, 0]
    assert Inspection.objects.settled().count() == 3
    went = StockMovement.objects.filter(kind="shipped").select_related("lot", "order_line__order")
    assert len(went) >= 10
    assert all(each.lot.received_at < each.moved_at == each.order_line.order.dispatched_at for each in went)
    assert not [lot for lot in Lot.objects.all() if lot.free > 1]
    span = Span(since_on=(NOW - 40 * DAY).date(), until_on=NOW.date(), by="day")
    found = reading.groups([shop], span)
    assert sum(each.orders for each in found) == len(went)
    assert Finding.objects.exists()


def test_a_lot_that_a_few_orders_were_given_fails_and_they_wait_for_a_choice(sku):
    create_lot(sku=sku, quantity=6, lot_code="FEW")
    lines = [create_need(sku=sku, hours=hours) for hours in (20, 30, 40)]
    watch_due(now=NOW)
    dealing.deal(sku.team_id, now=NOW)
    for minutes in (0, 1):
        living._recall(sku.team, inspectors_of(sku.team)[0], now=NOW + timedelta(minutes=minutes))

    row = Inspection.objects.get()
    assert (row.verdict, row.lot.state) == ("failed", "rejected")
    # Each defect has its picture, and one piece that is right stands beside them.
    assert row.photos.count() == 1 + row.photos.exclude(finding_uuid=None).count() == 1 + row.findings.count()
    held = Hold.objects.open().filter(reason="failed_inspection")
    assert {each.order_id for each in held} == {line.order_id for line in lines}
    assert CorrectiveAction.objects.get().inspection == row


def test_deliveries_come_while_few_lots_wait_and_some_are_left_for_whoever_looks(sku):
    keep(sku)
    team, inspectors = sku.team, inspectors_of(sku.team)
    for turn in range(12):
        now = NOW + turn * timedelta(minutes=10)
        living._deliver(team, inspectors[0], now=now)
        living._inspect_next(team, inspectors, now=now)

    assert queueing.to_inspect(team) >= living.WAITING
    assert Inspection.objects.settled().count() >= 5
    assert {each.inspector for each in Inspection.objects.all()} <= set(inspectors)
