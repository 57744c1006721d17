"""What is asked of a supplier after defects."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from fulfillment.inspections.models import Ruling

MOST = timedelta(days=366)


class RulingForm(forms.Form):
    """What the supplier reads beside the ruling."""

    ruling = forms.ChoiceField(choices=[each for each in Ruling.choices if each[0]], widget=forms.HiddenInput)
    words = forms.CharField(label="What you answer them", max_length=500, required=False)


class ActionForm(forms.Form):
    what = forms.CharField(label="What is done", max_length=300)
    owner = forms.CharField(label="By whom", max_length=120)
    due_on = forms.DateField(label="Until", widget=forms.DateInput(attrs={"type": "date"}))
    client_uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_due_on(self) -> date:
        due_on: date = self.cleaned_data["due_on"]
        if not self.today <= due_on <= self.today + MOST:
            raise forms.ValidationError("Choose a day from today on, within a year.")
        return due_on
