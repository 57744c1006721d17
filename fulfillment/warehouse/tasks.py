"""Background work of the warehouse: Celery only wakes, the orders' own changes decide what is planned."""

from celery import shared_task
from django.utils import timezone

from fulfillment.warehouse import learning, planning


@shared_task
def plan_trucks() -> None:
    planning.plan_due_teams(now=timezone.now())


@shared_task
def learn_scans() -> None:
    learning.learn_due(now=timezone.now())
