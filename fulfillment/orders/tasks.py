"""Background work of the orders: Celery only wakes, the stored next moments decide what is due."""

from time import monotonic

from celery import shared_task
from django.utils import timezone

from fulfillment.orders import learning, watch

AT_MOST_SECONDS = 8.0  # beat wakes another worker every ten


@shared_task
def watch_due_orders() -> None:
    """Takes batches until nothing is due or its time is up; several workers may do so at once."""
    stop_at = monotonic() + AT_MOST_SECONDS
    while watch.watch_due(now=timezone.now()) and monotonic() < stop_at:
        pass


@shared_task
def learn_pace() -> None:
    now = timezone.now()
    learning.learn(now=now, shops=learning.shops_due(now=now))
