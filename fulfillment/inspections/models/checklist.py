"""What goods are asked, as a team wrote it down; a version is never changed once it is published."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from fulfillment.accounts.models import Team


class ChecklistQuerySet(models.QuerySet["Checklist"]):
    def of(self, team: Team) -> ChecklistQuerySet:
        return self.filter(team=team)

    def active(self) -> ChecklistQuerySet:
        return self.filter(is_active=True)


class Checklist(models.Model):
    """`sku_codes`, `brand`, `title_words` say which goods it is for; see `checklists.choosing`."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=80)
    sku_codes = models.CharField(max_length=400, blank=True)  # beginnings, with commas between
    brand = models.CharField(max_length=80, blank=True)
    title_words = models.CharField(max_length=400, blank=True)
    draft = models.JSONField()  # checklists.reading.Content; what the next version will be
    former_draft = models.JSONField(null=True)  # before the last change, which can be undone
    is_active = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "name"], name="checklist_name_once")]

    def __str__(self) -> str:
        return self.name


class ChecklistVersion(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    checklist = models.ForeignKey(
        Checklist, on_delete=models.CASCADE, related_name="versions", db_index=False
    )
    number = models.PositiveIntegerField()
    content = models.JSONField()  # checklists.reading.Content
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["checklist", "number"], name="checklist_version_once")]

    def __str__(self) -> str:
        return f"{self.checklist}, version {self.number}"
