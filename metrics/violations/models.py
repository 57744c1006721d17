"""The register of violations; orders are named by their outside ids, as the platform names them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from metrics.violations.states import State


class Violation(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+", db_index=False)
    reference = models.TextField(blank=True)  # the platform's own number for it
    title = models.TextField()  # in the platform's words
    metric = models.TextField(blank=True)  # slug, where it is about a rate
    points = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    happened_on = models.DateField()
    appeal_until_on = models.DateField(null=True)  # the last day to appeal
    order_ids = ArrayField(models.TextField(), default=list)
    state = models.TextField(default=State.OPEN)
    note = models.TextField(blank=True)  # what was said at the last step
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    state_at = models.DateTimeField()
    state_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "reference"], name="violation_once", condition=~Q(reference="")
            )
        ]
        indexes = [models.Index(fields=["team", "-happened_on", "-id"], name="violation_list")]

    def __str__(self) -> str:
        return self.reference or self.title
