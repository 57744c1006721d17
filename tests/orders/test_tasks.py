"""The background tasks do their work when called, whoever wakes them."""

from datetime import timedelta

import pytest
from django.utils import timezone

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
