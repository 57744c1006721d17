"""The way goods take: which supplier, warehouse and carrier, and how long each stage of it usually lasts."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop, Supplier


class Lane(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    supplier = models.ForeignKey(Supplier, null=True, on_delete=models.CASCADE, related_name="+")
    warehouse = models.TextField(blank=True)
    carrier = models.TextField(blank=True)
    service = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "supplier", "warehouse", "carrier", "service"],
                name="lane_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return " → ".join(part for part in (str(self.supplier or ""), self.warehouse, self.carrier) if part)


class LanePace(models.Model):
    """What the past says of one stage on one lane, or on a wider one: hours as a sorted sample of quantiles."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+")
    supplier = models.ForeignKey(Supplier, null=True, on_delete=models.CASCADE, related_name="+")
    carrier = models.TextField(blank=True)  # blank: any carrier
    # "to_ship" (placed to ready), "awaiting_scan" (ready to first scan), "dispatch" (placed to first scan)
    stage = models.TextField()
    observations = models.PositiveIntegerField()
    quantiles = ArrayField(models.FloatField())  # hours at 5, 10, … 95 %
    learned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "supplier", "carrier", "stage"], name="lane_pace_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.stage}: {self.observations} observations"
