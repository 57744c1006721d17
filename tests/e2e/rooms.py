"""A chat room and the messages of it, for the buttons on their pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from fulfillment.channels.chats import rooms, telling
from fulfillment.channels.models import ChatPost, ChatRoom
from tests.e2e.clicking import Click, Clicks
from tests.e2e.floor import Floor

NOWHERE = "https://rooms.invalid/in"  # no such name: nothing leaves the machine


def room(floor: Floor, **changes: Any) -> ChatRoom:
    """The same one each time while it is there: a team has only so many."""
    known = ChatRoom.objects.filter(team=floor.team, name="#shipping").first()
    row = known or rooms.connect(
        floor.team, tool="json", url=NOWHERE, now=timezone.now(), name="#shipping", wants="all", kinds=[]
    )
    ChatRoom.objects.filter(pk=row.pk).update(**{"is_active": True} | changes)
    return row


def page_of(row: ChatRoom) -> str:
    return reverse("channels:chat", args=[row.pk])


def connect(floor: Floor) -> Click:
    url, named = reverse("channels:chats"), ChatRoom.objects.filter(team=floor.team, name="#returns")
    return Click(url, "", named.count, {"url": NOWHERE, "name": "#returns", "tool": "json"})


def change(floor: Floor) -> Click:
    row = room(floor)
    read = ChatRoom.objects.filter(pk=row.pk).values_list("name", flat=True)
    return Click(page_of(row), "", lambda: read.get(), {"name": "#parcels"}, says="Kept.")


def of_room(act: str, **before: Any) -> Callable[[Floor], Click]:
    def click(floor: Floor) -> Click:
        row = room(floor, **before)
        rows = ChatRoom.objects.filter(pk=row.pk).annotate(tried=Sum("posts__attempts"))
        found = rows.values_list("is_active", "tried")
        return Click(page_of(row), reverse(f"channels:chat-{act}", args=[row.pk]), lambda: list(found.all()))

    return click


def again(floor: Floor) -> Click:
    row = room(floor)
    post = telling.queue_test(row, now=timezone.now())
    read = ChatPost.objects.filter(pk=post.pk).values_list("attempts", flat=True)
    return Click(page_of(row), reverse("channels:chat-again", args=[post.pk]), lambda: read.get())


CLICKS: Clicks = {
    "channels:chats": connect,
    "channels:chat": change,
    "channels:chat-test": of_room("test"),
    "channels:chat-pause": of_room("pause"),
    "channels:chat-resume": of_room("resume", is_active=False),
    "channels:chat-remove": of_room("remove"),
    "channels:chat-again": again,
}


def pages(floor: Floor) -> Iterator[str]:
    yield from (reverse("channels:chats"), again(floor).path)
    yield page_of(room(floor, is_active=False))
