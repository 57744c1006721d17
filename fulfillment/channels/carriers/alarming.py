"""Which alerts a carrier feed deserves: the words of its page, raised and resolved by the alerts."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from fulfillment.alerts import raising
from fulfillment.alerts.raising import Wrong
from fulfillment.channels.carriers import standing
from fulfillment.channels.carriers.standing import Standing
from fulfillment.channels.models import CarrierFeed


def raise_alerts(*, now: datetime) -> tuple[int, int]:
    """Every feed of every team is looked at; how many alerts were raised and resolved. A fixed number of queries."""
    feeds = [standing.describe(row, now=now) for row in standing.with_counts(CarrierFeed.objects.all())]
    wrong = [_wrong(feed) for feed in feeds if feed.alarm]
    return raising.settle([_source(feed) for feed in feeds], wrong, now=now)


def _source(feed: Standing) -> str:
    return f"carriers:{feed.row.pk}"


def _wrong(feed: Standing) -> Wrong:
    return Wrong(
        team_id=feed.row.team_id,
        source=_source(feed),
        kind_code=feed.alarm,
        sentence=f"{feed.label}: {feed.sentence}",
        fix=feed.fix,
        path=reverse("channels:carrier-feed", args=[feed.row.pk]),
    )
