"""Where parcels leave from, under which ids channels know it, and the days on which nobody is there."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop


class WarehouseQuerySet(models.QuerySet["Warehouse"]):
    def of(self, team: Team) -> WarehouseQuerySet:
        return self.filter(team=team)


class Warehouse(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="warehouses")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=64)
    country = models.CharField(max_length=2, blank=True)  # whose public holidays it keeps; blank: none
    subdivision = models.CharField(max_length=6, blank=True)
    # How long one step takes; 0: there is no such step here.
    receive_minutes = models.PositiveSmallIntegerField(default=0)
    inspect_minutes = models.PositiveSmallIntegerField(default=0)
    pack_minutes = models.PositiveSmallIntegerField(default=20)
    label_minutes = models.PositiveSmallIntegerField(default=5)
    load_minutes = models.PositiveSmallIntegerField(default=15)
    is_default = models.BooleanField(default=False)  # takes what names no warehouse that we know

    objects = WarehouseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "code"], name="warehouse_code_once"),
            models.UniqueConstraint(
                fields=["team"], name="warehouse_one_default", condition=Q(is_default=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WarehouseAlias(models.Model):
    """The id under which a shop's channel knows a warehouse."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="warehouse_aliases", db_index=False)
    external_id = models.TextField()
    warehouse = models.ForeignKey(Warehouse, on_delete=models.CASCADE, related_name="aliases")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "external_id"], name="warehouse_alias_once")]

    def __str__(self) -> str:
        return self.external_id


class WarehouseClosure(models.Model):
    """A day on which nothing leaves, beside the public holidays."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    warehouse = models.ForeignKey(
        Warehouse, on_delete=models.CASCADE, related_name="closures", db_index=False
    )
    day = models.DateField()
    why = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["warehouse", "day"], name="warehouse_closed_once")]

    def __str__(self) -> str:
        return f"{self.day}: {self.why}"
