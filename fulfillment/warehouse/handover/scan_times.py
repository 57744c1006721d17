"""First-scan time by carrier, depot, weekday and hour, from what closed manifests and carriers say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member
from fulfillment.accounts.models import Team
from fulfillment.accounts.roles import May
from fulfillment.tracking.carriers.directory import carrier_name
from fulfillment.warehouse.handover.scan_hours import Seen, by, by_hour, figure
from fulfillment.warehouse.models import ManifestLine, Warehouse
from fulfillment.web import render_page

LOOK_BACK = timedelta(days=60)
LATEST = 20_000


@require_GET
@member(May.SEE_WAREHOUSE)
def page(request: Any) -> HttpResponse:
    now = timezone.now()
    seen = scanned(request.team, since=now - LOOK_BACK)
    carrier, depot = request.GET.get("carrier", ""), request.GET.get("depot", "")
    chosen = [each for each in seen if carrier in ("", each.carrier) and depot in ("", each.depot)]
    cells = by_hour(chosen)
    context = {
        "now": now,
        "since": now - LOOK_BACK,
        "parcels": len(chosen),
        "carriers": [(each, carrier_name(each.name) or each.name) for each in by(seen, "carrier")],
        "depots": by([each for each in seen if carrier in ("", each.carrier)], "depot")[:25],
        "carrier": carrier,
        "depot": depot,
        "cells": list(cells.values()),
        "figure": figure(cells),
    }
    return render_page(request, "truck/scans.html", context)


def scanned(team: Team, *, since: Any) -> list[Seen]:
    """The newest hand-overs that a carrier scanned since; two queries."""
    zones = {pk: ZoneInfo(name) for pk, name in Warehouse.objects.of(team).values_list("pk", "time_zone")}
    lines = ManifestLine.objects.filter(team=team, handed_over_at__gte=since, first_scan_at__isnull=False)
    columns = ("carrier", "depot", "manifest__warehouse", "handed_over_at", "first_scan_at")
    found = []
    for carrier, depot, house, handed_over_at, scan_at in lines.order_by("-handed_over_at").values_list(
        *columns
    )[:LATEST]:
        local = handed_over_at.astimezone(zones[house])
        hours = max(0.0, (scan_at - handed_over_at) / timedelta(hours=1))
        found.append(Seen(carrier, depot, local.isoweekday(), local.hour, hours))
    return found
