"""A rate as somebody of the team writes it down."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sourcing.forms import CurrencyField
from sourcing.rates.book import Rate

LEAST, MOST = Decimal("0.000001"), Decimal(1_000_000)


class RateForm(forms.Form):
    base = CurrencyField(label="One of")
    rate = forms.DecimalField(
        label="is worth", min_value=LEAST, max_value=MOST, max_digits=13, decimal_places=6
    )
    quote = CurrencyField(label="of")
    day_on = forms.DateField(
        label="From", help_text="It holds for 31 days, before the bank's.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, told: Any = None, *, today: date) -> None:
        super().__init__(told, initial={"day_on": today})
        self.today = today

    def clean_day_on(self) -> date:
        day_on: date = self.cleaned_data["day_on"]
        if day_on > self.today or self.today.year - day_on.year > 1:
            raise ValidationError("A day of this year or the last, not after today.")
        return day_on

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("base") and told.get("base") == told.get("quote"):
            raise ValidationError("Choose two different currencies.")
        return told

    def as_rate(self) -> Rate:
        return Rate(**self.cleaned_data, is_own=True)
