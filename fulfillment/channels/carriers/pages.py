"""The carriers' pages: how a feed is connected and doing, its address and secret, what it sent that nobody can read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.channels.carriers import connecting, kinds, standing, taking
from fulfillment.channels.connecting.forms import WayForm
from fulfillment.channels.errors import ChannelError
from fulfillment.channels.models import CarrierFeed, CarrierMessage, FollowedNumber
from fulfillment.channels.sync import utc_now
from fulfillment.tracking.scans import EventKind
from fulfillment.web import render_page

SHOWN = 50


@require_http_methods(["GET", "POST"])
@member(May.RUN_CHANNELS)
def connect(request: Any) -> HttpResponse:
    """A POST goes one of the ways; a live call comes before anything is kept."""
    way = connecting.way_of(request.POST.get("way", ""))
    form = WayForm(way, request.POST) if way else None
    if way is None or form is None or not form.is_valid():
        return _ways(request, tried=way, form=form)
    try:
        feed, said = connecting.connect(request.team, way.code, form.values(), now=utc_now())
    except ChannelError as error:
        return _ways(request, tried=way, form=form, error=error)
    messages.success(request, f"{way.label} is connected. {said}".strip())
    return redirect("channels:carrier-feed", feed.pk)


def _ways(request: Any, *, tried: Any = None, form: Any = None, error: Any = None) -> HttpResponse:
    ways = [
        {
            "way": way,
            "form": form if form and way is tried else WayForm(way),
            "error": error if way is tried else None,
            "is_open": way is (tried or connecting.WAYS[0]),
        }
        for way in connecting.WAYS
    ]
    status = 400 if tried else 200
    return render_page(request, "channels/carriers_connect.html", {"ways": ways}, status=status)


@never_cache
@require_GET
@member_of(CarrierFeed, May.SEE_CHANNELS, "pk")
def detail(request: Any, feed: CarrierFeed) -> HttpResponse:
    return _detail(request, feed)


def _detail(request: Any, feed: CarrierFeed, *, secret: str = "") -> HttpResponse:
    now = utc_now()
    row = standing.with_counts(CarrierFeed.objects.filter(pk=feed.pk)).get()
    mine = CarrierMessage.objects.filter(feed=feed)
    context = {
        "feed": standing.describe(row, now=now),
        "address": request.build_absolute_uri(reverse("channels:carriers-webhook", args=[feed.pk])),
        "refused": mine.filter(outcome="refused").order_by("-pk")[:SHOWN],
        "dismissed": mine.filter(outcome="dismissed").order_by("-pk")[:5],
        "not_taken": FollowedNumber.objects.filter(feed=feed).exclude(refused="").order_by("-pk")[:SHOWN],
        "kinds": list(EventKind),
        "secret": secret,
        "may_run": request.membership.may(May.RUN_CHANNELS),
        "now": now,
    }
    return render_page(request, "channels/carrier_feed.html", context)


@never_cache
@require_POST
@member_of(CarrierFeed, May.RUN_CHANNELS, "pk")
def make_secret(request: Any, feed: CarrierFeed) -> HttpResponse:
    """The secret stands in this answer and nowhere else."""
    if feed.kind != "own":
        messages.info(
            request, f"{kinds.label(feed.kind)} signs with its own secret: connect it again to change it."
        )
        return redirect("channels:carrier-feed", feed.pk)
    return _detail(request, feed, secret=connecting.make_secret(feed, now=utc_now()))


@require_POST
@member_of(CarrierFeed, May.RUN_CHANNELS, "pk")
def run_now(request: Any, feed: CarrierFeed) -> HttpResponse:
    CarrierFeed.objects.filter(pk=feed.pk).update(next_round_at=utc_now())
    messages.success(request, f"{kinds.label(feed.kind)} has its turn within seconds.")
    return redirect("channels:carrier-feed", feed.pk)


@require_POST
@member_of(CarrierFeed, May.RUN_CHANNELS, "pk")
def pause(request: Any, feed: CarrierFeed) -> HttpResponse:
    connecting.pause(feed)
    messages.success(request, "Paused: nothing is asked for; what is sent meanwhile is stored.")
    return redirect("channels:carrier-feed", feed.pk)


@require_POST
@member_of(CarrierFeed, May.RUN_CHANNELS, "pk")
def resume(request: Any, feed: CarrierFeed) -> HttpResponse:
    if not connecting.resume(feed, now=utc_now()):
        messages.error(request, "It is disconnected: connect it again.")
        return redirect("channels:carriers")
    messages.success(request, "It goes on where it was paused.")
    return redirect("channels:carrier-feed", feed.pk)


@require_POST
@member_of(CarrierFeed, May.RUN_CHANNELS, "pk")
def disconnect(request: Any, feed: CarrierFeed) -> HttpResponse:
    connecting.disconnect(feed)
    messages.success(
        request,
        f"{kinds.label(feed.kind)} is disconnected. Its scans stay; its key is gone. Delete the webhook there as well.",
    )
    return redirect("channels:list")


@require_POST
@member_of(CarrierMessage, May.RUN_CHANNELS, "pk")
def retry(request: Any, message: CarrierMessage) -> HttpResponse:
    """Read again with today's code; it waits on with the sentence of this attempt where that fails."""
    taking.take_again(message, now=utc_now())
    message.refresh_from_db()
    if message.outcome == "refused":
        messages.error(request, f"Still not readable: {message.sentence}")
    else:
        messages.success(request, "It was read and taken.")
    return redirect("channels:carrier-feed", message.feed_id)


@require_POST
@member_of(CarrierMessage, May.RUN_CHANNELS, "pk")
def dismiss(request: Any, message: CarrierMessage) -> HttpResponse:
    CarrierMessage.objects.filter(pk=message.pk, outcome="refused").update(outcome="dismissed")
    messages.success(request, "Dismissed; it stays below for a while.")
    return redirect("channels:carrier-feed", message.feed_id)


@require_POST
@member_of(CarrierMessage, May.RUN_CHANNELS, "pk")
def reopen(request: Any, message: CarrierMessage) -> HttpResponse:
    CarrierMessage.objects.filter(pk=message.pk, outcome="dismissed").update(outcome="refused")
    messages.success(request, "It waits to be read again.")
    return redirect("channels:carrier-feed", message.feed_id)
