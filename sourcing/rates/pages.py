"""What currencies are worth now, whose word that is and of which day; rates of the team's own."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.web import render_page
from sourcing.models import OwnRate
from sourcing.rates import keeping
from sourcing.rates.forms import RateForm


@require_http_methods(["GET", "POST"])
@member(May.SEE_ORDERS)
def index(request: Any) -> HttpResponse:
    """Posted, it takes down a rate of the team's own."""
    team, now, may_change = request.team, timezone.now(), request.membership.may(May.CHANGE_RULES)
    today = now.astimezone(ZoneInfo(team.time_zone)).date()
    form = RateForm(request.POST or None, today=today)
    if request.method == "POST" and may_change and form.is_valid():
        keeping.write_down(team, form.as_rate(), by=request.user, now=now)
        messages.success(request, "Saved: it is taken for 31 days, before the bank's.")
        return redirect("rates:index")
    context = {
        "form": form if may_change else None,
        "own": keeping.own_now(team, today=today),
        "bank": keeping.of_bank_now(today=today),
        "now": now,
        "zone": team.time_zone,
    }
    return render_page(request, "rates/index.html", context)


@require_POST
@member_of(OwnRate, May.CHANGE_RULES, "rate_id")
def remove(request: Any, row: OwnRate) -> HttpResponse:
    OwnRate.objects.filter(team=request.team, base=row.base, quote=row.quote).delete()
    messages.success(request, f"{row} is gone: the bank's is taken again, where it tells one.")
    return redirect("rates:index")
