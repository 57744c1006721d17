"""Background work of the orders: Celery only wakes, the stored next moments decide what is due."""

from time import monotonic

from celery import shared_task
from django.utils import timezone

from fulfillment.orders import learning, watch

AT_MOST_SECONDS = 8.0  # beat wakes another worker every ten


@shared_task
def watch_due_orders(*, is_help: bool = False) -> None:
    """Takes batches until nothing is due or its time is up; where a whole batch was due, a second worker helps."""
    stop_at = monotonic() + AT_MOST_SECONDS
    taken = watch.watch_due(now=timezone.now())
    if taken == watch.BATCH and not is_help:
        watch_due_orders.delay(is_help=True)
    while taken and monotonic() < stop_at:
        taken = watch.watch_due(now=timezone.now())


@shared_task
def learn_pace() -> None:
    now = timezone.now()
    learning.learn(now=now, shops=learning.shops_due(now=now))
