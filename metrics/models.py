"""What each metric concluded about each counted unit, and the daily sums that trends read."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop
from metrics.published.models import PublishedFigure
from metrics.violations.models import Violation
from metrics.weekly.models import (
    NoteMention,
    SignedWeek,
    WeeklyAction,
    WeeklyDigest,
    WeeklyNote,
)


class Fact(models.Model):
    """One row per metric and counted unit (an order, or a package for valid tracking)."""

    pk = models.CompositePrimaryKey("metric", "unit_id")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+", db_index=False)
    metric = models.TextField()  # slug
    unit_id = models.BigIntegerField()  # Order.id or Package.id, as the definition says
    day_on = models.DateField()  # market-local day of the definition's date basis
    in_denominator = models.BooleanField()
    in_numerator = models.BooleanField()
    why = models.TextField()  # code of definitions.WORDS: why it counts, counts against us, or is left out
    rule_version = models.TextField()
    carriers = ArrayField(models.TextField(), default=list)
    suppliers = ArrayField(models.TextField(), default=list)  # supplier codes
    skus = ArrayField(models.TextField(), default=list)
    lanes = ArrayField(models.TextField(), default=list)  # "supplier code → carrier"
    digest = models.BigIntegerField(db_default=0)  # of all the others; 0: not reckoned yet

    class Meta:
        indexes = [
            models.Index(fields=["shop", "metric", "day_on", "unit_id"], name="fact_of_day"),
            # Few of the facts and most of what is asked for: what counts against the shop.
            models.Index(
                fields=["shop", "metric", "day_on", "unit_id"],
                name="fact_against",
                condition=Q(why__in=["late", "invalid"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.unit_id}: {self.why}"


class DailySum(models.Model):
    """Counts of a metric on one day, in total or under one value of one dimension. Integers only."""

    pk = models.CompositePrimaryKey("shop", "metric", "dimension", "value", "day_on")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="+", db_index=False)
    metric = models.TextField()
    day_on = models.DateField()
    dimension = models.TextField(
        blank=True
    )  # blank: total; carrier, supplier, sku, lane, left_out, rule_version, why
    value = models.TextField(blank=True)
    numerator = models.IntegerField()
    denominator = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["shop", "metric", "dimension", "day_on"], name="daily_sum_window")]

    def __str__(self) -> str:
        return (
            f"{self.metric} {self.day_on} {self.dimension} {self.value}: {self.numerator}/{self.denominator}"
        )


class JudgedRules(models.Model):
    """The content of every version of a shop's rules by which its facts were judged; another one re-judges."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    shop = models.OneToOneField(Shop, primary_key=True, on_delete=models.CASCADE, related_name="+")
    contents = models.JSONField()  # first day of the version (ISO): digest of what it rules
    noticed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"rules of shop {self.shop_id} as of {self.noticed_at:%Y-%m-%d %H:%M}"


__all__ = [
    "DailySum", "Fact", "JudgedRules", "NoteMention", "PublishedFigure", "SignedWeek", "Violation", "WeeklyAction",
    "WeeklyDigest", "WeeklyNote",
]  # fmt: skip
