from celery import shared_task
from django.utils import timezone

from sourcing.confirming import teams_with_offers
from sourcing.promising import settle_holds


@shared_task
def hold_unpromised() -> None:
    for team in teams_with_offers():
        settle_holds(team, now=timezone.now())
