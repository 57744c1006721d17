"""The weekly page, for its buttons: last week's page, with an action and a note that stand on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from metrics.models import SignedWeek, WeeklyAction, WeeklyNote
from metrics.weekly.weeks import Week, last_whole
from tests.e2e.clicking import Click, Clicks
from tests.e2e.floor import Floor
from tests.e2e.telling import shop_of


def week() -> Week:
    return last_whole(timezone.now().date())


def page() -> str:
    return reverse("weekly:week", args=[week().label])


def action(floor: Floor, **told: Any) -> WeeklyAction:
    now = timezone.now()
    return WeeklyAction.objects.create(
        team=floor.team, shop=shop_of(floor), metric="late-dispatch-rate", week_on=week().monday,
        words=f"Ask the supplier {WeeklyAction.objects.count()}", due_on=now.date(), made_at=now, **told,
    )  # fmt: skip


def note(floor: Floor) -> WeeklyNote:
    return WeeklyNote.objects.create(
        team=floor.team, week_on=week().monday, words="Ask the carrier", written_at=timezone.now()
    )


def signed(floor: Floor) -> Any:
    return SignedWeek.objects.filter(team=floor.team, week_on=week().monday, reopened_at=None)


def decide(floor: Floor) -> Click:
    made = WeeklyAction.objects.filter(team=floor.team, words="Ask the agent")
    url = reverse("weekly:act", args=[week().label])
    return Click(url, "", made.count, {"words": "Ask the agent"}, says="Decided")


def change(floor: Floor) -> Click:
    row = action(floor)
    read = WeeklyAction.objects.filter(pk=row.pk).values_list("words", flat=True)
    return Click(
        reverse("weekly:change", args=[row.pk]),
        "",
        lambda: read.get(),
        {"words": "Ask twice"},
        says="Changed",
    )


def set_action(state: str, column: str, **told: Any) -> Callable[[Floor], Click]:
    def click(floor: Floor) -> Click:
        row = action(floor, **told)
        read = WeeklyAction.objects.filter(pk=row.pk)
        return Click(
            page(),
            reverse("weekly:set-action", args=[row.pk, state]),
            lambda: getattr(read.get(), column) is None,
        )

    return click


def write(floor: Floor) -> Click:
    rows = WeeklyNote.objects.filter(team=floor.team)
    url = reverse("weekly:note", args=[week().label])
    return Click(page(), url, rows.count, {"words": "The driver came late"}, says="Noted")


def remove(floor: Floor) -> Click:
    row = note(floor)
    read = WeeklyNote.objects.filter(pk=row.pk)
    return Click(
        page(),
        reverse("weekly:set-note", args=[row.pk, "removed"]),
        lambda: read.get().removed_at is None,
    )


def sign(floor: Floor) -> Click:
    signed(floor).update(reopened_at=timezone.now())
    url = reverse("weekly:sign", args=[week().label])
    return Click(page(), url, signed(floor).exists, says="Signed off")


def reopen(floor: Floor) -> Click:
    signed(floor).update(reopened_at=timezone.now())
    sheet = {
        "week": week().label, "monday": week().monday.isoformat(), "as_of": timezone.now().isoformat(), "zones": [],
        "lines": [LINE | {"shop": shop_of(floor).slug, "shop_id": shop_of(floor).pk}], "problems": [],
    }  # fmt: skip
    SignedWeek.objects.create(team=floor.team, week_on=week().monday, signed_at=timezone.now(), sheet=sheet)
    url = reverse("weekly:reopen", args=[week().label])
    return Click(page(), url, signed(floor).exists, says="Open again")


LINE = {
    "metric": "late-dispatch-rate", "title": "Late dispatch", "shop_name": "Glow",
    "before": {"numerator": 1, "denominator": 40},
    "now": {"numerator": 1, "denominator": 40}, "standing": "usual", "target": 0.04, "enforcement": 0.1,
    "better": "lower", "minimum": 1, "window_days": 30, "unit": "order", "against": "late", "numerator": "late",
    "denominator": "dispatched", "dated": "dispatched", "rule_version": "", "provisional_days": 0, "trend": [],
}  # fmt: skip
CLICKS: Clicks = {
    "weekly:act": decide,
    "weekly:change": change,
    "weekly:set-action": set_action("done", "done_at"),
    "weekly:note": write,
    "weekly:set-note": remove,
    "weekly:sign": sign,
    "weekly:reopen": reopen,
}


def pages(floor: Floor) -> Iterator[str]:
    signed(floor).update(reopened_at=timezone.now())
    row = action(floor)
    note(floor)
    yield page()
    yield reverse("weekly:change", args=[row.pk])
    yield reverse("weekly:act", args=[week().label])
    yield reopen(floor).path
    signed(floor).update(reopened_at=timezone.now())
