"""From when on a team's feeds tell the first scans of shops whose own channel does not."""

from __future__ import annotations

from datetime import datetime

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from fulfillment.channels.carriers import asking
from fulfillment.channels.models import CarrierFeed


def begin(team: Team, *, now: datetime) -> None:
    """Orders placed from now on are judged by their scans; those before stay judged by the store's own word."""
    Shop.objects.of(team).filter(scans_told_from_at=None).update(scans_told_from_at=now)


def told_from(team: Team, *, now: datetime) -> datetime | None:
    """For a shop connected now: None while no feed follows whatever number it is given."""
    feeds = CarrierFeed.objects.filter(team=team, is_active=True)
    asks = any(asking.can_be_asked(kind) for kind in feeds.values_list("kind", flat=True))
    return now if asks else None
