"""What a manager changes in a draft, one thing at a time; whoever saw an older draft is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction

from fulfillment.inspections.checklists import reading
from fulfillment.inspections.checklists.reading import Content
from fulfillment.inspections.models import Checklist
from fulfillment.warehouse.refusing import NotDone, constraint_of

MOVED_ON = "somebody changed this checklist since you opened it. Look at it as it is now, then do it again."
SAME_NAME = "another checklist has this name already: say another one."


def change(row: Checklist, changed: Callable[[Content], Content], *, seen: str, now: datetime) -> None:
    """`seen`: `mark` of the draft that the person looked at. Raises NotDone where it is another by now."""
    with transaction.atomic():
        held = _held(row, seen)
        content = changed(reading.read(held.draft))
        held.former_draft, held.draft, held.changed_at = held.draft, reading.kept(content), now
        held.save(update_fields=["former_draft", "draft", "changed_at"])


def undo(row: Checklist, *, now: datetime) -> None:
    """The draft as it was before the last change; once more, and the change is back."""
    with transaction.atomic():
        held = Checklist.objects.select_for_update().get(pk=row.pk)
        if held.former_draft is None:
            raise NotDone("nothing was changed yet.")
        held.draft, held.former_draft, held.changed_at = held.former_draft, held.draft, now
        held.save(update_fields=["draft", "former_draft", "changed_at"])


def describe(row: Checklist, told: dict[str, str], *, seen: str, now: datetime) -> None:
    """Its name and the goods that it is for; they count at once, for what is opened from now on."""
    try:
        with transaction.atomic():
            _held(row, seen)
            Checklist.objects.filter(pk=row.pk).update(**told, changed_at=now)
    except IntegrityError as error:
        if constraint_of(error) != "checklist_name_once":
            raise
        raise NotDone(SAME_NAME) from None


def mark(row: Checklist) -> str:
    return row.changed_at.isoformat()


def _held(row: Checklist, seen: str) -> Checklist:
    held = Checklist.objects.select_for_update().get(pk=row.pk)
    if mark(held) != seen:
        raise NotDone(MOVED_ON)
    return held
