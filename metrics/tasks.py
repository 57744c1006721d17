from celery import shared_task

from metrics import changed_rules, facts
from metrics.clock import utc_now

BATCH = 2000
BATCHES_A_TURN = 20


@shared_task
def judge_changed_orders() -> None:
    """Drains the queue, but gives way after some batches so that other work gets its turn."""
    for _ in range(BATCHES_A_TURN):
        if facts.judge_changed(limit=BATCH) < BATCH:
            return


@shared_task
def queue_changed_rules() -> None:
    """A new release or a shop's new value of its own re-judges what it concerns."""
    changed_rules.queue_changed_rules(now=utc_now())
