"""One request, and the way back from it: to the lots of its order, what brought them and who looked at them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member_of
from fulfillment.accounts.roles import May
from fulfillment.inspections import behind
from fulfillment.orders.models import Refund
from fulfillment.web import render_page
from metrics.clock import utc_now
from metrics.refunds.rows import KINDS, STATUSES
from metrics.refunds.showing import label


@require_GET
@member_of(Refund, May.SEE_METRICS, "refund_id")
def request_page(request: Any, row: Refund) -> HttpResponse:
    context = {
        "row": row,
        "reason": label(row.reason_group or "other"),
        "kind": KINDS.get(row.kind, row.kind),
        "state": STATUSES.get(row.status, row.status.replace("_", " ")),
        "behind": behind.of_order(row.order) if row.order else None,
        "zone": row.shop.time_zone,
        "now": utc_now(),
    }
    return render_page(request, "refunds/request.html", context)
