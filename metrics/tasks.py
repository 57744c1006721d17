from celery import shared_task

from metrics import alarms, changed_rules, facts
from metrics.clock import utc_now
from metrics.published import fetching
from metrics.weekly import calling, digest

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


@shared_task(expires=240)
def raise_alerts() -> None:
    alarms.raise_alerts(now=utc_now())


@shared_task(expires=240)
def tell_of_weeks() -> None:
    """The digest where it is Monday morning, and those whom a note calls."""
    digest.send(now=utc_now())
    calling.tell(now=utc_now())


@shared_task(expires=500)
def read_published_figures() -> None:
    """What platforms tell of their own figures."""
    fetching.read_due(now=utc_now())
