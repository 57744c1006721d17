"""What platforms publish and hold against a shop, for the buttons on those pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from metrics.models import PublishedFigure, Violation
from tests.e2e.clicking import Click, Clicks
from tests.e2e.floor import Floor

RATE = "late-dispatch-rate"


def figure(floor: Floor) -> PublishedFigure:
    shop, today = floor.team.shops.get(slug="glow-us"), timezone.now().date()
    row, _ = PublishedFigure.objects.get_or_create(
        team=floor.team, shop=shop, metric=RATE, since_on=today - timedelta(days=14),
        until_on=today - timedelta(days=8),
        defaults={"rate": Decimal("0.05"), "source": "entered", "told_at": timezone.now()},
    )  # fmt: skip
    return row


def violation(floor: Floor) -> Violation:
    shop, now = floor.team.shops.get(slug="glow-us"), timezone.now()
    return Violation.objects.create(
        team=floor.team,
        shop=shop,
        title="Late dispatch",
        happened_on=now.date(),
        entered_at=now,
        state_at=now,
    )


def add_figure(floor: Floor) -> Click:
    figures = PublishedFigure.objects.filter(team=floor.team, source="entered")
    path = f"{reverse('published:index', args=[RATE])}?shop=glow-us"
    action = f"{reverse('published:add', args=[RATE])}?shop=glow-us"
    days = {"since": "2026-11-02", "until": "2026-11-08", "rate": "4.2"}
    return Click(path, action, figures.count, days, says="The figure is kept")


def remove_figure(floor: Floor) -> Click:
    row = figure(floor)
    kept = PublishedFigure.objects.filter(pk=row.pk)
    path, action = reverse("published:explained", args=[row.pk]), reverse("published:remove", args=[row.pk])
    return Click(path, action, kept.count, says="is removed")


def add_violation(floor: Floor) -> Click:
    rows = Violation.objects.filter(team=floor.team)
    told = {"title": "Late dispatch above 10 %", "happened_on": "2026-11-20", "points": "2"}
    return Click(reverse("violations:index"), reverse("violations:add"), rows.count, told, says="Kept")


def step(floor: Floor) -> Click:
    row = violation(floor)
    read = Violation.objects.filter(pk=row.pk).values_list("state", flat=True)
    path, action = reverse("violations:violation", args=[row.pk]), reverse("violations:step", args=[row.pk])
    return Click(path, action, lambda: read.get(), {"state": "appealed"}, says="appealed")


CLICKS: Clicks = {
    "published:add": add_figure,
    "published:remove": remove_figure,
    "violations:add": add_violation,
    "violations:step": step,
}


def pages(floor: Floor) -> Iterator[str]:
    yield from (
        f"{reverse('published:index', args=[RATE])}?shop=glow-us",
        reverse("published:explained", args=[figure(floor).pk]),
        reverse("violations:index"),
        reverse("violations:violation", args=[violation(floor).pk]),
    )
