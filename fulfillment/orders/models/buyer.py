"""The only table with buyers' personal data; erasing a row leaves every order, event and fact in place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop

PERSONAL = ("name", "email", "phone", "line1", "line2", "city", "region", "postal_code")


class BuyerQuerySet(models.QuerySet["Buyer"]):
    def erase(self, *, now: datetime) -> int:
        """Empties the personal columns and the words of their tickets for good: later syncs leave both alone."""
        tickets: Any = apps.get_model("orders", "Ticket")._default_manager
        tickets.filter(order__buyer__in=self.values("pk")).erase()
        return self.update(**dict.fromkeys(PERSONAL, ""), search=None, erased_at=now)


class Buyer(models.Model):
    """One recipient at one address of one shop."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = (
        models.TextField()
    )  # digest of the channel's buyer id and address: same person, same address, same row
    name = models.TextField(blank=True)
    email = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    line1 = models.TextField(blank=True)
    line2 = models.TextField(blank=True)
    city = models.TextField(blank=True)
    region = models.TextField(blank=True)
    postal_code = models.TextField(blank=True)
    country = models.TextField(blank=True)
    told_at = models.DateTimeField(null=True)  # update time of the payload that gave name, email and phone
    search = SearchVectorField(null=True)  # 'simple' words of the name, accents folded by us
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = BuyerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "key"], name="buyer_once")]
        indexes = [GinIndex(fields=["search"], name="buyer_search")]

    def __str__(self) -> str:
        return f"buyer {self.pk}"
