"""What a weekly meeting leaves behind: actions, notes with whom they call, the signed sheet, and who got which digest."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop

USER = settings.AUTH_USER_MODEL


class WeeklyAction(models.Model):
    """Decided in a week about a rate, or one value in it; its number is looked at again in the weeks after."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    week_on = models.DateField()  # the week's Monday
    shop = models.ForeignKey(Shop, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    metric = models.TextField(blank=True)  # slug; blank: about no rate
    dimension = models.TextField(blank=True)  # blank: the whole rate
    value = models.TextField(blank=True)
    words = models.CharField(max_length=200)
    owner = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    due_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    done_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    client_uuid = models.UUIDField(default=uuid4)  # of the form that made it: pressed twice, made once

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "client_uuid"], name="weekly_action_once")]
        indexes = [models.Index(fields=["team", "-week_on"], name="weekly_action_of_week")]

    def __str__(self) -> str:
        return self.words


class WeeklyNote(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    week_on = models.DateField()
    words = models.CharField(max_length=1000)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        USER, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    removed_at = models.DateTimeField(null=True)
    client_uuid = models.UUIDField(default=uuid4)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "client_uuid"], name="weekly_note_once")]
        indexes = [models.Index(fields=["team", "week_on"], name="weekly_note_of_week")]

    def __str__(self) -> str:
        return self.words


class NoteMention(models.Model):
    """Somebody whom a note calls; told once by mail."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    note = models.ForeignKey(WeeklyNote, on_delete=models.CASCADE, related_name="mentions", db_index=False)
    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "user"], name="note_mention_once")]
        indexes = [models.Index(fields=["note"], name="note_mention_to_tell", condition=Q(told_at=None))]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.note_id}"


class SignedWeek(models.Model):
    """The sheet as it was signed, never edited; opened again, it stays as a record beside the next one."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    week_on = models.DateField()
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(
        USER, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    sheet = models.JSONField()  # sheet.to_keep
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "week_on"], name="signed_week_once", condition=Q(reopened_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"week of {self.week_on}"


class WeeklyDigest(models.Model):
    """A member's letter about a week; the row is made before it leaves, so two workers never send the same."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    week_on = models.DateField()
    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)  # None: the server refused the address

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "week_on", "user"], name="digest_once")]

    def __str__(self) -> str:
        return f"week of {self.week_on} to {self.user_id}"
