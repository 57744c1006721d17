"""Background work of inspection: Celery only wakes."""

from celery import shared_task
from django.utils import timezone

from fulfillment.warehouse import holding


@shared_task
def let_go_of_served() -> None:
    holding.let_go_of_served(now=timezone.now())
