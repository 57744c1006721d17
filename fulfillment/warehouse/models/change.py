"""Who changed when trucks come, and to what."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from fulfillment.accounts.models import Team


class TimetableChange(models.Model):
    """One change of warehouses, windows, closed days or names, as it was made. Never edited: undone is another row."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    words = models.JSONField()  # a sentence for each thing that it changed
    is_undo = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["team", "-changed_at", "-id"], name="timetable_change_list")]

    def __str__(self) -> str:
        return "; ".join(self.words)
