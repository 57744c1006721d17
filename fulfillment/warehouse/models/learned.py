"""What planning remembers: how soon carriers scan what left a warehouse, and how far each team is planned."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from fulfillment.accounts.models import Team
from fulfillment.warehouse.models.site import Warehouse


class ScanLatency(models.Model):
    """Hours from a truck's departure to the first scan, counted on the days on which its carrier scans."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    warehouse = models.ForeignKey(
        Warehouse, on_delete=models.CASCADE, related_name="latencies", db_index=False
    )
    carrier = models.CharField(max_length=40, blank=True)  # blank: of all together
    observations = models.PositiveIntegerField()
    quantiles = ArrayField(models.FloatField())  # hours at 5, 10, … 95 %
    learned_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["warehouse", "carrier"], name="scan_latency_once")]

    def __str__(self) -> str:
        return f"{self.carrier or 'any'}: {self.observations} observations"


class PlannedTeam(models.Model):
    """Up to when the changes of a team's orders are planned; its lock is what one planner at a time holds."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="+")
    planned_until_at = models.DateTimeField(null=True)  # None: all open orders are to be planned
    version = models.PositiveIntegerField(default=0)  # of what all orders are planned by
    learned_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.team}: {self.planned_until_at}"
