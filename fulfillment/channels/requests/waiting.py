"""Every buyer's request of the team that waits for an answer, the least time first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member
from fulfillment.accounts.models import Team
from fulfillment.accounts.roles import May
from fulfillment.channels import base
from fulfillment.channels.requests.looking import can_answer
from fulfillment.channels.rounds import utc_now
from fulfillment.orders import requests
from fulfillment.orders.answer_times import AnswerBy, Basis
from fulfillment.orders.models import Cancellation, Refund
from fulfillment.orders.requests import Request
from fulfillment.orders.rulings import Rulings
from fulfillment.policies import rulebook
from fulfillment.web import render_page

SHOWN = 100
SOON = timedelta(hours=6)
NEVER = datetime.max.replace(tzinfo=UTC)


@require_GET
@member(May.SEE_ORDERS)
def waiting(request: Any) -> HttpResponse:
    now = utc_now()
    may_act = request.membership.may(May.ACT_ON_ORDERS)
    found = _rows(request.team)
    rulings = Rulings({row.shop for row in found})
    rows = [_row(each, _until(each, rulings), may_act=may_act, now=now) for each in found]
    rows.sort(key=lambda row: (row["answer_by_at"] or NEVER, row["row"].external_id))
    context = {
        "rows": rows[:SHOWN],
        "is_cut": len(rows) > SHOWN,
        "shown": SHOWN,
        "no_requests": base.no_requests(request.team.shops.values_list("channel", flat=True)),
        "now": now,
    }
    return render_page(request, "requests/waiting.html", context, partial="waiting")


def _rows(team: Team) -> list[Request]:
    """Two queries, and one more row than is shown."""
    found: list[Request] = []
    for model in (Cancellation, Refund):
        open_ = requests.waiting(model, team).select_related("order", "order__shop", "shop")
        found += open_[: SHOWN + 1]
    return found


def _until(row: Request, rulings: Rulings) -> AnswerBy:
    if row.order is None or not rulebook.load().knows(platform=row.shop.platform, market=row.shop.market):
        return requests.answer_by_of(row, None)
    return requests.answer_by_of(row, rulings.at(row.shop_id, row.order.placed_at))


def _row(row: Request, until: AnswerBy, *, may_act: bool, now: datetime) -> dict[str, Any]:
    """`url`: where it is answered, blank where this person or this place cannot."""
    here = row.order is not None and can_answer(row, row.order)
    url = ""
    if here and may_act and row.order:
        url = f"{reverse('requests:answer', args=[row.order.pk])}?{urlencode({'request': row.external_id})}"
    left = until.at - now if until.at else None
    return {
        "row": row,
        "noun": requests.noun(row),
        "channel": base.label(row.shop.channel),
        "is_here": here,
        "url": url,
        "tone": "" if left is None else "breach" if left <= timedelta(0) else "risk" if left <= SOON else "",
        "answer_by_at": until.at,
        "is_reckoned": until.basis in (Basis.RULED, Basis.GUESSED),
        "is_overdue": left is not None and left <= timedelta(0),
    }
