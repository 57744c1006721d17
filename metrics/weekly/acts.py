"""What a meeting does: each act once, however often it is pressed, and each can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fulfillment.accounts.models import Membership, Team, User
from metrics.models import NoteMention, SignedWeek, WeeklyAction, WeeklyNote
from metrics.weekly.forms import called_in
from metrics.weekly.sheet import Sheet, to_keep
from metrics.weekly.weeks import Week

OPEN, DONE, DROPPED = "open", "done", "dropped"
KEPT, REMOVED = "kept", "removed"


def decide(
    team: Team, week: Week, about: dict[str, Any], said: dict[str, Any], *, by: User, now: datetime
) -> bool:
    """`about`: shop, metric, dimension, value; `said`: words, owner, due_on, client_uuid. False: it stands already."""
    row = WeeklyAction(team=team, week_on=week.monday, made_at=now, made_by=by, **about, **said)
    WeeklyAction.objects.bulk_create([row], ignore_conflicts=True)
    return WeeklyAction.objects.filter(team=team, client_uuid=row.client_uuid, made_at=now).exists()


def set_action(action: WeeklyAction, state: str, *, now: datetime) -> None:
    """Open, done or dropped; nothing else of it changes."""
    moments = {OPEN: (None, None), DONE: (now, None), DROPPED: (action.done_at, now)}
    done_at, dropped_at = moments[state]
    WeeklyAction.objects.filter(pk=action.pk).update(done_at=done_at, dropped_at=dropped_at)


def write(team: Team, week: Week, words: str, client_uuid: UUID, *, by: User, now: datetime) -> list[User]:
    """The note stands once; whom it calls, of the team's members."""
    members = Membership.objects.filter(team=team, user__is_active=True).select_related("user")
    with transaction.atomic():
        note = WeeklyNote(
            team=team,
            week_on=week.monday,
            words=words,
            written_at=now,
            written_by=by,
            client_uuid=client_uuid,
        )
        WeeklyNote.objects.bulk_create([note], ignore_conflicts=True)
        kept = WeeklyNote.objects.get(team=team, client_uuid=client_uuid)
        called = called_in(kept.words, members)
        NoteMention.objects.bulk_create(
            (NoteMention(team=team, note=kept, user=user) for user in called), ignore_conflicts=True
        )
    return called


def set_note(note: WeeklyNote, state: str, *, now: datetime) -> None:
    """Kept or removed; a removed note calls nobody any more."""
    WeeklyNote.objects.filter(pk=note.pk).update(removed_at=now if state == REMOVED else None)


def sign(team: Team, sheet: Sheet, *, by: User, now: datetime) -> bool:
    """The sheet stands as it is now; False where somebody has signed already."""
    row = SignedWeek(team=team, week_on=sheet.monday, signed_at=now, signed_by=by, sheet=to_keep(sheet))
    SignedWeek.objects.bulk_create([row], ignore_conflicts=True)
    return SignedWeek.objects.filter(
        team=team, week_on=sheet.monday, signed_at=now, reopened_at=None
    ).exists()


def reopen(team: Team, week: Week, *, now: datetime) -> bool:
    rows = SignedWeek.objects.filter(team=team, week_on=week.monday, reopened_at=None)
    return bool(rows.update(reopened_at=now))
