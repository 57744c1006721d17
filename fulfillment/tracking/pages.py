"""The packages of one order in the browser."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.orders.models import Order
from fulfillment.orders.rulings import rules_of, terms_of
from fulfillment.policies.rules import Rules
from fulfillment.policies.terms import StopEvent
from fulfillment.tracking import attention, presenting
from fulfillment.tracking.absent import why_none
from fulfillment.tracking.gathering import look_at
from fulfillment.tracking.models import BuyerLink, Package, PackageOrder
from fulfillment.tracking.reuse import also_on
from fulfillment.web import render_page

BEHIND = 100


@require_GET
@member(May.SEE_ORDERS)
def behind(request: Any) -> HttpResponse:
    """Parcels on which carrier and channel disagree, who waits longest first."""
    now = datetime.now(UTC)
    rows = list(
        attention.behind(request.team).select_related("shop").prefetch_related("orders")[: BEHIND + 1]
    )
    context = {
        "packages": [presenting.package(row, now=now) for row in rows[:BEHIND]],
        "is_more": len(rows) > BEHIND,
        "now": now,
    }
    return render_page(request, "tracking/behind.html", context)


@require_GET
@member_of(Order, May.SEE_ORDERS, "order_id")
def of_order(request: Any, order: Order) -> HttpResponse:
    """The packages of one order with their verdicts and events: a panel of the order page, and a page of its own."""
    now = datetime.now(UTC)
    rows = list(
        order.packages.filter(package_orders__is_current=True)
        .select_related("shop")
        .prefetch_related("events", "orders")
        .order_by("shipped_at", "pk")
    )
    facts = {each.id: each.facts for each in look_at([row.pk for row in rows])}
    others = also_on(rows)
    served = _served(rows)
    context = {
        "order": order,
        "packages": [
            presenting.package(
                row, now=now, with_events=True, facts=facts.get(row.pk), also_on=others.get(row.pk, ())
            )
            | {"others": [each for each in row.orders.all() if each != order and (row.pk, each.pk) in served]}
            for row in rows
        ],
        "counts_scans": _rules(order).stop_event == StopEvent.FIRST_SCAN,
        "why_none": "" if rows else _why_none(order, now),
        "buyer_link": BuyerLink.objects.filter(order=order, revoked_at=None).first(),
        "may_act": request.membership.may(May.ACT_ON_ORDERS),
        "now": now,
    }
    return render_page(request, "tracking/of_order.html", context, partial="panel")


def _rules(order: Order) -> Rules:
    return rules_of(terms_of(order.shop), order.placed_at)


def _why_none(order: Order, now: datetime) -> str:
    is_held = order.holds.open().filter(blocks=True).exists()  # type: ignore[attr-defined]
    tracking = _rules(order).tracking
    return why_none(
        order,
        now=now,
        zone=ZoneInfo(order.shop.time_zone),
        is_held=is_held,
        correct_within_hours=tracking.edit_window_hours if tracking.edits_allowed else 0,
    )


def _served(rows: list[Package]) -> set[tuple[int, int]]:
    """(package, order) of what each still serves: an order taken out of a shared package keeps a row of it."""
    links = PackageOrder.objects.filter(package__in=rows, is_current=True)
    return set(links.values_list("package_id", "order_id"))
