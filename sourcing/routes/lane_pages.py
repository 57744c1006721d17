"""How lanes did, and what a version would have done: pages of numbers, each with its count."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.sheets import streamed
from fulfillment.web import render_page
from sourcing.models import Rehearsal
from sourcing.models.routing import RUNNING, WAITING
from sourcing.routes.lanes import SPAN, Names, lanes
from sourcing.routing.rehearsing import ENOUGH
from sourcing.routing.rules import Route

HEADER = (
    "Lane", "Orders", "Late", "Judged", "Hours to first scan (median)", "Scanned", "Valid packages",
    "Concluded packages", "Transit hours (median)", "Delivered", "Cost per order",
)  # fmt: skip


@require_GET
@member(May.SEE_METRICS)
def performance(request: Any) -> HttpResponse:
    now = timezone.now()
    rows = lanes(request.team, now=now)
    context = {"rows": rows, "now": now, "since": now - SPAN, "enough": ENOUGH}
    return render_page(request, "routing/lanes.html", context)


@require_GET
@member(May.SEE_METRICS)
def export(request: Any) -> StreamingHttpResponse:
    rows = lanes(request.team, now=timezone.now())
    cells = [
        (
            row.name, row.did.orders, row.did.late, row.did.judged, _hours(row.did.scan_hours), row.did.scanned,
            row.valid, row.concluded, _hours(row.did.transit_hours), row.did.delivered,
            "; ".join(f"{mean:.2f} {currency} ({count} orders)" for currency, mean, count in row.costs),
        )
        for row in rows
    ]  # fmt: skip
    return streamed("lanes.csv", HEADER, [cells])


@require_GET
@member_of(Rehearsal, May.SEE_RULES, "rehearsal_id")
def rehearsal(request: Any, row: Rehearsal) -> HttpResponse:
    """Found again by its address; looks again by itself while it runs."""
    names = Names(request.team)
    moves = [_told(move, names) for move in (row.result or {}).get("moves", [])]
    known = [move for move in moves if move["there"]]
    context = {
        "row": row,
        "now": timezone.now(),
        "is_working": row.state in (WAITING, RUNNING),
        "moves": moves,
        "moved": sum(move["orders"] for move in moves),
        "unknown": sum(move["orders"] for move in moves if not move["there"]),
        "known": sum(move["orders"] for move in known),
        "late_before": sum(move["here"]["late"] for move in known),
        "late_judged": sum(move["here"]["judged"] for move in known),
        "late_after": sum(move["expected_late"] for move in known),
        "costs": _costs(moves),
        "enough": ENOUGH,
    }
    return render_page(request, "routing/rehearsal.html", context, partial="progress")


def _told(move: dict[str, Any], names: Names) -> dict[str, Any]:
    lanes_of = {key: names.of(Route(*move[key])) for key in ("before", "after")}
    costs = {key: Decimal(move[key]) for key in ("cost_before", "cost_after")}
    return move | lanes_of | costs | {"dearer": costs["cost_after"] - costs["cost_before"]}


def _costs(moves: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the moved orders would have cost, currencies apart, and of how many that is known."""
    found: dict[str, dict[str, Any]] = {}
    for move in moves:
        if move["costed"]:
            sums = found.setdefault(
                move["currency"],
                {"currency": move["currency"], "orders": 0, "before": Decimal(), "after": Decimal()},
            )
            sums["orders"] += move["costed"]
            sums["before"] += move["cost_before"]
            sums["after"] += move["cost_after"]
    return sorted(found.values(), key=lambda each: each["currency"])


def _hours(value: float | None) -> float | str:
    return "" if value is None else round(value, 1)
