"""What somebody does about the defects of an inspection, so that the next lot has none."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Supplier
from fulfillment.inspections.models.inspection import Inspection


class CorrectiveAction(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="actions")
    supplier = models.ForeignKey(Supplier, null=True, on_delete=models.SET_NULL, related_name="+")
    client_uuid = models.UUIDField()  # of the form: sent twice, it is kept once
    what = models.CharField(max_length=300)
    owner = models.CharField(max_length=120)  # who does it, at the supplier's or here
    due_on = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "client_uuid"], name="corrective_once")]

    def __str__(self) -> str:
        return self.what
