"""What somebody says of a violation."""

from __future__ import annotations

from typing import Any

from django import forms

from fulfillment.catalog.models import Shop
from metrics.definitions import METRICS
from metrics.violations.states import ACTS, NEXT, State


class ViolationForm(forms.Form):
    shop = forms.ChoiceField(label="Shop")
    title = forms.CharField(label="What it says", max_length=200)
    reference = forms.CharField(label="The platform's number for it", max_length=80, required=False)
    metric = forms.ChoiceField(label="About the rate", required=False)
    points = forms.DecimalField(label="Points", min_value=0, max_digits=6, decimal_places=1, required=False)
    happened_on = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    appeal_until_on = forms.DateField(
        label="Last day to appeal", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    orders = forms.CharField(
        label="Orders it is about",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, shops: list[Shop], data: Any = None) -> None:
        super().__init__(data)
        shop: Any = self.fields["shop"]
        shop.choices = [(each.slug, each.name) for each in shops]
        metric: Any = self.fields["metric"]
        metric.choices = [("", "none"), *((slug, each.title) for slug, each in METRICS.items())]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        day, last = told.get("happened_on"), told.get("appeal_until_on")
        if day and last and last < day:
            raise forms.ValidationError("The last day to appeal lies before the violation itself.")
        return told


class StepForm(forms.Form):
    state = forms.ChoiceField(label="What happened")
    note = forms.CharField(
        label="Note", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, state: str, data: Any = None) -> None:
        super().__init__(data)
        field: Any = self.fields["state"]
        field.choices = [(each, ACTS[each]) for each in NEXT[State(state)]]
