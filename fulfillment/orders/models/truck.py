"""The truck that orders must be on, in words: hundreds of them share one row."""

from django.db import models

from fulfillment.accounts.models import Team


class PlannedTruck(models.Model):
    """Never changed and never removed: another truck, or another chance of a later one, is another row."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    digest = models.TextField()  # of `told`
    window = models.BigIntegerField()  # id of the warehouse's pick-up window, which may be gone
    name = models.TextField()
    zone = models.TextField()  # the warehouse's time zone
    told = models.JSONField()  # its words, and the trucks after it: see `warehouse.trucks`

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "digest"], name="planned_truck_once")]

    def __str__(self) -> str:
        return self.name
