"""Where a carrier is asked about a warehouse's parcels, and what it was asked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.warehouse.models.site import Warehouse


class CarrierContact(models.Model):
    """What answers for one carrier's pick-ups at one warehouse: a mail address, or a program's."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.CASCADE, related_name="+", db_index=False)
    carrier = models.CharField(max_length=40)  # our code
    email = models.EmailField(blank=True)
    url = models.TextField(blank=True)
    secret = models.BinaryField(default=b"")  # encrypted; signs what goes to `url`

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "carrier"], name="carrier_contact_once"),
            models.CheckConstraint(condition=Q(email="") ^ Q(url=""), name="carrier_contact_of_one_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.carrier}: {self.address}"

    @property
    def address(self) -> str:
        return self.email or self.url


class CarrierQuestion(models.Model):
    """One mail, or message to a program, with a list of parcels. It is taken once; what waits has no `told_at`."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.RESTRICT, related_name="+", db_index=False)
    carrier = models.CharField(max_length=40)
    email = models.EmailField(blank=True)
    url = models.TextField(blank=True)
    secret = models.BinaryField(default=b"")  # as the contact had it
    parcels = models.JSONField(default=list)  # for a program: numbers, and when and how they were handed over
    attempts = models.PositiveIntegerField(default=0)
    not_before_at = models.DateTimeField(null=True)  # of the next attempt at a program
    subject = models.TextField()
    body = models.TextField()
    reply_to = models.EmailField(blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    told_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)  # why it was not taken and is not tried again, in words

    class Meta:
        indexes = [
            models.Index(fields=["asked_at"], name="question_to_tell", condition=Q(told_at=None, problem=""))
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def address(self) -> str:
        return self.email or self.url
