"""Checklists for the buttons of their editor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from django.urls import reverse
from django.utils import timezone

from fulfillment.inspections.checklists import changing, drafting, publishing
from fulfillment.inspections.checklists.starting import starters
from fulfillment.inspections.models import Checklist
from tests.e2e.clicking import Click, Clicks
from tests.e2e.floor import Floor

_serial = count(1)


def published(floor: Floor) -> Checklist:
    row = publishing.begin(
        floor.team, starters()["electronics"], f"Lamps {next(_serial)}", now=timezone.now()
    )
    publishing.publish(row, by=None, now=timezone.now())
    return row


def drafted(floor: Floor) -> Checklist:
    """Its draft differs from its version."""
    row = published(floor)
    seen = drafting.mark(Checklist.objects.get(pk=row.pk))
    drafting.change(row, lambda told: changing.move(told, "cartons", 2), seen=seen, now=timezone.now())
    return Checklist.objects.get(pk=row.pk)


def twice(floor: Floor) -> Checklist:
    row = drafted(floor)
    publishing.publish(row, by=None, now=timezone.now())
    return row


def page_of(row: Checklist) -> str:
    return reverse("checklists:edit", args=[row.pk])


def reading(row: Checklist) -> Callable[[], Any]:
    rows = Checklist.objects.filter(pk=row.pk)
    return rows.values_list("name", "brand", "draft", "is_active").get


def begin(floor: Floor) -> Click:
    name = f"Cats {next(_serial)}"
    made = Checklist.objects.filter(team=floor.team, name=name)
    return Click(reverse("checklists:list"), "", made.count, {"name": name}, says="is begun")


def keep(act: str, says: str, **fill: str) -> Callable[[Floor], Click]:
    def click(floor: Floor) -> Click:
        row = published(floor)
        return Click(page_of(row), reverse(f"checklists:{act}", args=[row.pk]), reading(row), fill, says=says)

    return click


def of_check(act: str, says: str) -> Callable[[Floor], Click]:
    def click(floor: Floor) -> Click:
        row = published(floor)
        key = row.draft["checks"][1]["key"]
        return Click(page_of(row), reverse(f"checklists:{act}", args=[row.pk, key]), reading(row), says=says)

    return click


def add(floor: Floor) -> Click:
    row = published(floor)
    path = reverse("checklists:add-check", args=[row.pk])
    return Click(path, "", reading(row), {"en": "Smells of nothing", "zh": "无异味"}, says="is added")


def change(floor: Floor) -> Click:
    row = published(floor)
    path = reverse("checklists:change-check", args=[row.pk, row.draft["checks"][1]["key"]])
    return Click(path, "", reading(row), {"en": "As ordered"}, says="is changed")


def publish(floor: Floor) -> Click:
    row = drafted(floor)
    action = reverse("checklists:publish", args=[row.pk])
    return Click(page_of(row), action, row.versions.count, says="Version 2 is published")


def again(floor: Floor) -> Click:
    row = twice(floor)
    path, action = (reverse(f"checklists:{name}", args=[row.pk, 1]) for name in ("version", "again"))
    return Click(path, action, row.versions.count, says="It says what version 1 said")


def put_away(floor: Floor) -> Click:
    row = published(floor)
    path, action = reverse("checklists:list"), reverse("checklists:put-away", args=[row.pk])
    return Click(path, action, reading(row), says="is put away")


CLICKS: Clicks = {
    "checklists:list": begin,
    "checklists:goods": keep("goods", "Kept", brand="Bright"),
    "checklists:sampling": keep("sampling", "is changed", level="III"),
    "checklists:add-check": add,
    "checklists:change-check": change,
    "checklists:move-check": of_check("move-check", "in the draft"),
    "checklists:take-out-check": of_check("take-out-check", "is taken out"),
    "checklists:publish": publish,
    "checklists:again": again,
    "checklists:put-away": put_away,
}


def pages(floor: Floor) -> Iterator[str]:
    row = drafted(floor)
    old = twice(floor)
    yield from (reverse("checklists:list"), page_of(row), reverse("checklists:add-check", args=[row.pk]))
    yield reverse("checklists:change-check", args=[row.pk, row.draft["checks"][0]["key"]])
    yield reverse("checklists:version", args=[old.pk, 1])
