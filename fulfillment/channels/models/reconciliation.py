"""What both sides said of the orders of one day, and each order on which they differed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop


class Reconciliation(models.Model):
    """The newest comparison of one shop's orders placed on one market-local day."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="reconciliations")
    placed_on = models.DateField()
    next_at = models.DateTimeField(null=True)
    page_token = models.TextField(blank=True)  # of a list that one round could not end
    listed = models.JSONField(default=list)  # what such a list has told so far
    compared_at = models.DateTimeField(null=True)
    theirs = models.PositiveIntegerField(default=0)
    ours = models.PositiveIntegerField(default=0)
    too_new = models.PositiveIntegerField(default=0)
    states = models.JSONField(default=dict)  # the channel's word: [theirs, ours]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "placed_on"], name="reconciliation_once")]
        indexes = [models.Index(fields=["shop", "next_at"], name="reconciliation_due")]

    def __str__(self) -> str:
        return f"{self.shop_id} on {self.placed_on}"


class Discrepancy(models.Model):
    """An order on which the sides differ, from when it was found until they agree."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="discrepancies")
    placed_on = models.DateField()
    external_id = models.TextField()
    kind = models.TextField()  # channels.comparing.Kind
    cause = models.TextField()  # channels.comparing.Cause
    status_there = models.TextField(blank=True)
    status_here = models.TextField(blank=True)
    changed_there_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)  # when it was last asked for because of this
    accepted_at = models.DateTimeField(null=True)  # by a person: known, and nothing is to be done
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)  # the sides agree again, or the day is compared no more

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "external_id"], name="discrepancy_open_once", condition=Q(closed_at=None)
            )
        ]
        indexes = [models.Index(fields=["shop", "placed_on"], name="discrepancy_day")]

    def __str__(self) -> str:
        return f"{self.external_id}: {self.kind}"
