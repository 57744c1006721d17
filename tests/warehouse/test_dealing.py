"""Open orders are given their goods; what is missing is a reason on the board, where stock is kept and only there."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from fulfillment.orders.models import Hold, Order, OrderLine
from fulfillment.warehouse import dealing, ruling
from fulfillment.warehouse.allocating import Line, Stock, plan
from fulfillment.warehouse.lot_states import LotState
from fulfillment.warehouse.models import Allocation, Lot, StockedTeam, StockMovement, Supply
from fulfillment.warehouse.needs import Need, Needs
from tests import factories
from tests.factories import NOW
from tests.warehouse.stock import close_order, create_lot, create_need, given
from tests.warehouse.test_receiving import expected

LATER = NOW + timedelta(minutes=5)
HOUR = timedelta(hours=1)


@pytest.fixture
def sku(db):
    return factories.create_sku(team=factories.create_team(), code="LAMP")


@pytest.fixture
def by(sku):
    return factories.create_member(team=sku.team)


def deal(sku, now=NOW):
    return dealing.deal(sku.team_id, now=now)


def shortage(line) -> Hold | None:
    return Hold.objects.open().filter(order=line.order, reason="stock_short").first()


def test_the_earliest_deadline_is_given_the_oldest_lot(sku):
    create_lot(sku=sku, quantity=1, lot_code="NEW")
    create_lot(sku=sku, quantity=1, lot_code="OLD", received_at=NOW - 9 * HOUR)
    patient, urgent = create_need(sku=sku, hours=50), create_need(sku=sku, hours=5)

    found = deal(sku)

    assert (given(urgent), given(patient)) == ({"OLD": 1}, {"NEW": 1})
    assert found == (2, 0, 0)


def test_a_team_that_keeps_no_stock_never_sees_a_shortage(sku):
    line = create_need(sku=sku)

    deal(sku)

    assert (given(line), shortage(line), StockedTeam.objects.count()) == ({}, None, 1)


def test_a_sku_that_is_bought_per_order_never_is_short(sku):
    create_lot(sku=sku, quantity=1)
    first, second = create_need(sku=sku, hours=1), create_need(sku=sku, hours=9)
    deal(sku)
    assert shortage(second)

    Supply.objects.update(kind="per_order")
    deal(sku, LATER)

    assert (given(first), shortage(first), shortage(second)) == ({}, None, None)


def test_what_is_missing_is_a_reason_on_the_board_that_goes_by_itself(sku):
    create_lot(sku=sku, quantity=1)
    line = create_need(sku=sku, quantity=3)

    deal(sku)

    hold = shortage(line)
    assert (hold.owner, hold.subject, hold.blocks) == ("us", "LAMP", True)
    assert hold.evidence == "3 × LAMP are missing in Main warehouse: no delivery with it is announced"
    assert line.order.events.filter(kind="goods.short").count() == 1
    create_lot(sku=sku, quantity=2)
    deal(sku, LATER)
    assert shortage(line) is None
    assert sum(given(line).values()) == 3
    assert line.order.events.filter(kind="goods.found").count() == 1


def test_a_shortage_is_on_the_board_once_it_is_judged(sku):
    from fulfillment.orders.watch import watch_due

    create_lot(sku=sku, quantity=1)
    line = create_need(sku=sku, quantity=3, hours=40)
    deal(sku)

    watch_due(now=NOW)

    line.order.refresh_from_db()
    assert line.order.level == "due_soon"
    assert line.order.reasons[0]["code"] == "stock_short"
    assert line.order.next_action == "see_goods"


@pytest.mark.parametrize(
    ("day", "owner", "says", "waits"),
    [
        (date(2026, 11, 25), "supplier", "expected Wed 25 Nov by PO-17", True),
        (date(2026, 12, 3), "supplier", "expected Thu 3 Dec by PO-17, after the deadline", False),
    ],
)
def test_what_is_announced_is_the_suppliers_turn_and_said_beside_the_deadline(sku, day, owner, says, waits):
    create_lot(sku=sku, quantity=1)
    expected(sku, expected_on=day)
    line = create_need(sku=sku, quantity=3, hours=72)

    deal(sku)

    hold = shortage(line)
    assert hold.evidence.endswith(f": {says}")
    assert (hold.owner, hold.until_at > NOW) == (owner, waits)


def test_an_agents_shelf_that_is_empty_is_the_agents_turn(sku):
    create_lot(sku=sku, quantity=1)
    Supply.objects.update(kind="agent")
    line = create_need(sku=sku, quantity=2)

    deal(sku)

    assert shortage(line).owner == "supplier"
    assert "on the agent's shelf" in shortage(line).evidence


def test_whoever_released_it_by_hand_is_not_told_again(sku, by):
    from fulfillment.orders.holds import release_hold

    create_lot(sku=sku, quantity=1)
    line = create_need(sku=sku, quantity=2)
    deal(sku)
    release_hold(shortage(line), now=NOW, by=by)

    deal(sku, LATER)

    assert shortage(line) is None


def test_a_more_urgent_order_takes_the_goods_of_one_that_can_wait(sku):
    create_lot(sku=sku, quantity=2)
    patient = create_need(sku=sku, quantity=2, hours=50)
    deal(sku)
    urgent = create_need(sku=sku, quantity=1, hours=5)

    deal(sku, LATER)

    assert (sum(given(urgent).values()), given(patient)) == (1, {})
    assert shortage(patient)
    before = list(Allocation.objects.values())
    deal(sku, LATER + HOUR)
    assert list(Allocation.objects.values()) == before, "what is dealt stays dealt"


def test_what_has_a_label_keeps_its_goods(sku):
    create_lot(sku=sku, quantity=1)
    packed = create_need(sku=sku, hours=50)
    deal(sku)
    Order.objects.filter(pk=packed.order_id).update(stage="awaiting_scan")
    urgent = create_need(sku=sku, hours=5)

    deal(sku, LATER)

    assert (sum(given(packed).values()), given(urgent)) == (1, {})


def test_dispatched_goods_leave_the_ledger_by_name_and_cancelled_ones_are_free_again(sku):
    lot = create_lot(sku=sku, quantity=5)
    sent, cancelled = create_need(sku=sku, quantity=2), create_need(sku=sku, quantity=1)
    deal(sku)
    close_order(sent.order, "in_transit")
    close_order(cancelled.order, "cancelled")

    found = deal(sku, LATER)
    deal(sku, LATER)

    lot.refresh_from_db()
    assert (found.shipped, lot.on_hand, lot.allocated) == (2, 3, 0)
    row = StockMovement.objects.get(kind="shipped")
    assert (row.order_line, row.quantity, row.lot) == (sent, -2, lot)


def test_what_was_cancelled_of_a_line_is_free_again(sku):
    lot = create_lot(sku=sku, quantity=5)
    line = create_need(sku=sku, quantity=3)
    deal(sku)
    OrderLine.objects.filter(pk=line.pk).update(cancelled_quantity=2)

    deal(sku, LATER)

    assert given(line) == {lot.code: 1}


def test_quarantined_and_rejected_lots_are_given_to_nobody(sku):
    create_lot(sku=sku, is_quarantined=True)
    create_lot(sku=sku, is_damaged=True)
    line = create_need(sku=sku)

    deal(sku)

    assert given(line) == {}
    assert shortage(line)


def test_an_order_leaves_from_the_warehouse_that_its_channel_names(sku):
    from fulfillment.warehouse.models import Warehouse, WarehouseAlias

    create_lot(sku=sku)
    shop = factories.create_shop(team=sku.team)
    far = Warehouse.objects.create(team=sku.team, code="far", name="Far", time_zone="UTC")
    WarehouseAlias.objects.create(team=sku.team, shop=shop, external_id="W-9", warehouse=far)
    line = create_need(sku=sku, shop=shop, warehouse_external_id="W-9")
    here = create_need(sku=sku, shop=shop, warehouse_external_id="unknown")

    deal(sku)

    assert (given(line), len(given(here))) == ({}, 1)
    assert shortage(line) is None, "nothing is kept there of it"


def test_an_order_that_was_never_judged_may_be_long_gone_and_is_given_nothing(sku):
    create_lot(sku=sku)
    line = create_need(sku=sku, rule_version="")

    deal(sku)

    assert given(line) == {}
    assert shortage(line) is None


@pytest.mark.parametrize("shipping_type", ["platform_warehouse", "digital"])
def test_what_is_not_packed_here_needs_nothing_here(sku, shipping_type):
    create_lot(sku=sku)
    line = create_need(sku=sku, shipping_type=shipping_type)

    deal(sku)

    assert given(line) == {}


def test_a_rejected_lot_is_replaced_at_once_and_its_return_undoes_it(sku, by):
    bad = create_lot(sku=sku, quantity=2, lot_code="BAD", received_at=NOW - HOUR)
    create_lot(sku=sku, quantity=1, lot_code="GOOD")
    urgent, patient = create_need(sku=sku, hours=5), create_need(sku=sku, hours=50)
    deal(sku)

    assert ruling.rule(bad, LotState.REJECTED, why="smells", by=by, now=LATER)

    assert (given(urgent), given(patient)) == ({"GOOD": 1}, {})
    assert shortage(patient)
    assert urgent.order.events.filter(kind="goods.reallocated", actor=by).count() == 1
    assert ruling.rule(bad, LotState.RELEASED, why="", by=by, now=LATER + HOUR)
    assert shortage(patient) is None
    assert given(patient) == {"BAD": 1}
    assert [each.state for each in bad.rulings.order_by("pk")] == ["rejected", "released"]
    assert not ruling.rule(bad, LotState.RELEASED, why="", by=by, now=LATER + HOUR)


def test_a_preview_says_what_rejecting_does_and_changes_nothing(sku, by):
    bad = create_lot(sku=sku, quantity=2, lot_code="BAD", received_at=NOW - HOUR)
    create_lot(sku=sku, quantity=1, lot_code="GOOD")
    urgent, patient = create_need(sku=sku, hours=5), create_need(sku=sku, hours=50)
    deal(sku)
    before = list(Allocation.objects.values()), list(Order.objects.order_by("pk").values())

    found = ruling.effects(bad, LotState.REJECTED, by=by, now=LATER)

    assert [(each.line, each.is_short, each.words) for each in found] == [
        (patient, True, "no delivery with it is announced"),
        (urgent, False, "gets goods of another lot"),
    ]
    assert (list(Allocation.objects.values()), list(Order.objects.order_by("pk").values())) == before
    assert Lot.objects.get(code="BAD").state == "released"


def test_the_database_refuses_a_rejected_lot_that_is_somebodys(sku):
    from django.db import IntegrityError, transaction

    lot = create_lot(sku=sku)
    create_need(sku=sku)
    deal(sku)

    with pytest.raises(IntegrityError, match="lot_allocates_once_released"), transaction.atomic():
        Lot.objects.filter(pk=lot.pk).update(state="rejected")


def test_only_teams_with_something_new_are_dealt_to(sku):
    create_lot(sku=sku)
    create_need(sku=sku)
    now = timezone.now()
    assert dealing.deal_due_teams(now=now) == 1

    quiet = now + timedelta(hours=5)
    StockedTeam.objects.update(allocated_until_at=quiet)
    with CaptureQueriesContext(connection) as captured:
        assert dealing.deal_due_teams(now=quiet) == 0
    assert len(captured) == 2


def test_many_lines_cost_no_more_statements_than_few(sku):
    create_lot(sku=sku, quantity=500)

    def statements(lines):
        shop = factories.create_shop(team=sku.team)
        for _ in range(lines):
            create_need(sku=sku, shop=shop)
        with CaptureQueriesContext(connection) as captured:
            assert deal(sku).lines == lines
        return len(captured)

    assert statements(2) == statements(30) <= 17


LAMP = (1, 1)
needs_ = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 6), st.booleans()), min_size=1, max_size=8)


@hypothesis_given(needs_, st.integers(0, 12), needs_)
def test_whoever_comes_later_is_dealt_to_as_if_all_had_come_at_once(first, free, later):
    """Of orders whose label is not made, the same are served whenever they came."""

    def lines(rows, begin):
        return [
            Line(begin + pk, LAMP, 1, need, NOW + due * HOUR, NOW) for pk, (need, due, _) in enumerate(rows)
        ]

    early, late = lines(first, 0), lines(later, 100)
    lots = [Stock(7, LAMP, free, NOW)]
    had = {each.line: each.quantity for each in plan(early, lots).assignments}
    left = [lots[0]._replace(free=free - sum(had.values()))]
    needs = [Need(line, line.id, had.get(line.id, 0), False) for line in [*early, *late]]

    served = _served(Needs(needs, left, {}), had)

    assert served == {each.line for each in plan([*early, *late], lots).assignments}


def _served(told, had):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(dealing.needs, "given", lambda ids: {pk: {7: had[pk]} for pk in ids if pk in had})
        found, gives = dealing._decide(told)
    return (set(had) - set(gives)) | {each.line for each in found.assignments}


def ship_partly(line, *, unsent, scanned=1, total=1):
    OrderLine.objects.filter(pk=line.pk).update(unsent_quantity=unsent)
    Order.objects.filter(pk=line.order_id).update(
        status="partly_shipped", packages_scanned=scanned, packages_total=total, changed_at=LATER
    )


def test_what_is_in_a_scanned_package_leaves_the_shelf_while_the_rest_of_its_order_waits(sku):
    create_lot(sku=sku, quantity=2, lot_code="OLD", received_at=NOW - 9 * HOUR)
    create_lot(sku=sku, quantity=5, lot_code="NEW")
    line = create_need(sku=sku, quantity=4)
    deal(sku)

    ship_partly(line, unsent=1)
    found = deal(sku, LATER)
    again = deal(sku, LATER + HOUR)

    assert (found.shipped, again.shipped) == (3, 0)
    assert given(line) == {"NEW": 1}
    assert {each.code: (each.on_hand, each.allocated) for each in Lot.objects.all()} == {
        "OLD": (0, 0), "NEW": (4, 1)
    }  # fmt: skip


def test_a_package_that_no_carrier_scanned_yet_keeps_its_goods_on_the_shelf(sku):
    create_lot(sku=sku, quantity=5)
    line = create_need(sku=sku, quantity=3)
    deal(sku)

    ship_partly(line, unsent=1, scanned=1, total=2)

    assert deal(sku, LATER).shipped == 0
    assert sum(given(line).values()) == 3


def test_the_rest_of_a_partly_shipped_order_leaves_with_its_dispatch_and_nothing_twice(sku):
    create_lot(sku=sku, quantity=5)
    line = create_need(sku=sku, quantity=3)
    deal(sku)
    ship_partly(line, unsent=1)
    deal(sku, LATER)

    close_order(line.order, "in_transit")
    found = deal(sku, LATER + HOUR)

    assert found.shipped == 1
    assert Lot.objects.get().on_hand == 2


def test_what_was_sent_of_a_line_is_not_short_again(sku):
    create_lot(sku=sku, quantity=2)
    line = create_need(sku=sku, quantity=2)
    deal(sku)
    ship_partly(line, unsent=0)
    deal(sku, LATER)

    assert (deal(sku, LATER + HOUR), shortage(line), given(line)) == ((0, 0, 0), None, {})
