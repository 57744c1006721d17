"""The reconciliation page: both sides' counts day by day, each order on which they differ, and what closes it."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.channels import base, reconciling
from fulfillment.channels.comparing import WORDS, Cause, Kind
from fulfillment.channels.models import Connection, Discrepancy, Reconciliation
from fulfillment.channels.sync import utc_now
from fulfillment.orders.models import Order
from fulfillment.web import render_page

SHOWN = 200
OPEN_DAYS = 3
KINDS = {
    Kind.MISSING_HERE: "Missing here",
    Kind.MISSING_THERE: "Missing there",
    Kind.OTHER_STATE: "Stands otherwise",
}


@require_GET
@member(May.SEE_CHANNELS)
def overview(request: Any) -> HttpResponse:
    rows = list(
        reconciling.open_of(request.team)
        .select_related("shop__connection")
        .order_by("-found_at", "pk")[:SHOWN]
    )
    accepted = Discrepancy.objects.filter(team=request.team, closed_at=None).exclude(accepted_at=None)
    orders = _orders(rows)
    context = {
        "now": utc_now(),
        "shops": _shops(request),
        "rows": [_row(each, orders=orders) for each in rows],
        "is_cut": len(rows) == SHOWN,
        "accepted": accepted.select_related("shop", "accepted_by").order_by("-accepted_at")[:SHOWN],
        "may_run": request.membership.may(May.RUN_CHANNELS),
    }
    return render_page(request, "channels/reconciliation.html", context, partial="sides")


def _shops(request: Any) -> list[dict[str, Any]]:
    """Every connected shop with its days, newest first; three queries."""
    connections = Connection.objects.filter(team=request.team).select_related("shop").order_by("shop__name")
    days: dict[int, list[Reconciliation]] = {}
    for day in Reconciliation.objects.filter(team=request.team).order_by("-placed_on").defer("listed"):
        days.setdefault(day.shop_id, []).append(day)
    differing = Counter(reconciling.open_of(request.team).values_list("shop_id", "placed_on"))
    return [
        {
            "connection": each,
            "shop": each.shop,
            "channel": base.label(each.shop.channel),
            **_days([(day, differing[day.shop_id, day.placed_on]) for day in days.get(each.shop_id, [])]),
            "differing": sum(count for (shop, _), count in differing.items() if shop == each.shop_id),
        }
        for each in connections
    ]


def _days(days: list[tuple[Reconciliation, int]]) -> dict[str, Any]:
    """The newest, those that differ and those not compared yet stand open; the others agree and are folded."""
    newest = days[:OPEN_DAYS]
    shown = newest + [each for each in days[OPEN_DAYS:] if each[1] or not each[0].compared_at]
    agreeing = [each for each in days[OPEN_DAYS:] if each[0].compared_at and not each[1]]
    return {"days": shown, "agreeing": agreeing}


def _orders(rows: list[Discrepancy]) -> dict[tuple[int, str], int]:
    """The pages of those that we have."""
    known = Order.objects.filter(
        shop__in={row.shop_id for row in rows}, external_id__in=[row.external_id for row in rows]
    )
    return {
        (shop, external_id): pk for shop, external_id, pk in known.values_list("shop", "external_id", "pk")
    }


def _row(each: Discrepancy, *, orders: dict[tuple[int, str], int]) -> dict[str, Any]:
    return {
        "it": each,
        "kind": KINDS[Kind(each.kind)],
        "words": WORDS[Cause(each.cause)],
        "is_quarantined": each.cause == Cause.QUARANTINED,
        "order": orders.get((each.shop_id, each.external_id)),
    }


@require_POST
@member(May.RUN_CHANNELS)
def compare(request: Any, pk: UUID) -> HttpResponse:
    """All days of the shop are compared in its next round, within seconds."""
    connection = _connection(request, pk)
    days = Reconciliation.objects.filter(shop=connection.shop).values_list("placed_on", flat=True)
    count = reconciling.compare_again(connection.shop, days, now=utc_now())
    noun = "day is" if count == 1 else "days are"
    messages.success(request, f"{count} {noun} compared with {connection.shop.name} now; this page follows.")
    return redirect("channels:reconciliation")


@require_POST
@member(May.RUN_CHANNELS)
def fetch(request: Any, pk: UUID) -> HttpResponse:
    """What differs, or the orders that the form names, is asked for by id and compared again."""
    connection = _connection(request, pk)
    found = reconciling.open_of(request.team).filter(shop=connection.shop)
    if ids := request.POST.getlist("order"):
        found = found.filter(external_id__in=ids)
    count = reconciling.fetch(connection.shop, found, now=utc_now())
    noun = "order is" if count == 1 else "orders are"
    messages.success(request, f"{count} {noun} fetched from {connection.shop.name} now; this page follows.")
    return redirect("channels:reconciliation")


@require_POST
@member(May.RUN_CHANNELS)
def accept(request: Any, pk: int) -> HttpResponse:
    """Known, and nothing is to be done: it is shown below and alarms nobody."""
    changed = _discrepancies(request, pk).update(accepted_at=utc_now(), accepted_by=request.user)
    if changed:
        messages.success(request, "Accepted: it stands below and can be put back.")
    else:
        messages.info(request, "The two sides agree about it by now.")
    return redirect("channels:reconciliation")


@require_POST
@member(May.RUN_CHANNELS)
def reopen(request: Any, pk: int) -> HttpResponse:
    _discrepancies(request, pk).update(accepted_at=None, accepted_by=None)
    messages.success(request, "It counts as a difference again.")
    return redirect("channels:reconciliation")


def _connection(request: Any, pk: UUID) -> Connection:
    return get_object_or_404(Connection.objects.filter(team=request.team).select_related("shop"), pk=pk)


def _discrepancies(request: Any, pk: int) -> Any:
    get_object_or_404(Discrepancy.objects.filter(team=request.team), pk=pk)
    return Discrepancy.objects.filter(team=request.team, pk=pk, closed_at=None)
