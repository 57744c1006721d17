"""Buttons and forms of the weekly page; each says what it did and offers to take it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop
from fulfillment.web import render_page
from metrics.clock import utc_now
from metrics.definitions import METRICS
from metrics.models import WeeklyAction, WeeklyNote
from metrics.weekly import acts, reading, showing
from metrics.weekly.composing import compose
from metrics.weekly.forms import ActionForm, NoteForm
from metrics.weekly.pages import today_of, week_or_404
from metrics.weekly.weeks import week_of

FORM = "weekly/action.html"
SAID = {
    acts.OPEN: "Open again: “{}”.",
    acts.DONE: "Done: “{}”. Next week's page says whether the number moved.",
    acts.DROPPED: "Dropped: “{}”.",
}


@require_http_methods(["GET", "POST"])
@member(May.DECIDE)
def act(request: Any, label: str) -> HttpResponse:
    """A new action, about the rate and the value that the address names, or about none."""
    now = utc_now()
    week = week_or_404(request.team, label, now=now)
    about = _about(request)
    day = {"due_on": max(week.after.sunday, today_of(request.team, now=now))}
    form = ActionForm(request.POST or None, team=request.team, initial=day)
    if request.method == "POST" and form.is_valid():
        acts.decide(request.team, week, about, form.cleaned_data, by=request.user, now=now)
        messages.success(request, f"Decided: “{form.cleaned_data['words']}”.")
        return redirect("weekly:week", week.label)
    context = {"form": form, "week": week, "about": _in_words(about), "title": "An action"}
    return render_page(request, FORM, context)


@require_http_methods(["GET", "POST"])
@member_of(WeeklyAction, May.DECIDE, "action_id")
def change(request: Any, action: WeeklyAction) -> HttpResponse:
    form = ActionForm(request.POST or None, team=request.team, instance=action)
    week = week_of(action.week_on)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, f"Changed: “{action.words}”.")
        return redirect("weekly:week", week.label)
    about = {
        "shop": action.shop,
        "metric": action.metric,
        "dimension": action.dimension,
        "value": action.value,
    }
    context = {"form": form, "week": week, "about": _in_words(about), "title": "Change an action"}
    return render_page(request, FORM, context)


@require_POST
@member_of(WeeklyAction, May.DECIDE, "action_id")
def set_action(request: Any, action: WeeklyAction, state: str) -> HttpResponse:
    if state not in SAID:
        raise Http404(f"An action is never {state}.")
    before = acts.DROPPED if action.dropped_at else acts.DONE if action.done_at else acts.OPEN
    acts.set_action(action, state, now=utc_now())
    undo = _button(request, reverse("weekly:set-action", args=[action.pk, before]))
    messages.success(request, format_html("{} {}", SAID[state].format(action.words), undo))
    return _back(request, week_of(action.week_on).label)


@require_POST
@member(May.DECIDE)
def note(request: Any, label: str) -> HttpResponse:
    now = utc_now()
    week = week_or_404(request.team, label, now=now)
    form = NoteForm(request.POST)
    if form.is_valid():
        called = acts.write(request.team, week, **form.cleaned_data, by=request.user, now=now)
        told = f" {', '.join(str(user) for user in called)} will get a mail." if called else ""
        messages.success(request, f"Noted.{told}")
    else:
        messages.error(request, "Nothing was noted: a note has from 1 to 1,000 characters.")
    return redirect(reverse("weekly:week", args=[week.label]) + "#notes")


@require_POST
@member_of(WeeklyNote, May.DECIDE, "note_id")
def set_note(request: Any, note: WeeklyNote, state: str) -> HttpResponse:
    if state not in (acts.KEPT, acts.REMOVED):
        raise Http404(f"A note is never {state}.")
    acts.set_note(note, state, now=utc_now())
    other = acts.KEPT if state == acts.REMOVED else acts.REMOVED
    undo = _button(request, reverse("weekly:set-note", args=[note.pk, other]))
    said = "The note is removed." if state == acts.REMOVED else "The note is back."
    messages.success(request, format_html("{} {}", said, undo))
    return redirect("weekly:week", week_of(note.week_on).label)


@require_POST
@member(May.DECIDE)
def sign(request: Any, label: str) -> HttpResponse:
    """Keeps the week as it stands; what changes later is marked beside it."""
    now = utc_now()
    week = week_or_404(request.team, label, now=now)
    if week.sunday >= today_of(request.team, now=now):
        messages.error(request, "This week is not over yet. It can be signed off from its Monday after on.")
        return redirect("weekly:week", week.label)
    sheet = compose(showing.shops_of(request.team), week, now=now, as_of=now)
    if acts.sign(request.team, sheet, by=request.user, now=now):
        undo = _button(request, reverse("weekly:reopen", args=[week.label]))
        said = "Signed off: the figures stand as they are now, later corrections are marked."
        messages.success(request, format_html("{} {}", said, undo))
    else:
        messages.info(request, "Somebody has signed this week already.")
    return redirect("weekly:week", week.label)


@require_POST
@member(May.DECIDE)
def reopen(request: Any, label: str) -> HttpResponse:
    now = utc_now()
    week = week_or_404(request.team, label, now=now)
    if acts.reopen(request.team, week, now=now):
        messages.success(request, "Open again: the figures are today's.")
    else:
        messages.info(request, "This week is not signed.")
    return redirect("weekly:week", week.label)


def _about(request: Any) -> dict[str, Any]:
    """What the address names and the team has; anything else is left away."""
    query = request.GET
    shop = Shop.objects.of(request.team).filter(slug=query.get("shop", "")).first()
    metric = query.get("metric", "") if shop and query.get("metric") in METRICS else ""
    dimension = query.get("dimension", "") if metric and query.get("dimension") in reading.BY else ""
    value = query.get("value", "")[:200] if dimension else ""
    return {"shop": shop if metric else None, "metric": metric, "dimension": dimension, "value": value}


def _in_words(about: dict[str, Any]) -> str:
    """`Late dispatch of Glow US, supplier BRIGHT`; blank: about no rate."""
    if not about["metric"]:
        return ""
    title = METRICS[about["metric"]].title if about["metric"] in METRICS else about["metric"]
    part = f", {about['dimension']} {about['value'] or 'not known'}" if about["dimension"] else ""
    return f"{title} of {about['shop']}{part}"


def _back(request: Any, label: str) -> HttpResponse:
    """To the week that was looked at: an action of an earlier one stands on later pages too."""
    shown = request.POST.get("week", "")
    return redirect(
        "weekly:week", shown if shown[:2] == "20" and shown.isascii() and len(shown) == 8 else label
    )


def _button(request: Any, url: str) -> Any:
    return format_html(
        '<form class="inline" method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button class="button link">Undo</button></form>',
        url, get_token(request),
    )  # fmt: skip
