"""A rule as a manager writes it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Supplier
from sourcing.forms import CurrencyField
from sourcing.models import AutoRule

TWICE = "There is a rule for this supplier and currency already: change that one."
MONEY: dict[str, Any] = {"min_value": Decimal("0.01"), "max_digits": 12, "decimal_places": 2}


class AutoRuleForm(forms.ModelForm):
    currency = CurrencyField(
        label="Currency", help_text="The supplier's, such as USD. The limits are in it, too."
    )
    most_per_order = forms.DecimalField(
        label="At most for one order", help_text="Landed: price, freight and duty.", **MONEY
    )
    most_per_day = forms.DecimalField(
        label="At most in a day", help_text="Of all orders together, by your team's calendar.", **MONEY
    )
    least_margin = forms.DecimalField(
        label="Least margin, %", required=False, min_value=-100, max_value=99, decimal_places=1,
        help_text="Of what the buyer paid for the goods. Empty: whatever it leaves.",
    )  # fmt: skip

    class Meta:
        model = AutoRule
        fields = ["supplier", "currency", "most_per_order", "most_per_day", "least_margin"]

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        self.fields["supplier"] = forms.ModelChoiceField(
            Supplier.objects.filter(team=team).order_by("name"), label="Supplier", required=False,
            empty_label="Any that has no rule of its own",
        )  # fmt: skip
        self.order_fields(self.Meta.fields)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if {"most_per_order", "most_per_day"} <= told.keys() and told["most_per_order"] > told[
            "most_per_day"
        ]:
            raise ValidationError("One order may cost more than the whole day: raise the day's limit.")
        same = AutoRule.objects.filter(
            team=self.team, supplier=told.get("supplier"), currency=told.get("currency", "")
        )
        if same.exclude(pk=self.instance.pk).exists():
            raise ValidationError(TWICE)
        return told
