"""Background work of the alerts."""

from datetime import UTC, datetime

from celery import shared_task

from fulfillment.alerts import mailing


@shared_task(expires=60)
def tell() -> None:
    mailing.tell(now=datetime.now(UTC))
