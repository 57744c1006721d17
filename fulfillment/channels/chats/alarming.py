"""A room that is not reached is an alert itself, told by mail, on the page and in the other rooms."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from fulfillment.alerts import raising
from fulfillment.alerts.raising import Wrong
from fulfillment.channels.chats import rooms
from fulfillment.channels.models import ChatRoom


def raise_alerts(*, now: datetime) -> tuple[int, int]:
    """Every room of every team is looked at, by one query; how many alerts were raised and resolved."""
    every = list(rooms.with_last(ChatRoom.objects.all()))
    wrong = [
        Wrong(
            team_id=room.team_id,
            source=rooms.source(room),
            kind_code="chat_failing",
            sentence=f"{room.name}: {room.last_said}".rstrip("."),
            fix="Mend it and send a test message",
            path=reverse("channels:chat", args=[room.pk]),
        )
        for room in every
        if rooms.is_failing(room)
    ]
    return raising.settle([rooms.source(room) for room in every], wrong, now=now)
