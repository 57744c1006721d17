"""What a team writes down of offers, suppliers' words, and the suppliers themselves."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import uuid4
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Sku, Supplier
from fulfillment.policies.calendars import knows_country
from sourcing.confirming import Terms, Word
from sourcing.models import Offer, SupplierClosure, SupplierProfile
from sourcing.offers import Break

MOST = 1_000_000  # units: whoever writes more has mistyped
HOLDS_FOR = {
    "12": "12 hours",
    "24": "a day",
    "48": "2 days",
    "72": "3 days",
    "168": "a week",
    "336": "2 weeks",
}
LINE = re.compile(r"(\d{1,7})\s*[:x×,; ]\s*(\S+)")


class CurrencyField(forms.RegexField):
    """A code of three letters, told in capitals however it is written."""

    default_error_messages = {"invalid": "Three letters, such as USD."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(r"^[A-Za-z]{3}$", **kwargs)

    def clean(self, value: Any) -> str:
        return str(super().clean(value)).upper()


class OfferForm(forms.Form):
    sku = forms.CharField(max_length=120, label="SKU", help_text="As your catalogue writes it.")
    supplier = forms.ModelChoiceField(Supplier.objects.none(), empty_label="Choose", label="Supplier")
    currency = CurrencyField(label="Currency", help_text="Three letters, such as USD or CNY.")
    breaks = forms.CharField(
        label="Prices", widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A line for each step, the quantity and the price of one: <code>1 4.20</code>, then <code>50 3.95</code>.",
    )  # fmt: skip
    lead_hours = forms.IntegerField(
        min_value=0, max_value=24 * 90, label="Hours until they hand over", initial=24
    )
    freight = forms.DecimalField(
        min_value=0, max_digits=10, decimal_places=2, required=False, label="Freight of one to your door"
    )
    duty_percent = forms.DecimalField(
        min_value=0, max_value=400, decimal_places=2, required=False, label="Duty, % of the price"
    )
    note = forms.CharField(required=False, max_length=300)

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        suppliers = Supplier.objects.filter(team=team).order_by("name")
        self.fields["supplier"].queryset = suppliers  # type: ignore[attr-defined]

    def clean_sku(self) -> Sku:
        code = self.cleaned_data["sku"].strip()
        sku = Sku.objects.filter(team=self.team, code=code).first()
        if sku is None:
            raise ValidationError(f"No SKU is called {code}. Import it on the channels page, or correct it.")
        return sku

    def clean_breaks(self) -> list[Break]:
        lines = [line.strip() for line in self.cleaned_data["breaks"].splitlines() if line.strip()]
        found = [break_of(line) for line in lines]
        steps = [each.from_quantity for each in found]
        if len(set(steps)) < len(steps):
            raise ValidationError("Two lines begin at the same quantity: keep one of them.")
        return sorted(found)

    def terms(self) -> Terms:
        found = self.cleaned_data
        return Terms(
            currency=found["currency"],
            lead_hours=found["lead_hours"],
            breaks=found["breaks"],
            freight=found["freight"] or Decimal(0),
            duty_share=(found["duty_percent"] or Decimal(0)) / 100,
            note=found["note"],
        )


def break_of(line: str) -> Break:
    """Raises ValidationError."""
    match = LINE.fullmatch(line)
    try:
        quantity, price = (int(match[1]), Decimal(match[2])) if match else (0, Decimal(0))
    except InvalidOperation:
        quantity, price = 0, Decimal(0)
    if not (1 <= quantity <= MOST and price.is_finite() and 0 < price < 1_000_000):
        raise ValidationError(f"“{line}” is no step. Write the quantity, a space, and the price: 50 3.95")
    return Break(quantity, price)


class WordForm(forms.Form):
    """What the supplier said today."""

    quantity = forms.IntegerField(
        min_value=0, max_value=MOST, label="Units they have", help_text="0: none are left."
    )
    unit_price = forms.DecimalField(
        min_value=Decimal("0.0001"), max_value=999_999, decimal_places=4, label="Price of one"
    )
    holds_for = forms.ChoiceField(choices=list(HOLDS_FOR.items()), initial="48", label="Holds for")
    told_by = forms.CharField(max_length=120, label="Who said so", help_text="Whose word it is over there.")
    client_uuid = forms.UUIDField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, offer: Offer, data: Any = None) -> WordForm:
        """Begins with what was said last."""
        last = offer.latest
        first = next(iter(offer.breaks.all()), None)
        price = last.unit_price if last else first.unit_price if first else None
        told_by = last.told_by if last else ""
        start = {
            "unit_price": price and f"{price.normalize():f}",
            "told_by": told_by,
            "quantity": last and last.quantity,
        }
        return cls(data, initial=start | {"client_uuid": uuid4(), "holds_for": "48"})

    def word(self, now: datetime) -> Word:
        found = self.cleaned_data
        return Word(
            quantity=found["quantity"],
            unit_price=found["unit_price"],
            valid_until_at=now + timedelta(hours=int(found["holds_for"])),
            told_by=found["told_by"],
            client_uuid=found["client_uuid"],
        )


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = SupplierProfile
        fields = (
            "kind", "country", "time_zone", "day_begins", "day_ends", "works_saturday", "sends_to",
            "contact_name", "contact_mail", "least_units", "units_per_day", "verified_by_what", "verified_on",
            "verified_until_on",
        )  # fmt: skip
        labels = {
            "kind": "What they are",
            "country": "Country of their public holidays",
            "day_begins": "Their day begins",
            "day_ends": "Their day ends",
            "works_saturday": "They work on Saturdays",
            "sends_to": "They send parcels to",
            "least_units": "Least they sell at once",
            "units_per_day": "Units they can hand over a day",
            "verified_by_what": "What proves that they exist",
            "verified_on": "Seen on",
            "verified_until_on": "Good until",
        }
        help_texts = {
            "country": "Two letters, such as CN.",
            "time_zone": "Such as Asia/Shanghai.",
            "sends_to": "Numbers of parcels that go to buyers are offered to be sent to the channel.",
            "units_per_day": "Leave blank where nobody told you.",
            "verified_by_what": "A licence with its number, a visit, an inspected sample.",
        }
        widgets = {
            **{
                name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
                for name in ("day_begins", "day_ends")
            },
            **{
                name: forms.DateInput(attrs={"type": "date"}) for name in ("verified_on", "verified_until_on")
            },
        }

    def clean_time_zone(self) -> str:
        zone: str = self.cleaned_data["time_zone"].strip()
        if zone not in available_timezones():
            raise ValidationError("There is no such time zone. Write it like Asia/Shanghai.")
        return zone

    def clean_country(self) -> str:
        code: str = self.cleaned_data["country"].strip().upper()
        if code and not knows_country(code):
            raise ValidationError(
                "No public holidays are known for this country. Write two letters, like CN."
            )
        return code

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("day_begins") and found.get("day_ends") and found["day_begins"] >= found["day_ends"]:
            self.add_error("day_ends", "Their day ends after it begins.")
        return found


class ClosureForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = SupplierClosure
        fields = ("from_on", "until_on", "why")
        labels = {"from_on": "First day", "until_on": "Last day", "why": "Why"}
        widgets = {name: forms.DateInput(attrs={"type": "date"}) for name in ("from_on", "until_on")}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("from_on"), found.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", "The last day is not before the first.")
        elif first and last and last - first > timedelta(days=120):
            self.add_error("until_on", "That is more than four months. End its offers instead.")
        return found
