"""What somebody says of a claim, and where a carrier is asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import validate_email

from fulfillment.post import addresses
from fulfillment.warehouse.handover.claim_states import ACTS, NEXT, ClaimState
from fulfillment.warehouse.models import Claim

CURRENCIES = ("USD", "GBP", "EUR", "CNY", "MYR", "PHP", "SGD", "THB", "VND", "IDR", "MXN", "BRL", "JPY")


class ContactForm(forms.Form):
    """One field takes either; cleaned, `email` or `url` is told."""

    address = forms.CharField(max_length=addresses.LONGEST)

    def clean_address(self) -> dict[str, str]:
        told = self.cleaned_data["address"]
        if "://" not in told:
            validate_email(told)
            return {"email": told}
        try:
            addresses.check(told)
        except addresses.NotAllowed as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return {"url": told}


class PhotoForm(forms.Form):
    photo = forms.FileField(label="Picture", required=False, widget=forms.FileInput)


class StepForm(forms.Form):
    state = forms.ChoiceField(label="What happened")
    note = forms.CharField(
        label="Note", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    reference = forms.CharField(label="The carrier's number for it", max_length=80, required=False)
    amount = forms.DecimalField(label="Amount", min_value=0, max_digits=12, decimal_places=2, required=False)
    currency = forms.ChoiceField(label="Currency", choices=[(each, each) for each in CURRENCIES])

    def __init__(self, claim: Claim, data: Any = None) -> None:
        super().__init__(data, initial={"reference": claim.reference, "currency": claim.currency or "USD"})
        state: Any = self.fields["state"]
        state.choices = [(each, ACTS[each]) for each in NEXT[ClaimState(claim.state)]]
