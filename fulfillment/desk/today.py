"""Today: what must be saved, whose turn it is, and where the two rates stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member
from fulfillment.accounts.models import Team
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop
from fulfillment.channels.models import Connection
from fulfillment.channels.sync import utc_now
from fulfillment.desk import board
from fulfillment.desk.board import Standing
from fulfillment.desk.bulk_acts import OF_BOARD, Bar
from fulfillment.desk.frame import freshness
from fulfillment.orders.paces import pace_for
from fulfillment.orders.states import SEVERITY, Level, Owner, Stage
from fulfillment.web import render_page, wants_fragment
from metrics.dials import dials

TILES = {
    Stage.REMORSE: "Buyer's hour",
    Stage.TO_SHIP: "To ship",
    Stage.AWAITING_SCAN: "Label made, no scan",
}
CHIPS = ("shop", "owner", "stage", "mine")


@require_GET
@member(May.SEE_ORDERS)
def today(request: Any) -> HttpResponse:
    now = utc_now()
    asked = {key: request.GET[key] for key in CHIPS if request.GET.get(key)}
    shops = list(Shop.objects.of(request.team).order_by("name"))
    orders = board.filtered(board.orders_on_it(request.team, now=now), asked, user_id=request.user.pk)
    rows = board.shown(orders)
    standing = board.standing(request.team, now=now)
    request.on_the_board = sum(each.on_board for each in standing)
    counts = board.counts_of(orders) if asked else board.counts_in(standing)
    context = {
        "now": now,
        "shops": shops,
        "dials": dials(shops, now=now),
        "tiles": tiles(standing, asked),
        "sections": board.sections(counts, rows, now=now, paces=pace_for(rows, now=now)),
        "is_cut": len(rows) == board.SHOWN,
        "board_shown": board.SHOWN,
        "asked": asked,
        "chips": chips(shops, asked),
        "owners": Owner,
        "bulk": Bar(OF_BOARD, request.GET.urlencode(), len(rows), sum(counts.values())),
        "may_act": request.membership.may(May.ACT_ON_ORDERS),
        "query": request.GET.urlencode(),
        "imports": first_imports(request.team),
    }
    if wants_fragment(request):
        context |= freshness(request.membership, now=now)
    return render_page(request, "desk/today.html", context, partial="live")


def first_imports(team: Team) -> list[Connection]:
    """Shops whose first 90 days are still coming in; one query."""
    running = Connection.objects.filter(
        team=team, is_active=True, first_sync_finished_at=None, first_sync_total__gt=0
    )
    return list(running.select_related("shop").order_by("shop__name"))


def tiles(standing: Sequence[Standing], asked: dict[str, str]) -> list[dict[str, Any]]:
    """How many open orders stand in each stage, and how many of them are at risk."""
    totals: Counter[str] = Counter()
    at_risk: Counter[str] = Counter()
    for each in standing:
        totals[each.stage] += each.orders
        at_risk[each.stage] += each.orders if each.severity >= SEVERITY[Level.AT_RISK] else 0
    return [
        {
            "label": label,
            "count": totals[stage],
            "note": f"{at_risk[stage]} at risk" if at_risk[stage] else "",
            "url": "/" if asked.get("stage") == stage else f"/?stage={stage}",
            "active": asked.get("stage") == stage,
        }
        for stage, label in TILES.items()
    ] + [{"label": "All open", "count": totals.total(), "url": reverse("orders:list") + "?open=1"}]


def chips(shops: Iterable[Shop], asked: dict[str, str]) -> list[dict[str, Any]]:
    """The board's filters as links: each toggles one value and keeps the others."""

    def chip(key: str, value: str, label: str) -> dict[str, Any]:
        is_on = asked.get(key) == value
        rest = {**asked, key: value} if not is_on else {k: v for k, v in asked.items() if k != key}
        query = "&".join(f"{k}={v}" for k, v in rest.items())
        return {"label": label, "url": f"/?{query}" if query else "/", "active": is_on}

    by_shop = [chip("shop", shop.slug, shop.name) for shop in shops]
    by_owner = [chip("owner", owner, label) for owner, label in OWNER_LABELS.items()]
    return [chip("mine", "1", "Mine"), *(by_shop if len(by_shop) > 1 else []), *by_owner]


OWNER_LABELS = {Owner.US: "Our turn", Owner.CARRIER: "Carrier's turn", Owner.CHANNEL: "Channel's turn"}
