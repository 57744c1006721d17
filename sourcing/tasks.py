from celery import shared_task
from django.utils import timezone

from fulfillment.accounts.models import Team
from sourcing.auto import ordering
from sourcing.confirming import teams_with_offers
from sourcing.models import RoutingRuleSet
from sourcing.models.routing import LIVE
from sourcing.promising import settle_holds
from sourcing.purchasing import recalling, sending
from sourcing.rates import keeping
from sourcing.routes import applying, rehearsals


@shared_task
def hold_unpromised() -> None:
    for team in teams_with_offers():
        settle_holds(team, now=timezone.now())


@shared_task(expires=60)
def mind_suppliers() -> None:
    """What was cancelled is taken back before anything more is told."""
    recalling.settle_sent()
    recalling.recall_cancelled(now=timezone.now())
    sending.send(now=timezone.now())


@shared_task(expires=60)
def buy_by_rules() -> None:
    for team in ordering.teams():
        ordering.order_by_rules(team, now=timezone.now())


@shared_task
def fetch_exchange_rates() -> None:
    if keeping.is_due(now=timezone.now()):
        keeping.fetch(now=timezone.now())


@shared_task
def route_new_orders() -> None:
    """Of every team that has rules."""
    for team in Team.objects.filter(pk__in=RoutingRuleSet.objects.filter(state=LIVE).values("team")):
        applying.route_new(team, now=timezone.now())


@shared_task
def run_rehearsal(rehearsal_id: int) -> None:
    rehearsals.run(rehearsal_id, now=timezone.now())


@shared_task
def find_waiting_rehearsals() -> None:
    """What no worker was told of, because the broker was away, begins all the same."""
    for rehearsal_id in rehearsals.waiting():
        run_rehearsal(rehearsal_id)
