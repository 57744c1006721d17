"""A pasted list on its way to a real sandbox over HTTP: it arrives once, is read back, and stands on the orders' pages."""

from datetime import UTC, datetime, timedelta

import pytest
import stamina
from django.urls import reverse

from fulfillment.accounts.roles import Role
from fulfillment.channels import pushing
from fulfillment.channels.uploads import sending
from fulfillment.orders.models import Order
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import Outcome, State
from fulfillment.sandbox.box import SandboxServer
from tests import factories
from tests.channels.test_pushing import fresh, released_together
from tests.channels.uploads.lists.test_lists import bring, page, press, verdicts
from tests.channels.world import Time, connect, pull

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def running():
    """It stands half a day ago: people press buttons by the wall clock, which is ahead of the world's."""
    anchor = datetime.now(UTC) - timedelta(hours=12)
    wanted = {"seed": 8, "history_days": 1, "orders_per_day": 8, "calm": True, "qps": 0, "speed": 0}
    with SandboxServer(**wanted, anchor_at=anchor) as server:
        yield server


@pytest.fixture
def box(running, monkeypatch):
    monkeypatch.setattr(sending, "wake", lambda shops, **_: None)  # the test is the worker
    with stamina.set_testing(True, attempts=2):
        yield running
    running.fault(clear=True)


@pytest.fixture
def clock(box):
    return Time(box)


@pytest.fixture
def line(box, clock):
    [found] = connect(box, now=clock(), history_days=1, market="US")
    return found


@pytest.fixture
def numbers(box, clock, line, client):
    """A list for three orders that wait to be shipped, brought by somebody who is signed in."""
    client.force_login(factories.create_member(team=line.team, role=Role.OPERATOR))
    ids = released_together(box, 3)
    pull(line, clock)
    return bring(client, "\n".join(f"{order_id}\t{fresh()}\tUSPS" for order_id in ids))


def work(line, clock):
    """What the worker does once the pause is over."""
    OutboundWrite.objects.filter(state=State.WAITING).update(not_before_at=clock() - timedelta(seconds=1))
    pushing.push_shop(line.shop_id, clock=clock)


def of_list(numbers):
    return {order: number for _, order, number, *_ in numbers.lines}


def of_channel(box, numbers):
    """Every number that came over the interface, by order: one each, or the comparison fails."""
    return {
        order: ",".join(parcel.number for parcel in box.world.orders[order].parcels if parcel.by_software)
        for order in of_list(numbers)
    }


def test_pasted_numbers_arrive_are_read_back_and_stand_on_the_orders_page(box, clock, line, client, numbers):
    assert verdicts(numbers) == ["good"] * 3
    press(client, "send", numbers)

    work(line, clock)

    assert of_channel(box, numbers) == of_list(numbers)
    assert verdicts(numbers) == ["arrived"] * 3
    assert page(client, numbers).count("TikTok Shop accepted it and shows it.") == 3
    pull(line, clock)
    for order_id, number in of_list(numbers).items():
        order = Order.objects.get(shop=line.shop, external_id=order_id)
        assert order.packages.get().tracking_number == number
        assert number in client.get(reverse("orders:detail", args=[order.pk])).content.decode()

    again = bring(client, "\n".join(f"{order};{number}" for order, number in of_list(numbers).items()))
    assert verdicts(again) == ["there"] * 3


def test_of_a_list_whose_reply_is_lost_nothing_is_sent_twice(box, clock, line, client, numbers):
    press(client, "send", numbers)
    box.fault(lose_reply=1, only="/packages")

    work(line, clock)
    assert verdicts(numbers).count("going") >= 1
    work(line, clock)

    assert of_channel(box, numbers) == of_list(numbers)
    assert verdicts(numbers) == ["arrived"] * 3
    outcomes = list(OutboundWrite.objects.values_list("outcome", flat=True))
    assert outcomes.count(Outcome.ALREADY_DONE) == 1
    assert "TikTok Shop had it already and shows it." in page(client, numbers)
