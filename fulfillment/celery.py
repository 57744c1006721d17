"""The Celery application; periodic work is declared in `fulfillment.schedule`."""

import gc
import os

from celery import Celery
from celery.signals import worker_init, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fulfillment.settings")

app = Celery("fulfillment")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect  # type: ignore[untyped-decorator]
def give_way(**_: object) -> None:
    """Workers yield the processor to whoever waits for a page: what they do may take longer, a reader may not."""
    os.nice(10)


@worker_process_init.connect  # type: ignore[untyped-decorator]
def keep_what_is_loaded(**_: object) -> None:
    """What the program consists of is never garbage; looking through it stopped every batch for a tenth of a second."""
    gc.freeze()
