"""The channels page: how each shop's line is doing, and what could not be read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop
from fulfillment.channels import base, health, lines, quarantine, quarantine_words, retrying
from fulfillment.channels.carriers.standing import of_team as carriers_of
from fulfillment.channels.connecting.arriving import record
from fulfillment.channels.models import Connection, QuarantinedItem, SyncCursor
from fulfillment.channels.sync import utc_now
from fulfillment.orders.models import Order
from fulfillment.web import render_page

SHOWN = 100


@require_GET
@member(May.SEE_CHANNELS)
def connections(request: Any) -> HttpResponse:
    now = utc_now()
    rows = lines.with_counts(Connection.objects.filter(team=request.team).order_by("shop__name"))
    cursors = SyncCursor.objects.filter(connection__team=request.team).exclude(stream__endswith=".history")
    streams: dict[UUID, list[SyncCursor]] = {}
    for cursor in cursors.order_by("stream"):
        streams.setdefault(cursor.connection_id, []).append(cursor)
    shops: list[dict[str, Any]] = [
        {"connection": row, "health": health.describe(row, now=now), "streams": streams.get(row.pk, [])}
        for row in rows
    ]
    context = {
        "shops": sorted(shops, key=lambda shop: health.WORST_FIRST.index(shop["health"].tone)),
        "own_stores": Shop.objects.of(request.team).filter(channel="own_store").order_by("name"),
        "feeds": carriers_of(request.team, now=now),
        "now": now,
        "may_run": request.membership.may(May.RUN_CHANNELS),
    }
    return render_page(request, "channels/list.html", context, partial="shops")


@require_POST
@member(May.RUN_CHANNELS)
def pull_now(request: Any, pk: UUID) -> HttpResponse:
    """The shop is due at once; the next tick of the background worker takes it."""
    connection = _connection(request, pk)
    Connection.objects.filter(pk=connection.pk).update(next_sync_at=utc_now())
    messages.success(request, f"{connection.shop.name} is pulled within seconds.")
    return redirect("channels:list")


@require_POST
@member(May.RUN_CHANNELS)
def pause(request: Any, pk: UUID) -> HttpResponse:
    connection = _connection(request, pk)
    if Connection.objects.filter(pk=connection.pk, is_active=True).update(is_active=False):
        record(connection, "connection.paused", by=request.user, now=utc_now())
    messages.success(request, f"{connection.shop.name} is paused: nothing is read until you resume it.")
    return redirect("channels:list")


@require_POST
@member(May.RUN_CHANNELS)
def resume(request: Any, pk: UUID) -> HttpResponse:
    connection = _connection(request, pk)
    if connection.state == health.State.DISCONNECTED:
        messages.error(request, f"{connection.shop.name} is disconnected: connect it again.")
        return redirect("channels:connect-channel", connection.shop.channel)
    if Connection.objects.filter(pk=connection.pk, is_active=False).update(
        is_active=True, next_sync_at=utc_now()
    ):
        record(connection, "connection.resumed", by=request.user, now=utc_now())
    messages.success(request, f"{connection.shop.name} is read again, from where it stopped.")
    return redirect("channels:list")


@require_GET
@member(May.SEE_CHANNELS)
def quarantined(request: Any) -> HttpResponse:
    items = QuarantinedItem.objects.filter(team=request.team).select_related("shop")
    open_items = items.filter(resolved_at=None).order_by("-last_seen_at")[:SHOWN]
    resolved = items.exclude(resolved_at=None).order_by("-resolved_at")[:20]
    may_run = request.membership.may(May.RUN_CHANNELS)
    context = {"items": open_items, "resolved": resolved, "now": utc_now(), "may_run": may_run}
    return render_page(request, "channels/quarantine.html", context)


@require_GET
@member(May.SEE_CHANNELS)
def quarantined_item(request: Any, pk: int) -> HttpResponse:
    item = _item(request, pk)
    channel = base.label(item.shop.channel)
    orders = Order.objects.of(request.team).filter(shop=item.shop, external_id=item.external_id)
    order = orders.first() if item.kind == "order" else None
    context = {
        "item": item,
        "payload": quarantine_words.readable(bytes(item.payload).removeprefix(quarantine.OWN_FORM)),
        "order": order,
        "follows": quarantine_words.what_follows(item.kind, channel=channel, is_here=order is not None),
        "channel": channel,
        "now": utc_now(),
        "may_run": request.membership.may(May.RUN_CHANNELS),
    }
    return render_page(request, "channels/quarantined_item.html", context)


@require_POST
@member(May.RUN_CHANNELS)
def retry(request: Any, pk: int) -> HttpResponse:
    item, now = _item(request, pk), utc_now()
    readable = retrying.can_be_read(item)
    if readable and retrying.read_again(item, now=now):
        messages.success(request, f"{item.kind.capitalize()} {item.external_id} was read and taken.")
        return redirect("channels:quarantine")
    item.refresh_from_db()
    why = f"Still not readable: {item.sentence}" if readable else item.sentence
    if line := retrying.ask_again(item, now=now):
        messages.warning(request, f"{why} {line.shop.name} is asked for it anew: look again in a minute.")
    elif readable:
        messages.error(request, why)
    else:
        messages.info(
            request, "Only a hint: the next pull reads what it was about. Dismiss it when that has happened."
        )
    return redirect("channels:quarantine")


@require_POST
@member(May.RUN_CHANNELS)
def dismiss(request: Any, pk: int) -> HttpResponse:
    item = _item(request, pk)
    if quarantine.dismiss(item, now=utc_now()):
        messages.success(
            request, f"{item.kind.capitalize()} {item.external_id} was dismissed; it stays in the list below."
        )
    else:
        messages.info(request, "It was settled already.")
    return redirect("channels:quarantine")


@require_POST
@member(May.RUN_CHANNELS)
def reopen(request: Any, pk: int) -> HttpResponse:
    item = _item(request, pk)
    if quarantine.undo_dismiss(item):
        messages.success(request, f"{item.kind.capitalize()} {item.external_id} waits in quarantine again.")
    else:
        messages.info(request, "It was refused anew in the meantime and waits already.")
    return redirect("channels:quarantine")


def _connection(request: Any, pk: UUID) -> Connection:
    return get_object_or_404(Connection.objects.filter(team=request.team).select_related("shop"), pk=pk)


def _item(request: Any, pk: int) -> QuarantinedItem:
    return get_object_or_404(QuarantinedItem.objects.filter(team=request.team).select_related("shop"), pk=pk)
