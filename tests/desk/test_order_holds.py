"""The Holds panel: since when, by whom, why, what it blocks, until when, and the button for whoever may release."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fulfillment.desk.order_holds import holds
from fulfillment.orders.models import Order
from tests import factories
from tests.desk.seen import signed_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def order():
    return factories.create_order(shop=factories.create_shop(team=factories.create_team()))


@pytest.fixture
def client(order):
    return signed_in(order.team)


def hold(order, now, **fields):
    defaults = {"reason": "by_hand", "owner": "us", "action": "release_hold", "placed_at": now - HOUR}
    return order.holds.create(team=order.team, **defaults | fields)


def panel(client, order):
    text = " ".join(client.get(f"/orders/{order.pk}/").content.decode().split())
    return text.partition('id="holds"')[2].partition("</section>")[0]


def test_an_open_hold_says_since_when_by_whom_why_and_until_when(client, order, now):
    hold(order, now, evidence="wrong plug", placed_by=client.user, until_at=now + 5 * HOUR)
    text = panel(client, order)

    assert "wrong plug" in text
    assert f"</time> by {client.user.email} · until <time" in text
    assert "left" in text
    assert "PST</time>" in text or "PDT</time>" in text
    assert "Must not ship" in text
    assert "Release</button>" in text


def test_a_released_one_says_by_whom_and_has_no_button(client, order, now):
    hold(order, now, placed_by=None, released_at=now, released_by=client.user, evidence="wrong plug")
    text = panel(client, order)

    assert "by Firstscan · released <time" in text
    assert f"by {client.user.email}" in text
    assert "<button" not in text


def test_a_hold_that_is_over_asks_to_be_released(client, order, now):
    hold(order, now, until_at=now - HOUR / 2)
    assert "which is over: release it or say why not" in panel(client, order)


def test_a_hold_of_another_trade_is_that_trades_to_release(client, order, now):
    hold(order, now, reason="failed_inspection", owner="inspection", action="open_inspection", subject="lot 7",
         evidence="3 of 32 cracked", blocks=False)  # fmt: skip
    text = panel(client, order)

    assert "Failed inspection: lot 7: 3 of 32 cracked" in text
    assert "which is up to: inspection" in text
    assert "May ship, but is slowed" in text
    assert "<button" not in text


def test_a_hold_whose_reason_is_a_whole_sentence_says_it_once(client, order, now):
    missing = "1 × LAMP-US is missing in Ontario: expected Sun 29 Nov by PO-2041"
    hold(order, now, reason="stock_short", subject="LAMP-US", evidence=missing, action="see_goods")
    text = panel(client, order)

    assert f"<b>{missing}</b>" in text


def test_the_button_releases_that_hold_only(client, order, now):
    first, second = hold(order, now), hold(order, now, reason="no_stock")
    client.post(f"/orders/{order.pk}/holds/{first.pk}/release/")

    assert list(order.holds.filter(released_at=None)) == [second]
    assert panel(client, order).count("Release</button>") == 1


def test_a_snooze_says_until_when_by_whom_and_can_be_ended(client, order, now):
    Order.objects.filter(pk=order.pk).update(snoozed_until_at=now + 4 * HOUR, snoozed_by=client.user)
    text = panel(client, order)

    assert "Off the board until <time" in text
    assert f"Snoozed by {client.user.email}" in text
    assert f'action="/orders/{order.pk}/wake/"' in text
    assert "Put back on the board" in text

    client.post(f"/orders/{order.pk}/wake/")
    assert panel(client, order) == ""


def test_a_snooze_that_is_over_is_not_shown(client, order, now):
    Order.objects.filter(pk=order.pk).update(snoozed_until_at=now - HOUR)
    assert panel(client, order) == ""


def test_open_ones_stand_first(order, now):
    hold(order, now, released_at=now)
    standing = hold(order, now - 9 * HOUR)
    assert holds(Order.objects.prefetch_related("holds").get(pk=order.pk))[0]["row"] == standing
