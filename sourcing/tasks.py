from celery import shared_task
from django.utils import timezone

from sourcing.confirming import teams_with_offers
from sourcing.promising import settle_holds
from sourcing.purchasing import recalling, sending


@shared_task
def hold_unpromised() -> None:
    for team in teams_with_offers():
        settle_holds(team, now=timezone.now())


@shared_task(expires=60)
def mind_suppliers() -> None:
    """Orders are held and let go; what was cancelled is taken back before anything more is told."""
    hold_unpromised()
    recalling.settle_sent()
    recalling.recall_cancelled(now=timezone.now())
    sending.send(now=timezone.now())
