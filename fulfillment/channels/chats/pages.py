"""The team's chat rooms: where alerts are told, what each wants to hear, what became of the last messages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.alerts.catalogue import KINDS
from fulfillment.channels.chats import rooms, sending, telling
from fulfillment.channels.chats.tools import TOOLS
from fulfillment.channels.models import ChatPost, ChatRoom
from fulfillment.channels.outgoing.saying import say
from fulfillment.channels.sync import utc_now
from fulfillment.web import render_page

SHOWN = 50
WANTS = [
    ("all", "Everything"),
    ("bad", "Only what does harm now"),
    ("chosen", "Only the kinds chosen here"),
]


class RoomForm(forms.Form):
    tool = forms.ChoiceField(choices=[(tool.code, tool.label) for tool in TOOLS.values()], label="Tool")
    name = forms.CharField(max_length=80, label="Room", help_text="As your team calls it, such as #shipping.")
    url = forms.CharField(max_length=500, label="Webhook address", widget=forms.URLInput())
    wants = forms.ChoiceField(choices=WANTS, initial="all", label="Tell it of", widget=forms.RadioSelect)
    kinds = forms.MultipleChoiceField(
        choices=[(kind.code, kind.label) for kind in KINDS.values()],
        required=False,
        label="Kinds",
        widget=forms.CheckboxSelectMultiple,
    )
    tells_gone = forms.BooleanField(required=False, initial=True, label="Also tell when it is gone")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("wants") == "chosen" and not data.get("kinds"):
            self.add_error("kinds", "Choose at least one kind, or let it be told of everything.")
        return data


class ChangeForm(RoomForm):
    url = forms.CharField(
        max_length=500,
        required=False,
        label="New webhook address",
        help_text="Empty: the stored one stays. It is encrypted and shown nowhere.",
        widget=forms.URLInput(),
    )


@require_http_methods(["GET", "POST"])
@member(May.RUN_CHANNELS)
def listed(request: Any) -> HttpResponse:
    """A new room gets a test message at once: what the tool answered stands on its page."""
    form = RoomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            room = rooms.connect(request.team, now=utc_now(), **form.cleaned_data)
        except rooms.CannotConnect as error:
            form.add_error("url", str(error))
        else:
            return _send_test(request, room)
    found = rooms.with_last(ChatRoom.objects.filter(team=request.team)).order_by("pk")
    context = {
        "form": form,
        "rooms": [{"row": room, "tool": TOOLS[room.tool], "told": rooms.told_of(room)} for room in found],
        "tools": list(TOOLS.values()),
        "failing": {room.pk for room in found if rooms.is_failing(room)},
        "now": utc_now(),
    }
    return render_page(request, "channels/chats.html", context)


@require_http_methods(["GET", "POST"])
@member(May.RUN_CHANNELS)
def detail(request: Any, pk: int) -> HttpResponse:
    room = _mine(request, pk)
    form = ChangeForm(request.POST or None, initial=_initial(room))
    if request.method == "POST" and form.is_valid():
        try:
            rooms.change(room, **form.cleaned_data)
        except rooms.CannotConnect as error:
            form.add_error("url", str(error))
        else:
            messages.success(request, "Kept. Send a test message to see that it arrives.")
            return redirect("channels:chat", room.pk)
    context = {
        "room": room,
        "form": form,
        "tool": TOOLS[room.tool],
        "posts": room.posts.select_related("alert").order_by("-created_at")[:SHOWN],
        "now": utc_now(),
    }
    return render_page(request, "channels/chat.html", context)


@require_POST
@member(May.RUN_CHANNELS)
def test(request: Any, pk: int) -> HttpResponse:
    return _send_test(request, _mine(request, pk))


@require_POST
@member(May.RUN_CHANNELS)
def again(request: Any, pk: UUID) -> HttpResponse:
    """A person who looked into the room and missed it may send it again."""
    mine = ChatPost.objects.filter(team=request.team).exclude(state__in=("delivered", "passed"))
    post = get_object_or_404(mine.select_related("room"), pk=pk)
    say(request, sending.send(post, now=utc_now()))
    return redirect("channels:chat", post.room_id)


@require_POST
@member(May.RUN_CHANNELS)
def pause(request: Any, pk: int) -> HttpResponse:
    _set_active(request, pk, False)
    messages.success(request, "Paused: nothing is sent. What is still wrong when you resume it is told then.")
    return redirect("channels:chat", pk)


@require_POST
@member(May.RUN_CHANNELS)
def resume(request: Any, pk: int) -> HttpResponse:
    _set_active(request, pk, True)
    messages.success(request, "It is told again.")
    return redirect("channels:chat", pk)


@require_POST
@member(May.RUN_CHANNELS)
def remove(request: Any, pk: int) -> HttpResponse:
    _mine(request, pk).delete()
    messages.success(request, "Removed with its log; its address is gone. Delete the webhook there as well.")
    return redirect("channels:chats")


def _send_test(request: Any, room: ChatRoom) -> HttpResponse:
    say(request, sending.send(telling.queue_test(room, now=utc_now()), now=utc_now()))
    return redirect("channels:chat", room.pk)


def _set_active(request: Any, pk: int, value: bool) -> None:
    ChatRoom.objects.filter(pk=_mine(request, pk).pk).update(is_active=value)


def _initial(room: ChatRoom) -> dict[str, Any]:
    return {name: getattr(room, name) for name in ("tool", "name", "wants", "kinds", "tells_gone")}


def _mine(request: Any, pk: int) -> ChatRoom:
    return get_object_or_404(ChatRoom.objects.select_related("team"), team=request.team, pk=pk)
