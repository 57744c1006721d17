"""What is bought without anybody pressing: rules with limits, the pause of all of them, and what they bought."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Supplier
from sourcing.models.purchase import PurchaseLine


class AutoRule(models.Model):
    """Goods of this supplier, or of any, that are sold in this currency may be bought up to these limits."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    supplier = models.ForeignKey(
        Supplier, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )  # None: of any that has no rule of its own
    currency = models.CharField(max_length=3)
    most_per_order = models.DecimalField(max_digits=12, decimal_places=2)  # landed
    most_per_day = models.DecimalField(max_digits=12, decimal_places=2)  # landed, by the team's calendar
    # percent of what the buyer paid
    least_margin = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    is_on = models.BooleanField(default=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "supplier", "currency"], name="auto_rule_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(most_per_order__gt=0, most_per_day__gt=0), name="auto_rule_has_limits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier or 'Any supplier'}, {self.currency}"


class AutoPause(models.Model):
    """As long as it stands nothing of the team is bought by itself."""

    team = models.OneToOneField(Team, primary_key=True, on_delete=models.CASCADE, related_name="+")
    paused_at = models.DateTimeField()
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"paused since {self.paused_at:%Y-%m-%d %H:%M}"


class AutoPurchase(models.Model):
    """A line that a rule bought, and what it cost of the rule's limits."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+", db_index=False)
    purchase_line = models.OneToOneField(
        PurchaseLine, primary_key=True, on_delete=models.CASCADE, related_name="bought_by_rule"
    )
    rule = models.ForeignKey(
        AutoRule, null=True, on_delete=models.SET_NULL, related_name="bought", db_index=False
    )
    cost = models.DecimalField(max_digits=12, decimal_places=2)  # landed, of all its units
    bought_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["team", "-bought_at", "-purchase_line"], name="auto_bought_list"),
            models.Index(fields=["rule", "bought_at"], name="auto_bought_of_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.purchase_line_id}: {self.cost}"
