"""What we know of a supplier beyond the name, and the days on which nobody works there."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Supplier

FACTORY, AGENT = "factory", "agent"
KINDS = {FACTORY: "Factory", AGENT: "Agent"}
WAREHOUSE, BUYERS = "warehouse", "buyers"
SENDS_TO = {WAREHOUSE: "Our warehouse", BUYERS: "Our buyers"}


class SupplierProfile(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    supplier = models.OneToOneField(
        Supplier, primary_key=True, on_delete=models.CASCADE, related_name="profile"
    )
    kind = models.CharField(max_length=8, default=FACTORY, choices=list(KINDS.items()))
    country = models.CharField(max_length=2, blank=True)  # whose public holidays are kept
    time_zone = models.CharField(max_length=64, default="Asia/Shanghai")
    day_begins = models.TimeField(default=time(9))  # by their own clock
    day_ends = models.TimeField(default=time(18))
    works_saturday = models.BooleanField(default=True)
    # Only the numbers of parcels that go to buyers are any channel's business.
    sends_to = models.CharField(max_length=9, default=WAREHOUSE, choices=list(SENDS_TO.items()))
    contact_name = models.CharField(max_length=120, blank=True)
    contact_mail = models.EmailField(blank=True)
    least_units = models.PositiveIntegerField(default=1)
    units_per_day = models.PositiveIntegerField(null=True, blank=True)  # None: never told
    verified_on = models.DateField(null=True, blank=True)
    verified_until_on = models.DateField(null=True, blank=True)
    verified_by_what = models.CharField(max_length=200, blank=True)  # the paper, the visit, the sample

    def __str__(self) -> str:
        return str(self.supplier_id)


class SupplierClosure(models.Model):
    """Days on which the supplier neither answers nor hands over, the last one included."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="closures", db_index=False)
    from_on = models.DateField()
    until_on = models.DateField()
    why = models.CharField(max_length=120, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["supplier", "from_on", "until_on"], name="closure_once"),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="closure_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_on} to {self.until_on}"
