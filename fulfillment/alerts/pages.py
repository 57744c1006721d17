"""What is wrong now and what was lately; who deals with it; who gets mail."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.dateparse import parse_time
from django.views.decorators.http import require_GET, require_POST

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.alerts.models import Alert, Muted, QuietHours
from fulfillment.alerts.quiet import USUAL
from fulfillment.web import render_page

RESOLVED_SHOWN = 50


@require_GET
@member(May.SEE_CHANNELS)
def alerts(request: Any) -> HttpResponse:
    of_team = Alert.objects.filter(team=request.team).select_related("shop", "seen_by")
    context = {
        "now": datetime.now(UTC),
        "open": sorted(of_team.open().order_by("-raised_at"), key=lambda each: each.kind.tone),
        "resolved": of_team.exclude(resolved_at=None).order_by("-resolved_at")[:RESOLVED_SHOWN],
        "is_muted": Muted.objects.filter(team=request.team, user=request.user).exists(),
        "may_run": request.membership.may(May.RUN_CHANNELS),
        "may_quiet": request.membership.may(May.CHANGE_RULES),
        "quiet": QuietHours.of_teams([request.team.pk]).get(request.team.pk, USUAL),
    }
    return render_page(request, "alerts/list.html", context, partial="alerts")


@require_POST
@member(May.SEE_CHANNELS)
def seen(request: Any, pk: int) -> HttpResponse:
    """Somebody deals with it: it stays open and stops counting beside the navigation."""
    alert = get_object_or_404(Alert.objects.filter(team=request.team), pk=pk)
    now = datetime.now(UTC)
    if Alert.objects.unseen().filter(pk=alert.pk).update(seen_at=now, seen_by=request.user):
        messages.success(request, "Noted that you deal with it. It disappears when its cause is gone.")
    else:
        messages.info(request, "It is gone or somebody deals with it already.")
    return redirect("alerts")


@require_POST
@member(May.SEE_CHANNELS)
def unseen(request: Any, pk: int) -> HttpResponse:
    alert = get_object_or_404(Alert.objects.filter(team=request.team), pk=pk)
    Alert.objects.open().filter(pk=alert.pk).update(seen_at=None, seen_by=None)
    messages.success(request, "Nobody deals with it now.")
    return redirect("alerts")


@require_POST
@member(May.SEE_CHANNELS)
def mail(request: Any) -> HttpResponse:
    """Whether this member gets mail about this team's alerts."""
    mine = Muted.objects.filter(team=request.team, user=request.user)
    if request.POST.get("wanted") == "yes":
        mine.delete()
        messages.success(request, "You get mail about new alerts of your role.")
    else:
        Muted.objects.get_or_create(team=request.team, user=request.user)
        messages.success(request, "You get no more mail about this team's alerts.")
    return redirect("alerts")


@require_POST
@member(May.CHANGE_RULES)
def quiet(request: Any) -> HttpResponse:
    """The hours in which this team is told of nothing that can wait."""
    times = _times(request.POST)
    if times is None:
        messages.error(
            request,
            "Nothing was changed. Enter both times as hours and minutes, for example 20:00 and 07:00.",
        )
        return redirect("alerts")
    begins, ends = times
    QuietHours.objects.update_or_create(team=request.team, defaults={"begins": begins, "ends": ends})
    if begins == ends:
        messages.success(request, "Saved. Alerts are told at any hour.")
    else:
        messages.success(
            request, f"Saved. What can wait is told from {ends:%H:%M} on, beginning with the next alert."
        )
    return redirect("alerts")


def _times(posted: Any) -> tuple[time, time] | None:
    """Both, or None where one is no time of day."""
    found = []
    for name in ("begins", "ends"):
        try:
            found.append(parse_time(posted.get(name, "")))
        except ValueError:
            return None
    begins, ends = found
    return None if begins is None or ends is None else (begins, ends)
