"""What a currency was worth in another, by day: the central bank's word for everybody, and a team's own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from fulfillment.accounts.models import Team


class BankRate(models.Model):
    """One euro was worth so much of the currency on that day."""

    currency = models.CharField(max_length=3)
    day_on = models.DateField()
    per_euro = models.DecimalField(max_digits=18, decimal_places=6)
    read_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["currency", "day_on"], name="bank_rate_once"),
            models.CheckConstraint(condition=Q(per_euro__gt=0), name="bank_rate_above_nothing"),
        ]

    def __str__(self) -> str:
        return f"1 EUR = {self.per_euro.normalize():f} {self.currency}"


class OwnRate(models.Model):
    """One `base` is worth `rate` of `quote`, the team says, from that day on."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    base = models.CharField(max_length=3)
    quote = models.CharField(max_length=3)
    day_on = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=6)
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "base", "quote", "day_on"], name="own_rate_once"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="own_rate_above_nothing"),
            models.CheckConstraint(condition=~Q(base=F("quote")), name="own_rate_of_two"),
        ]

    def __str__(self) -> str:
        return f"1 {self.base} = {self.rate.normalize():f} {self.quote}"
