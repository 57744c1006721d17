"""Where a carrier is asked about a warehouse's parcels, and what it was asked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.warehouse.models.site import Warehouse


class CarrierContact(models.Model):
    """The address that answers for one carrier's pick-ups at one warehouse."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.CASCADE, related_name="+", db_index=False)
    carrier = models.CharField(max_length=40)  # our code
    email = models.EmailField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["warehouse", "carrier"], name="carrier_contact_once")]

    def __str__(self) -> str:
        return f"{self.carrier}: {self.email}"


class CarrierQuestion(models.Model):
    """One mail to a carrier with a list of parcels. It leaves once; what waits has no `told_at`."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.RESTRICT, related_name="+", db_index=False)
    carrier = models.CharField(max_length=40)
    email = models.EmailField()
    subject = models.TextField()
    body = models.TextField()
    reply_to = models.EmailField(blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    told_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)  # why the mail server did not take it, in words

    class Meta:
        indexes = [
            models.Index(fields=["asked_at"], name="question_to_tell", condition=Q(told_at=None, problem=""))
        ]

    def __str__(self) -> str:
        return self.subject
