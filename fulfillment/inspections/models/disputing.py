"""A supplier sees what was found otherwise: what they say, and what the team rules."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Supplier
from fulfillment.inspections.models.inspection import Inspection


class Ruling(models.TextChoices):
    OPEN = "", "Not ruled yet"
    STANDS = "stands", "The report stands"
    UPHELD = "upheld", "The supplier is right"


class ReportDispute(models.Model):
    """One of an inspection. Changed by the supplier until it is ruled, by the team's ruling afterwards; both can be read."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    inspection = models.OneToOneField(Inspection, on_delete=models.CASCADE, related_name="dispute")
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=1000)
    said_at = models.DateTimeField()
    ruling = models.CharField(max_length=8, choices=Ruling, default=Ruling.OPEN, blank=True)
    ruling_words = models.CharField(max_length=500, blank=True)
    ruled_at = models.DateTimeField(null=True)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ruling="", ruled_at=None)
                | ~models.Q(ruling="") & models.Q(ruled_at__isnull=False),
                name="dispute_ruled_with_its_moment",
            )
        ]

    def __str__(self) -> str:
        return f"dispute of {self.inspection_id}"
