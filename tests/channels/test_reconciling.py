"""Reconciliation over real HTTP: what went missing is found, named, fetched, and closed."""

from datetime import timedelta

import pytest
from django.db import connection as db
from django.test.utils import CaptureQueriesContext

from fulfillment.channels import reconciling
from fulfillment.channels.models import Connection, Discrepancy, Reconciliation, Wanted
from fulfillment.orders.models import Order
from tests.channels.world import connect, differences, judge, pull

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop_line(box, time):
    [connection] = connect(box, now=time(), market="US")
    return pull(connection, time)


def look_again(connection, time, box, minutes=25):
    box.advance(minutes * 60)
    Reconciliation.objects.filter(shop=connection.shop).update(next_at=time())
    Connection.objects.filter(pk=connection.pk).update(next_sync_at=time())
    return pull(connection, time)


def test_after_a_pull_every_day_is_compared_and_nothing_differs(shop_line, box):
    days = Reconciliation.objects.filter(shop=shop_line.shop)

    assert days.exclude(compared_at=None).count() == days.count() >= 5
    assert sum(day.theirs for day in days) == sum(day.ours for day in days) > 20
    assert not Discrepancy.objects.exists()
    assert all(theirs == ours for day in days for theirs, ours in day.states.values())


def test_an_order_that_never_arrived_is_named_and_fetching_it_closes_it(shop_line, box, time):
    lost = Order.objects.filter(shop=shop_line.shop, placed_at__lt=time() - timedelta(days=1)).first()
    Order.objects.filter(pk=lost.pk).delete()

    look_again(shop_line, time, box)
    [found] = reconciling.open_of(shop_line.team)
    assert (found.external_id, found.kind, found.cause) == (lost.external_id, "missing_here", "never_told")
    assert found.placed_on == reconciling.local_day(shop_line.shop, lost.placed_at)

    assert reconciling.fetch(shop_line.shop, reconciling.open_of(shop_line.team), now=time()) == 1
    pull(shop_line, time)
    judge(time())

    assert not reconciling.open_of(shop_line.team).exists()
    assert Discrepancy.objects.get().closed_at is not None
    assert Order.objects.filter(external_id=lost.external_id).exists()
    assert differences(shop_line, box) == {}


def test_a_change_that_no_list_told_of_is_named_and_mends_itself_at_the_second_look(shop_line, box, time):
    stale = (
        Order.objects.filter(shop=shop_line.shop, channel_status="DELIVERED").first() or Order.objects.first()
    )
    Order.objects.filter(pk=stale.pk).update(channel_status="AWAITING_SHIPMENT", record_digest="")

    look_again(shop_line, time, box)
    [found] = reconciling.open_of(shop_line.team)
    assert (found.kind, found.status_here) == ("other_state", "AWAITING_SHIPMENT")
    assert found.fetched_at is None

    look_again(shop_line, time, box)
    look_again(shop_line, time, box)
    judge(time())

    assert not reconciling.open_of(shop_line.team).exists()
    assert differences(shop_line, box) == {}


def test_an_order_that_the_channel_no_longer_lists_is_named_and_may_be_accepted(shop_line, box, time):
    example = Order.objects.filter(shop=shop_line.shop).order_by("placed_at").last()
    Order.objects.filter(pk=example.pk).update(external_id="57694120000000001")
    Wanted.objects.all().delete()

    look_again(shop_line, time, box, minutes=60)

    kinds = {each.external_id: (each.kind, each.cause) for each in reconciling.open_of(shop_line.team)}
    assert kinds["57694120000000001"] == ("missing_there", "not_listed")
    assert kinds.get(example.external_id, ("missing_here",))[0] == "missing_here"


def test_a_day_whose_list_does_not_fit_one_round_goes_on_where_it_stopped(shop_line, box, time, monkeypatch):
    from fulfillment.channels.tiktok.client import TikTokClient

    placed = TikTokClient.placed_orders
    monkeypatch.setattr(
        TikTokClient, "placed_orders",
        lambda self, since, until, **kw: placed(self, since, until, page_size=3, **kw),
    )  # fmt: skip
    asked = []
    monkeypatch.setattr(reconciling, "_compare_day", _stopping(reconciling._compare_day, asked))
    look_again(shop_line, time, box)

    assert sum(day.theirs for day in Reconciliation.objects.all()) == Order.objects.count()
    assert not Discrepancy.objects.exists()
    assert any(not done for done in asked)


def _stopping(compare_day, asked):
    """Each call may read one page only."""

    def call(round_, day, share):
        asked.append(compare_day(round_, day, 1.0))
        return asked[-1]

    return call


def test_comparing_a_day_costs_the_same_whatever_its_orders(shop_line, time):
    day = Reconciliation.objects.filter(shop=shop_line.shop).order_by("-theirs").first()

    def cost(orders):
        day.listed = [[f"{orders}-{number}", "A", None] for number in range(orders)]
        with CaptureQueriesContext(db) as queries:
            reconciling.settle(shop_line, day, unlisted=frozenset(), now=time())
        return len(queries)

    cost(1)
    assert cost(2) == cost(500)
