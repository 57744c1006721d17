"""A carriers' feed, and a message of it, for the buttons on its page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from fulfillment.channels.carriers import connecting
from fulfillment.channels.models import CarrierFeed, CarrierMessage
from tests.e2e.floor import Floor


def feed(floor: Floor, **changes: Any) -> CarrierFeed:
    row, _ = connecting.connect(floor.team, "own", {}, now=timezone.now())
    if changes:
        CarrierFeed.objects.filter(pk=row.pk).update(**changes)
    return row


def message(floor: Floor, outcome: str) -> CarrierMessage:
    """Empty of events, so that reading it again succeeds."""
    row, number = feed(floor), CarrierMessage.objects.count()
    return CarrierMessage.objects.create(
        team=floor.team,
        feed=row,
        message_id=f"m{number}",
        body=b'{"id": "m", "tracking_number": "RR123456785CN", "events": []}',
        received_at=timezone.now(),
        outcome=outcome,
        sentence="It came when nobody could read it.",
    )


def page(row: CarrierFeed) -> str:
    return reverse("channels:carrier-feed", args=[row.pk])
