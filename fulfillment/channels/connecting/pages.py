"""The pages of connecting: choose a channel, let us in, watch the first import; and the page that ends it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop
from fulfillment.channels import health, lines
from fulfillment.channels.connecting import leaving, offers
from fulfillment.channels.connecting.arriving import arrive
from fulfillment.channels.connecting.forms import WayForm
from fulfillment.channels.connecting.offers import Offer, Way
from fulfillment.channels.errors import ChannelError
from fulfillment.channels.models import Connection, ConnectionEvent
from fulfillment.channels.sync import utc_now
from fulfillment.web import render_page


@require_GET
@member(May.RUN_CHANNELS)
def choose(request: Any) -> HttpResponse:
    return render_page(request, "channels/connect.html", {"offers": offers.all_offers()})


@require_http_methods(["GET", "POST"])
@member(May.RUN_CHANNELS)
def credentials(request: Any, channel: str) -> HttpResponse:
    """The ways in, each with its form; a POST goes one of them."""
    offer = offers.offer(channel)
    if offer is None:
        raise Http404
    way = offer.way(request.POST.get("way", ""))
    if request.method == "GET" or way is None or way.missing:
        return _ways(request, offer)
    form = WayForm(way, request.POST)
    if not form.is_valid():
        return _ways(request, offer, tried=way, form=form)
    try:
        return _go(request, offer, way, form.values())
    except ChannelError as error:
        return _ways(request, offer, tried=way, form=form, error=error)


def _go(request: Any, offer: Offer, way: Way, values: dict[str, str]) -> HttpResponse:
    module: Any = offers.module(offer.channel)
    if way.is_consent:
        back = request.build_absolute_uri(reverse(f"channels:{offer.channel}-callback"))
        request.session[f"{offer.channel}-consent"], url = module.consent(
            way.code, values, team=request.team, back=back
        )
        return redirect(url)
    entered = module.enter(
        request.team, way.code, values, public_url=request.build_absolute_uri("/"), now=utc_now()
    )
    if entered.connections:
        return arrive(request, entered.connections)
    messages.success(request, entered.sentence)
    return redirect(entered.next_url)


def _ways(
    request: Any,
    offer: Offer,
    *,
    tried: Way | None = None,
    form: WayForm | None = None,
    error: ChannelError | None = None,
) -> HttpResponse:
    """One that was tried in vain stands open with its reason, otherwise the first that can be gone."""
    shown = tried or next((way for way in offer.ways if not way.missing), None)
    ways = [
        {
            "way": way,
            "form": form if form and way is tried else WayForm(way),
            "error": error if way is tried else None,
            "is_open": way is shown or len(offer.ways) == 1,
        }
        for way in offer.ways
    ]
    status = 200 if tried is None else 400
    context = {"offer": offer, "ways": ways}
    return render_page(request, "channels/connect_ways.html", context, status=status)


@require_GET
@member_of(Connection, May.SEE_CHANNELS, "pk")
def first_import(request: Any, connection: Connection) -> HttpResponse:
    """How far the import is, of every shop that came with this one; may be left and opened again."""
    now = utc_now()
    together = Connection.objects.filter(team=request.team, pk=connection.pk)
    if connection.credential_id:
        together = Connection.objects.filter(team=request.team, credential=connection.credential_id)
    rows = lines.with_counts(together).order_by("created_at", "shop__name")
    events = ConnectionEvent.objects.filter(connection__in=together).select_related(
        "actor", "connection__shop"
    )
    context = {
        "connection": connection,
        "offer": offers.offer(connection.shop.channel),
        "shops": [{"connection": row, "health": health.describe(row, now=now)} for row in rows],
        "is_running": any(row.is_active and not row.first_sync_finished_at for row in rows),
        "events": events.order_by("-happened_at")[:12],
        "may_run": request.membership.may(May.RUN_CHANNELS),
        "now": now,
    }
    return render_page(request, "channels/first_import.html", context, partial="progress")


@require_GET
@member_of(Shop, May.SEE_CHANNELS, "pk")
def own_store(request: Any, shop: Shop) -> HttpResponse:
    """How a store without a channel sends its orders."""
    context = {
        "shop": shop,
        "may_make_tokens": request.membership.may(May.MANAGE_TEAM),
        "may_import": request.membership.may(May.RUN_CHANNELS),
    }
    return render_page(request, "channels/own_store.html", context)


@require_http_methods(["GET", "POST"])
@member_of(Connection, May.RUN_CHANNELS, "pk")
def disconnect(request: Any, connection: Connection) -> HttpResponse:
    """Asks first; then nothing is read any more and nothing opens the shop."""
    if connection.state == health.State.DISCONNECTED:
        messages.info(request, f"{connection.shop.name} is disconnected already.")
        return redirect("channels:list")
    if request.method == "GET":
        others = Connection.objects.filter(credential=connection.credential_id).exclude(pk=connection.pk)
        shared = others.select_related("shop") if connection.credential_id else others.none()
        context = {"connection": connection, "shared": shared, "offer": offers.offer(connection.shop.channel)}
        return render_page(request, "channels/disconnect.html", context)
    untold = leaving.disconnect(connection, by=request.user, now=utc_now())
    messages.success(
        request, f"{connection.shop.name} is disconnected. Its history stays; its credentials are gone."
    )
    if untold:
        messages.warning(request, untold)
    return redirect("channels:list")
