"""Which rooms a team has, and what each wants to hear."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db.models import OuterRef, QuerySet, Subquery

from fulfillment.accounts.models import Team
from fulfillment.alerts.catalogue import KINDS, Tone
from fulfillment.alerts.models import Alert
from fulfillment.channels.chats.tools import TOOLS, objection
from fulfillment.channels.models import ChatPost, ChatRoom
from fulfillment.channels.secrets import seal
from fulfillment.post import addresses

MOST = 10  # of one team
TRIES_BEFORE_ALARM = 3


class CannotConnect(Exception):
    """The sentence says why."""


def check(tool: str, url: str) -> None:
    """Raises CannotConnect for an address that can be seen to be wrong."""
    try:
        addresses.check(url)
    except addresses.NotAllowed as error:
        raise CannotConnect(str(error)) from None
    if said := objection(tool, url):
        raise CannotConnect(said)


def connect(team: Team, *, tool: str, url: str, now: datetime, **wish: Any) -> ChatRoom:
    """It is told of what is raised from now on. Raises CannotConnect."""
    check(tool, url)
    if ChatRoom.objects.filter(team=team).count() >= MOST:
        raise CannotConnect(f"A team has at most {MOST} rooms: remove one first.")
    return ChatRoom.objects.create(team=team, tool=tool, created_at=now, **_address(url), **wish)


def change(room: ChatRoom, *, tool: str, url: str = "", **wish: Any) -> None:
    """Without an address the stored one stays. Raises CannotConnect."""
    if url:
        check(tool, url)
    elif tool != room.tool:
        raise CannotConnect(f"Enter the address that {TOOLS[tool].label} gave you.")
    ChatRoom.objects.filter(pk=room.pk).update(tool=tool, **wish, **(_address(url) if url else {}))


def wants(room: ChatRoom, alert: Alert) -> bool:
    """Nobody is told through a room that this room cannot be reached."""
    if alert.source == source(room):
        return False
    if room.wants == "chosen":
        return alert.kind_code in room.kinds
    return room.wants == "all" or KINDS[alert.kind_code].tone == Tone.BAD


def source(room: ChatRoom) -> str:
    return f"chat:{room.pk}"


def with_last(rooms: QuerySet[ChatRoom]) -> QuerySet[Any, Any]:
    """Each with what became of the newest message that was tried."""
    tried = ChatPost.objects.filter(room=OuterRef("pk"), attempts__gt=0).order_by("-created_at")
    return rooms.annotate(
        last_state=Subquery(tried.values("state")[:1]),
        last_said=Subquery(tried.values("said")[:1]),
        last_attempts=Subquery(tried.values("attempts")[:1]),
        last_at=Subquery(tried.values("created_at")[:1]),
    )


def is_failing(room: Any) -> bool:
    """`room` comes from `with_last`. A message or two that come late are nobody's trouble."""
    if not room.is_active or room.last_state is None:
        return False
    is_late = room.last_state == "waiting" and room.last_attempts >= TRIES_BEFORE_ALARM
    return is_late or room.last_state in ("given_up", "unclear")


def told_of(room: ChatRoom) -> Sequence[str]:
    """The labels of the kinds that it is told of."""
    return [
        kind.label
        for kind in KINDS.values()
        if room.wants == "all"
        or (room.wants == "bad" and kind.tone == Tone.BAD)
        or (room.wants == "chosen" and kind.code in room.kinds)
    ]


def _address(url: str) -> dict[str, Any]:
    return {"address": seal({"url": url}), "host": urlsplit(url).hostname or ""}
