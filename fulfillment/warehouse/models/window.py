"""When a carrier's truck stops at a warehouse, or when its counter takes no more."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.tracking.carriers.directory import carrier_name
from fulfillment.warehouse import actby
from fulfillment.warehouse.models.site import Warehouse

PICKUP, DROPOFF = "pickup", "dropoff"
KINDS = {PICKUP: "pick-up", DROPOFF: "drop-off"}


class PickupWindow(models.Model):
    """One weekday's. What is changed is a new row beside one that is no longer active: orders name theirs by id."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.CASCADE, related_name="windows", db_index=False)
    carrier = models.CharField(max_length=40, blank=True)  # our code; blank: takes any carrier's
    service = models.CharField(max_length=40, blank=True)
    weekday = models.PositiveSmallIntegerField()  # ISO: Monday 1
    kind = models.CharField(max_length=8, default=PICKUP)
    local_time = models.TimeField()  # by the warehouse's clock
    scans_after_hours = models.FloatField(default=4.0)  # assumed until enough scans were seen
    scans_saturday = models.BooleanField(default=False)
    scans_sunday = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["warehouse", "carrier", "service", "weekday", "kind", "local_time"],
                name="pickup_window_once",
                condition=Q(active=True),
            ),
            models.CheckConstraint(
                condition=Q(weekday__gte=1, weekday__lte=7), name="pickup_window_on_a_weekday"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.local_time:%H:%M}"

    @property
    def label(self) -> str:
        """`UPS pick-up`, `USPS Ground drop-off`, `Pick-up` of any carrier."""
        words = [carrier_name(self.carrier), self.service, KINDS.get(self.kind, self.kind)]
        text = " ".join(filter(None, words))
        return text if self.carrier else text[:1].upper() + text[1:]

    def as_window(self) -> actby.Window:
        return actby.Window(
            id=self.pk,
            weekday=self.weekday,
            at=self.local_time,
            carrier=self.carrier,
            service=self.service,
            name=self.label,
            scans_after_hours=self.scans_after_hours,
            scans_saturday=self.scans_saturday,
            scans_sunday=self.scans_sunday,
        )
