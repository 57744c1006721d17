"""The end of every way in: it is on record who connected the shop, and the page of its first import comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from fulfillment.channels.models import Connection, ConnectionEvent
from fulfillment.channels.sync import utc_now


def record(connection: Connection, kind: str, *, by: Any = None, now: datetime, note: str = "") -> None:
    """`kind` is dotted and past tense; the shop's line keeps its history."""
    ConnectionEvent.objects.create(
        team_id=connection.team_id, connection=connection, kind=kind, actor=by, happened_at=now, note=note
    )


def arrive(request: Any, connections: Sequence[Connection]) -> HttpResponse:
    """The shops of one consent or one key are connected; answers the page of their first import."""
    for connection in connections:
        record(connection, "connection.made", by=request.user, now=utc_now())
    names = ", ".join(connection.shop.name for connection in connections)
    is_new = any(connection.first_sync_finished_at is None for connection in connections)
    goes_on = (
        "The first import has begun; you can leave this page." if is_new else "It goes on where it stopped."
    )
    messages.success(request, f"{names}: connected. {goes_on}")
    return redirect("channels:first-import", connections[0].pk)


def refused(request: Any, channel: str, sentence: str) -> HttpResponse:
    """The browser came back from the channel without a connection."""
    context = {"sentence": sentence, "channel": channel}
    return render(request, "channels/refused.html", context, status=400)
