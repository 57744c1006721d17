"""Workers are killed with -9 while they send a list of numbers: each arrives once, and both sides are equal."""

from datetime import timedelta

import pytest

from fulfillment.accounts.roles import Role
from fulfillment.channels.tasks import push_shop, start_due_pushes
from fulfillment.channels.uploads.lists import going, keeping
from fulfillment.channels.uploads.lists.judging import rows_of
from fulfillment.channels.uploads.lists.tabular import Line
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import UNSETTLED, State
from tests.channels.test_pushing import fresh, released_together
from tests.channels.world import connect, differences, judge, pull
from tests.factories import create_member
from tests.faults.both_sides import LOOKS_BACK, now, world
from tests.faults.workers import wait_until, workers

pytestmark = pytest.mark.faults
MANY = 8


@pytest.fixture
def box():
    with world(orders_per_day=6) as server:
        yield server


def test_killed_in_mid_push_every_number_arrives_once(box, process_env):
    [connection] = connect(box, now=now(), history_days=LOOKS_BACK, market="US")
    sent = {each: fresh() for each in released_together(box, MANY)}
    pull(connection, now)
    numbers = list_of(connection.team, sent)
    box.fault(slow=0.1)
    with workers(process_env) as pool:
        first = pool.start()
        push_shop.delay(connection.shop_id)
        wait_until(in_the_middle, seconds=60, every=0.005)
        pool.kill(first)
        pool.start()
        OutboundWrite.objects.exclude(leased_until_at=None).update(
            leased_until_at=now() - timedelta(seconds=1)
        )
        wait_until(all_settled, seconds=90, every=0.5)

    box.fault(clear=True)
    assert {row.write.state for row in rows_of(numbers, now=now())} == {State.DONE}
    there = {
        order: [each.number for each in box.world.orders[order].parcels if each.by_software] for order in sent
    }
    assert there == {order: [number] for order, number in sent.items()}
    pull(connection, now)
    judge(now())
    assert differences(connection, box) == {}


def list_of(team, sent):
    """The list, sent two minutes ago: its pause is over."""
    earlier = now() - timedelta(minutes=2)
    lines = [Line(row, order, number, "USPS") for row, (order, number) in enumerate(sent.items(), 1)]
    by = create_member(team=team, role=Role.OPERATOR)
    numbers, _ = keeping.keep(team, lines, name="x", shop=None, corrects=False, by=by, now=earlier)
    assert going.send_list(numbers, warned_too=True, by=by, now=earlier) == MANY
    return numbers


def in_the_middle():
    """Some have arrived, and of one it is not known whether it did."""
    rows = OutboundWrite.objects.all()
    return (
        rows.filter(state=State.DONE).exists()
        and rows.filter(state=State.IN_FLIGHT, is_uncertain=True).exists()
    )


def all_settled():
    """Asked for again and again, as beat would."""
    start_due_pushes.delay()
    OutboundWrite.objects.filter(state=State.WAITING).update(not_before_at=now() - timedelta(seconds=1))
    return not OutboundWrite.objects.filter(state__in=UNSETTLED).exists()
