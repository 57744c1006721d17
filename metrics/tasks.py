from celery import shared_task

from metrics import facts

BATCH = 2000
BATCHES_A_TURN = 20


@shared_task
def judge_changed_orders() -> None:
    """Drains the queue, but gives way after some batches so that other work gets its turn."""
    for _ in range(BATCHES_A_TURN):
        if facts.judge_changed(limit=BATCH) < BATCH:
            return
