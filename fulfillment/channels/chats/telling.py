"""Alerts become messages for the rooms that want them: one when raised, one when gone, each once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from fulfillment.alerts.models import Alert
from fulfillment.channels import leases
from fulfillment.channels.chats import formats, rooms
from fulfillment.channels.chats.formats import Note
from fulfillment.channels.models import ChatPost, ChatRoom

AT_ONCE = 500
SEEN_THERE = ("delivered", "unclear")


def queue_new(*, now: datetime) -> int:
    """Open alerts past their patience, and the end of those that a room was told of. A fixed number of queries."""
    active = list(ChatRoom.objects.filter(is_active=True).select_related("team"))
    return (_queue_raised(active, now=now) + _queue_gone(now=now)) if active else 0


def queue_test(room: ChatRoom, *, now: datetime) -> ChatPost:
    pk = uuid4()
    sentence = "Firstscan reaches this room. Alerts come here when they are raised"
    note = Note(id=str(pk), about="test", team=room.team.name, sentence=sentence)
    post = _post(room, note, key=f"test:{pk}", now=now)
    post.save(force_insert=True)
    return post


def _queue_raised(active: list[ChatRoom], *, now: datetime) -> int:
    teams = {room.team_id for room in active}
    alerts = list(Alert.objects.open().filter(team__in=teams, tell_at__lte=now).select_related("shop"))
    known = ChatPost.objects.filter(alert__in=alerts, about="raised").values_list("room", "alert")
    told = set(known)
    fresh = [
        _of_alert(room, alert, "raised", now=now)
        for room in active
        for alert in alerts
        if alert.team_id == room.team_id
        and alert.tell_at >= room.created_at
        and (room.pk, alert.pk) not in told
        and rooms.wants(room, alert)
    ]
    ChatPost.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


@transaction.atomic
def _queue_gone(*, now: datetime) -> int:
    """A room that was not told of it in time hears of neither its beginning nor its end."""
    unended = ChatPost.objects.filter(about="raised", is_over=False, room__is_active=True)
    over = unended.filter(alert__resolved_at__isnull=False)
    found = list(over.filter(leases.free(now)).select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
    if not found:
        return 0
    ids = [each.pk for each in found]
    fresh = [
        _of_alert(post.room, post.alert, "gone", now=now)
        for post in _with_all(ids)
        if post.state in SEEN_THERE and post.room.tells_gone and post.alert is not None
    ]
    ChatPost.objects.bulk_create(fresh, ignore_conflicts=True)
    mine = ChatPost.objects.filter(pk__in=ids)
    passed = "It had passed before it could be told."
    mine.filter(Q(state="waiting")).update(state="passed", said=passed, ended_at=now)
    mine.update(is_over=True)
    return len(fresh)


def _with_all(ids: Iterable[Any]) -> Iterable[ChatPost]:
    return ChatPost.objects.filter(pk__in=ids).select_related("room__team", "alert__shop").order_by("pk")


def _of_alert(room: ChatRoom, alert: Alert, about: str, *, now: datetime) -> ChatPost:
    root = settings.PUBLIC_URL.rstrip("/")
    note = Note(
        id=str(uuid4()),
        about=about,
        team=room.team.name,
        kind=alert.kind_code,
        label=alert.kind.label,
        tone=alert.kind.tone,
        shop=alert.shop.name if alert.shop else "",
        sentence=alert.sentence,
        fix=alert.fix,
        link=f"{root}{alert.path or '/alerts/'}" if root else "",
        raised_at=alert.raised_at,
    )
    return _post(room, note, key=f"alert:{alert.pk}:{about}", now=now, alert=alert)


def _post(room: ChatRoom, note: Note, *, key: str, now: datetime, alert: Alert | None = None) -> ChatPost:
    return ChatPost(
        id=note.id,
        team_id=room.team_id,
        room=room,
        alert=alert,
        about=note.about,
        key=key,
        body=formats.body(room.tool, note),
        created_at=now,
        not_before_at=now,
    )
