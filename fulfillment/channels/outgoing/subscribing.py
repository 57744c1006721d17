"""Who wants to be told of what: from the moment of subscribing on, not of the past."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from fulfillment.accounts.models import Team
from fulfillment.channels.models import WebhookSubscription
from fulfillment.channels.outgoing.kinds import KINDS
from fulfillment.channels.secrets import seal
from fulfillment.orders.models import OrderEvent
from fulfillment.post import addresses
from fulfillment.post.signing import new_secret

MOST = 20  # of one team


class CannotSubscribe(Exception):
    """The sentence says why."""


def subscribe(
    team: Team, *, url: str, kinds: Iterable[str], now: datetime
) -> tuple[WebhookSubscription, str]:
    """The subscription and its secret, which is shown once. Raises CannotSubscribe."""
    wanted = sorted(set(kinds))
    try:
        addresses.check(url)
    except addresses.NotAllowed as error:
        raise CannotSubscribe(str(error)) from None
    if not wanted or not set(wanted) <= KINDS.keys():
        raise CannotSubscribe(f"Choose what to be told of: {', '.join(KINDS)}.")
    if WebhookSubscription.objects.filter(team=team).count() >= MOST:
        raise CannotSubscribe(f"A team has at most {MOST} subscriptions: remove one first.")
    secret = new_secret()
    newest = OrderEvent.objects.order_by("-pk").values_list("pk", flat=True).first()
    row = WebhookSubscription.objects.create(
        team=team,
        url=url,
        kinds=wanted,
        secret=seal({"secret": secret}),
        created_at=now,
        position=newest or 0,
    )
    return row, secret
