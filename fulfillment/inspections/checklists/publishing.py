"""Checklists are begun from a starter, drafted, and published as versions that nobody changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from fulfillment.accounts.models import Team, User
from fulfillment.inspections.checklists import drafting, reading
from fulfillment.inspections.checklists.reading import Content
from fulfillment.inspections.checklists.starting import Starter
from fulfillment.inspections.models import Checklist, ChecklistVersion
from fulfillment.warehouse.refusing import NotDone, constraint_of


def begin(team: Team, starter: Starter, name: str, *, now: datetime) -> Checklist:
    """A draft, for nobody to use before it is published. Raises NotDone where the name is taken."""
    try:
        with transaction.atomic():
            return Checklist.objects.create(
                team=team, name=name.strip()[:80] or starter.name, title_words=", ".join(starter.words),
                draft=reading.kept(starter.content), changed_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        if constraint_of(error) != "checklist_name_once":
            raise
        raise NotDone(
            f"There is a checklist called {name or starter.name} already: open it, or say another name."
        ) from None


def save_draft(row: Checklist, content: Content, *, now: datetime) -> None:
    row.draft, row.changed_at = reading.kept(content), now
    row.save(update_fields=["draft", "changed_at"])


def publish(row: Checklist, *, by: User | None, now: datetime, seen: str | None = None) -> ChecklistVersion:
    """The draft is the next version; inspections that began before keep theirs. Raises NotDone with what is missing.

    `seen`: `drafting.mark` of the draft that was looked at, where a person publishes it.
    """
    with transaction.atomic():
        held = Checklist.objects.select_for_update().get(pk=row.pk)
        if seen is not None and drafting.mark(held) != seen:
            raise NotDone(drafting.MOVED_ON)
        content = reading.read(held.draft)
        if wrong := reading.problems(content):
            raise NotDone(" ".join(wrong))
        last = newest(held)
        if last is not None and last.content == held.draft:
            raise NotDone("Nothing was changed since the last version.")
        return _numbered(held, held.draft, by=by, now=now)


def publish_again(version: ChecklistVersion, *, by: User | None, now: datetime) -> ChecklistVersion:
    """An older version's words are the newest, under a number of their own; the draft stays. Raises NotDone."""
    with transaction.atomic():
        held = Checklist.objects.select_for_update().get(pk=version.checklist_id)
        last = newest(held)
        if last is not None and last.content == version.content:
            raise NotDone("The newest version says the same.")
        return _numbered(held, version.content, by=by, now=now)


def _numbered(row: Checklist, content: dict[str, Any], *, by: User | None, now: datetime) -> ChecklistVersion:
    number = (row.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    return ChecklistVersion.objects.create(
        team_id=row.team_id, checklist=row, number=number, content=content, published_at=now, published_by=by
    )


def newest(row: Checklist) -> ChecklistVersion | None:
    return row.versions.order_by("-number").first()


def set_active(row: Checklist, is_active: bool, *, now: datetime) -> None:
    """Put away, it is chosen for nothing; inspections that went by it keep it."""
    Checklist.objects.filter(pk=row.pk).update(is_active=is_active, changed_at=now)
