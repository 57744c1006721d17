"""A figure as the platform published it: read from its interface, entered or brought in a file, never reckoned by us."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop


class PublishedFigure(models.Model):
    """One rate of one shop over the days that the platform names. Told again it says what was told last."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+", db_index=False)
    metric = models.TextField()  # slug
    since_on = models.DateField()
    until_on = models.DateField()
    rate = models.DecimalField(max_digits=9, decimal_places=6)  # a fraction, as published
    numerator = models.PositiveIntegerField(null=True)  # where the platform tells its counts
    denominator = models.PositiveIntegerField(null=True)
    against_ids = ArrayField(models.TextField(), default=list)  # orders that it counts against the shop
    source = models.TextField()  # entered, imported, read
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "metric", "until_on", "since_on"], name="published_figure_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.metric} of shop {self.shop_id}, {self.since_on} to {self.until_on}"
