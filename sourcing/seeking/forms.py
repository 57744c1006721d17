"""What a team writes down of a wanted product, of a quote, and of a sample."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Supplier
from sourcing.forms import MOST, break_of
from sourcing.models import Quote, SourcingRequest
from sourcing.offers import Break
from sourcing.seeking.acts import Priced, Wanted

LETTERS = re.compile(r"[A-Z]{3}")
MOST_STEPS = 20


def currency_field() -> forms.CharField:
    return forms.CharField(min_length=3, max_length=3, label="Currency", initial="USD")


def of_letters(text: str) -> str:
    code = text.strip().upper()
    if not LETTERS.fullmatch(code):
        raise ValidationError("Three letters, such as USD or CNY.")
    return code


class WantedForm(forms.Form):
    title = forms.CharField(max_length=200, label="What is it")
    link = forms.URLField(
        max_length=500,
        required=False,
        assume_scheme="https",
        label="Link",
        help_text="To a page that shows it.",
    )
    description = forms.CharField(
        max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}), label="Description",
        help_text="Size, material, colours, packaging: what a supplier must know.",
    )  # fmt: skip
    photo = forms.FileField(
        required=False, widget=forms.FileInput(attrs={"accept": "image/*"}), label="Photo"
    )
    quantity = forms.IntegerField(min_value=1, max_value=MOST, label="Units wanted")
    price = forms.DecimalField(
        min_value=Decimal("0.0001"), max_value=999_999, decimal_places=4, required=False,
        label="Price of one at your door, at most",
    )  # fmt: skip
    currency = currency_field()
    wanted_on = forms.DateField(
        required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), label="Wanted by"
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, row: SourcingRequest | None, data: Any = None, files: Any = None) -> WantedForm:
        names = ("title", "link", "description", "quantity", "price", "currency", "wanted_on")
        start = {name: getattr(row, name) for name in names} if row else {}
        return cls(data, files, initial=start | {"key": uuid4()})

    def clean_currency(self) -> str:
        return of_letters(self.cleaned_data["currency"])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not (found.get("link") or found.get("description") or found.get("photo")):
            raise ValidationError("Give a link, a photo or a description, so that suppliers know what it is.")
        return found

    def wanted(self) -> Wanted:
        names = ("title", "link", "description", "quantity", "price", "currency", "wanted_on")
        return Wanted(**{name: self.cleaned_data[name] for name in names})


class AskForm(forms.Form):
    suppliers = forms.ModelMultipleChoiceField(
        Supplier.objects.none(), label="Not asked yet", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose whom to ask."},
    )  # fmt: skip

    def __init__(self, *args: Any, team: Team, row: SourcingRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = Quote.objects.filter(request=row).values("supplier")
        rows = Supplier.objects.filter(team=team).exclude(pk__in=asked).order_by("name")
        self.fields["suppliers"].queryset = rows  # type: ignore[attr-defined]


class QuoteForm(forms.Form):
    """Of the team's page and of the supplier's; there the words are the page's own."""

    currency = currency_field()
    breaks = forms.CharField(
        max_length=600, label="Prices", widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A line for each step, the quantity and the price of one: <code>1 4.20</code>, then <code>50 3.95</code>.",
    )  # fmt: skip
    least_units = forms.IntegerField(min_value=1, max_value=MOST, label="Least they sell", initial=1)
    lead_days = forms.IntegerField(min_value=0, max_value=365, label="Days until they hand over", initial=7)
    freight = forms.DecimalField(
        min_value=0, max_digits=10, decimal_places=2, required=False, label="Freight of one to your door"
    )
    duty_percent = forms.DecimalField(
        min_value=0, max_value=400, decimal_places=2, required=False, label="Duty, % of the price"
    )
    valid_until_on = forms.DateField(
        required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), label="Holds until"
    )
    note = forms.CharField(required=False, max_length=300)

    @classmethod
    def of(cls, row: Quote, data: Any = None) -> QuoteForm:
        start: dict[str, Any] = {"currency": row.request.currency}
        if row.is_priced:
            names = ("currency", "least_units", "lead_days", "freight", "valid_until_on", "note")
            start = {name: getattr(row, name) for name in names}
            start["duty_percent"] = (row.duty_share * 100).quantize(Decimal("0.01"))
            start["breaks"] = written(row.breaks)
        return cls(data, initial=start)

    def clean_currency(self) -> str:
        return of_letters(self.cleaned_data["currency"])

    def clean_breaks(self) -> list[Break]:
        lines = [line.strip() for line in self.cleaned_data["breaks"].splitlines() if line.strip()]
        found = [break_of(line) for line in lines[:MOST_STEPS]]
        if len({each.from_quantity for each in found}) < len(found):
            raise ValidationError("Two lines begin at the same quantity: keep one of them.")
        return found

    def priced(self) -> Priced:
        found = dict(self.cleaned_data)
        share = (found.pop("duty_percent") or Decimal(0)) / 100
        found["freight"] = found["freight"] or Decimal(0)
        return Priced(**found, duty_share=share)


def written(breaks: list[Break]) -> str:
    return "\n".join(f"{each.from_quantity} {each.unit_price.normalize():f}" for each in breaks)


class SampleForm(forms.Form):
    is_good = forms.TypedChoiceField(
        choices=[("yes", "Good: it may be sold"), ("no", "Not good")], coerce=lambda told: told == "yes",
        label="The sample is",
    )  # fmt: skip
    words = forms.CharField(
        max_length=500,
        label="What was found",
        help_text="Measured, tried, weighed: what you would tell an inspector.",
    )
    photo = forms.FileField(
        required=False, widget=forms.FileInput(attrs={"accept": "image/*"}), label="Photo"
    )


class ApproveForm(forms.Form):
    sku = forms.CharField(
        max_length=120, label="SKU", help_text="One of your catalogue, or a new one: then it is made."
    )

    def clean_sku(self) -> str:
        return str(self.cleaned_data["sku"]).strip()


class CloseForm(forms.Form):
    why = forms.CharField(max_length=200, label="Why it is no longer sought")
