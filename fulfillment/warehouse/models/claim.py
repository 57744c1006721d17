"""Money asked of a carrier for a parcel that it took and lost, from the first word to the last."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.photos.models import Photo
from fulfillment.warehouse.models.manifest import ManifestLine


class Claim(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    line = models.OneToOneField(ManifestLine, on_delete=models.RESTRICT, related_name="claim")
    carrier = models.CharField(max_length=40, blank=True)
    state = models.TextField()  # handover.claim_states.ClaimState
    reference = models.CharField(max_length=80, blank=True)  # as the carrier calls it
    amount = models.DecimalField(
        max_digits=12, decimal_places=2, null=True
    )  # asked; once accepted or paid, that
    currency = models.CharField(max_length=3, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)  # refused or paid

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount=None) | ~Q(currency=""), name="claim_amount_in_a_currency"
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0), name="claim_amount_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["team", "-opened_at", "-id"], name="claim_list"),
            models.Index(fields=["team", "opened_at"], name="claim_open", condition=Q(closed_at=None)),
        ]

    def __str__(self) -> str:
        return f"C-{self.pk}"


class ClaimStep(models.Model):
    """What happened to a claim, never edited."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="steps")
    state = models.TextField()
    note = models.CharField(max_length=500, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.claim_id} {self.state}"


class ClaimPaper(models.Model):
    """What speaks for a claim: a picture, or a document as PDF. Never changed."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="papers", db_index=False)
    photo = models.ForeignKey(Photo, null=True, on_delete=models.RESTRICT, related_name="+")
    content = models.BinaryField(null=True)  # the document
    name = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64)  # of the picture or document: brought twice, it is there once
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "digest"], name="claim_paper_once"),
            models.CheckConstraint(condition=Q(photo=None) ^ Q(content=None), name="claim_paper_of_one_kind"),
        ]

    def __str__(self) -> str:
        return self.name or f"paper {self.pk}"
