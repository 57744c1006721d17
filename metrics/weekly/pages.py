"""The weekly page, its files, and what a meeting enters on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member
from fulfillment.accounts.models import Team
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop
from fulfillment.web import render_page
from metrics.clock import utc_now
from metrics.spans import BadSpan
from metrics.weekly import coming as next_figures
from metrics.weekly import exporting, showing, weeks
from metrics.weekly.composing import lines_of
from metrics.weekly.forms import NoteForm
from metrics.weekly.weeks import Week

TEMPLATE = "weekly/week.html"


def today_of(team: Team, *, now: datetime) -> date:
    return now.astimezone(ZoneInfo(team.time_zone)).date()


def week_or_404(team: Team, label: str, *, now: datetime) -> Week:
    try:
        return weeks.read(label, today=today_of(team, now=now))
    except BadSpan as refused:
        raise Http404(str(refused)) from None


@require_GET
@member(May.SEE_METRICS)
def week(request: Any, label: str = "") -> HttpResponse:
    """The week of the address, without one the last that is over."""
    now = utc_now()
    today = today_of(request.team, now=now)
    last = weeks.last_whole(today)
    context: dict[str, Any] = {"now": now, "last": last, "may_decide": request.membership.may(May.DECIDE)}
    try:
        asked = weeks.read(label, today=today) if label else last
    except BadSpan as refused:
        return render_page(request, TEMPLATE, context | {"refused": str(refused)}, status=404)
    shops = showing.shops_of(request.team, asked)
    context |= {"week": asked, "shops": shops, "is_to_come": asked.monday > today}
    if shops and not context["is_to_come"]:
        context |= showing.page(request.team, shops, asked, now=now)
        context |= {"note_form": NoteForm(), "is_running": asked.sunday >= today}
        context["has_coming"] = not context["signed"] and next_figures.is_near(asked, today)
    return render_page(request, TEMPLATE, context)


@require_GET
@member(May.SEE_METRICS)
def coming(request: Any, label: str) -> HttpResponse:
    """What the worst rates will be next: a panel of the week's page, reckoned after its numbers are on the screen."""
    now = utc_now()
    asked, shops = week_or_404(request.team, label, now=now), showing.shops_of(request.team)
    found = _coming(request.team, shops, asked, now=now)
    context = {
        "now": now,
        "week": asked,
        **next_figures.parted(found),
    }
    return render_page(request, "weekly/coming.html", context, partial="panel")


def _coming(team: Team, shops: Sequence[Shop], week: Week, *, now: datetime) -> list[dict[str, Any]]:
    if not next_figures.is_near(week, today_of(team, now=now)):
        return []
    return next_figures.rows(shops, lines_of(shops, week, now=now), now=now)


@require_GET
@member(May.SEE_METRICS)
def export(request: Any, label: str, kind: str) -> Any:
    """The same as the page: csv, xlsx or pdf."""
    now = utc_now()
    asked = week_or_404(request.team, label, now=now)
    if kind not in exporting.KINDS:
        raise Http404(f"There is no file of kind {kind}.")
    shops = showing.shops_of(request.team, asked)
    if not shops or asked.monday > today_of(request.team, now=now):
        messages.info(request, "Nothing was counted in this week, so there is nothing to export.")
        return redirect("weekly:week", asked.label)
    shown = showing.page(request.team, shops, asked, now=now)
    shown |= next_figures.parted([] if shown["signed"] else _coming(request.team, shops, asked, now=now))
    return exporting.KINDS[kind](request.team, shown)
