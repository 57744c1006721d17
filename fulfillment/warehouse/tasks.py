"""Background work of the warehouse: Celery only wakes, what changed decides what is planned and dealt."""

from celery import shared_task
from django.utils import timezone

from fulfillment.warehouse import dealing, learning, planning
from fulfillment.warehouse.handover import questions, unscanned
from fulfillment.warehouse.pack import sealing


@shared_task
def plan_trucks() -> None:
    planning.plan_due_teams(now=timezone.now())


@shared_task
def learn_scans() -> None:
    learning.learn_due(now=timezone.now())


@shared_task
def deal_goods() -> None:
    dealing.deal_due_teams(now=timezone.now())


@shared_task
def let_go_of_boxes() -> None:
    sealing.let_go()


@shared_task
def settle_scans() -> None:
    unscanned.settle(now=timezone.now())


@shared_task(expires=60)
def ask_carriers() -> None:
    questions.mail(now=timezone.now())
    questions.call_programs(now=timezone.now())
