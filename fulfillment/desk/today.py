"""Today: what must be saved, whose turn it is, and where the two rates stand."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop
from fulfillment.channels.sync import utc_now
from fulfillment.desk import board
from fulfillment.desk.bulk_acts import OF_BOARD, Bar
from fulfillment.desk.frame import freshness
from fulfillment.desk.standing import counts_in, standing
from fulfillment.desk.start import or_their_own
from fulfillment.desk.today_filters import chips, known, taken, tiles
from fulfillment.orders.paces import pace_for
from fulfillment.unknown import unknown
from fulfillment.web import render_page, wants_fragment
from metrics.dials import dials


@or_their_own
@require_GET
@member(May.SEE_ORDERS)
def today(request: Any) -> HttpResponse:
    now = utc_now()
    shops = list(Shop.objects.of(request.team).order_by("name"))
    wrong = unknown(request.path, request.GET.dict(), known(shops))
    asked = taken(request.GET, shops)
    query = urlencode(asked)
    orders = board.filtered(board.orders_on_it(request.team, now=now), asked, user_id=request.user.pk)
    rows = board.shown(orders, shops, now=now)
    counted = standing(request.team, shops, user_id=request.user.pk, now=now)
    request.on_the_board = sum(each.on_board for each in counted)
    counts = counts_in(counted, asked)
    context = {
        "now": now,
        "shops": shops,
        "dials": dials(shops, now=now),
        "tiles": tiles(counted, asked),
        "sections": board.sections(counts, rows, now=now, paces=pace_for(rows, now=now), asked=asked),
        "asked": asked,
        "count": counts.total(),
        "snoozed": sum(each.snoozed for each in counted),
        "chips": chips(shops, asked, counted),
        "unknown": wrong,
        "bulk": Bar(OF_BOARD, query, len(rows), counts.total()),
        "may_act": request.membership.may(May.ACT_ON_ORDERS),
        "misses_numbers": any(row.next_action == "upload_number" for row in rows),
        "query": query,
    }
    if wants_fragment(request):
        context |= freshness(request.membership, now=now)
    return render_page(request, "desk/today.html", context, partial="live")
