"""What a supplier sends from their page. Words stand on the page, in their language."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms

from sourcing.forms import MOST
from sourcing.portal.showing import HOLDS


class PromiseForm(forms.Form):
    units = forms.IntegerField(min_value=0, max_value=MOST)
    price = forms.DecimalField(
        min_value=Decimal("0.0001"), max_value=999_999, decimal_places=4, max_digits=12
    )
    key = forms.UUIDField(required=False)  # pressed twice, it is told once
    holds = forms.TypedChoiceField(coerce=int, choices=[(str(each), each) for each in HOLDS])


class DaysForm(forms.Form):
    closed_from = forms.DateField()
    closed_until = forms.DateField()
    closed_why = forms.CharField(required=False, max_length=120)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("closed_from"), found.get("closed_until")
        if first and last and not timedelta(0) <= last - first <= timedelta(days=120):
            self.add_error("closed_until", "The last day is not before the first.")
        return found


class SheetForm(forms.Form):
    file = forms.FileField(max_length=200)
