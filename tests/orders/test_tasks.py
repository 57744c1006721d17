"""The background tasks do their work when called, whoever wakes them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fulfillment.orders import learning, watch
from fulfillment.orders.models import LanePace, Order
from fulfillment.orders.tasks import learn_pace, watch_due_orders
from tests.factories import create_order, create_shop

pytestmark = pytest.mark.django_db


def test_the_watch_task_leaves_nothing_due() -> None:
    shop = create_shop()
    for _ in range(3):
        create_order(shop=shop, placed_at=timezone.now())
    watch_due_orders()

    assert Order.objects.due(timezone.now()).count() == 0
    assert Order.objects.exclude(rule_version="").count() == 3


def test_of_a_great_many_due_orders_a_second_worker_takes_its_share_and_calls_no_third(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = create_shop()
    for _ in range(5):
        create_order(shop=shop, placed_at=timezone.now())
    monkeypatch.setattr(watch, "BATCH", 2)
    take = watch.watch_due
    monkeypatch.setattr(watch, "watch_due", lambda *, now: take(now=now, limit=2))
    woken: list[dict[str, bool]] = []
    monkeypatch.setattr(watch_due_orders, "delay", lambda **given: woken.append(given))

    watch_due_orders()
    assert woken == [{"is_help": True}]
    assert Order.objects.due(timezone.now()).count() == 0

    Order.objects.update(next_check_at=timezone.now())
    watch_due_orders(**woken[0])
    assert len(woken) == 1
    assert Order.objects.due(timezone.now()).count() == 0


def test_the_learning_task_learns_and_has_open_orders_judged_again() -> None:
    shop = create_shop()
    now = timezone.now()
    done = {
        "status": "in_transit",
        "ready_at": now - timedelta(days=2),
        "scanned_at": now - timedelta(days=1),
    }
    create_order(shop=shop, placed_at=now - timedelta(days=3), **done)
    waiting = create_order(shop=shop, placed_at=now)
    watch_due_orders()
    learn_pace()

    assert set(LanePace.objects.values_list("stage", flat=True)) == {"to_ship", "awaiting_scan", "dispatch"}
    assert list(Order.objects.due(timezone.now())) == [waiting]


def test_a_shop_is_learned_from_at_once_and_then_left_alone_for_a_while() -> None:
    shop = create_shop()
    now = timezone.now()
    assert learning.shops_due(now=now) == [shop]

    LanePace.objects.create(
        team=shop.team, shop=shop, stage="dispatch", observations=30, quantiles=[1.0] * 19, learned_at=now
    )

    assert learning.shops_due(now=now + timedelta(minutes=1)) == []
    assert learning.shops_due(now=now + timedelta(minutes=16)) == [shop]
