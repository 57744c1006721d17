"""Background work of tracking: Celery only wakes, the stored next moments decide what is due."""

from time import monotonic

from celery import shared_task
from django.utils import timezone

from fulfillment.tracking import judging

AT_MOST_SECONDS = 25.0  # beat wakes another worker every thirty


@shared_task
def judge_due_packages() -> None:
    """Takes batches until no package is due or its time is up; several workers may do so at once."""
    stop_at = monotonic() + AT_MOST_SECONDS
    while judging.judge_due_packages(now=timezone.now()) and monotonic() < stop_at:
        pass
