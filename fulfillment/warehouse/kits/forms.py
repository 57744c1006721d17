"""What a team writes down of its kits."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop, Sku
from fulfillment.warehouse.kit_states import KIND_LABELS, PER_LABELS, ItemKind, Per
from fulfillment.warehouse.kits.changing import Meant, Thing
from fulfillment.warehouse.models import BrandKit

MOST_SKUS = 200
MOST_OF_ONE = 100  # units of an item in one parcel
MOST_AT_ONCE = 1_000_000


class KitForm(forms.Form):
    name = forms.CharField(max_length=80, label="Name", help_text="As your people call it.")
    shop = forms.ModelChoiceField(Shop.objects.none(), required=False, empty_label="Every shop", label="Shop")
    skus = forms.CharField(
        required=False, label="Only with these SKUs", widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line. Several that are one product stand together in one kit. Empty: every parcel.",
    )  # fmt: skip

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        self.fields["shop"].queryset = Shop.objects.of(team).order_by("name")  # type: ignore[attr-defined]

    @staticmethod
    def said_of(row: BrandKit) -> dict[str, Any]:
        codes = row.skus.order_by("code").values_list("code", flat=True)
        return {"name": row.name, "shop": row.shop_id, "skus": "\n".join(codes)}

    def clean_skus(self) -> list[Sku]:
        codes = dict.fromkeys(filter(None, map(str.strip, self.cleaned_data["skus"].splitlines())))
        if len(codes) > MOST_SKUS:
            raise ValidationError(f"{len(codes)} SKUs are more than one kit takes: {MOST_SKUS} at most.")
        found = {sku.code: sku for sku in Sku.objects.filter(team=self.team, code__in=list(codes))}
        if unknown := [code for code in codes if code not in found]:
            raise ValidationError(
                f"No SKU is called {unknown[0][:60]}. Correct it, or import it on the channels page."
            )
        return [found[code] for code in codes]

    def meant(self) -> Meant:
        found = self.cleaned_data
        return Meant(found["name"], found["shop"], found["skus"])


class ItemForm(forms.Form):
    name = forms.CharField(max_length=80, label="What it is", help_text="Such as Thank-you card.")
    code = forms.RegexField(
        r"^\S{2,60}$", label="Its SKU", help_text="What is printed on it or its shelf; its stock is kept under it.",
        error_messages={"invalid": "Two to sixty characters without a space."},
    )  # fmt: skip
    kind = forms.ChoiceField(choices=list(KIND_LABELS.items()), label="Kind")
    quantity = forms.IntegerField(min_value=1, max_value=MOST_OF_ONE, initial=1, label="How many")
    per = forms.ChoiceField(choices=list(PER_LABELS.items()), label="Used")
    is_printed = forms.BooleanField(
        required=False, initial=True, label="It is printed: no order gets it before its artwork is approved"
    )

    def thing(self) -> Thing:
        found = self.cleaned_data
        return Thing(
            found["name"], found["code"], ItemKind(found["kind"]), found["quantity"], Per(found["per"]),
            found["is_printed"],
        )  # fmt: skip


class ArtworkForm(forms.Form):
    photo = forms.ImageField(label="Picture of the artwork", required=True)
    note = forms.CharField(max_length=300, required=False, label="What changed")
    begins_on = forms.DateField(
        required=False, label="Used from", widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Empty: as soon as it is approved.",
    )  # fmt: skip

    def begins_at(self, team: Team, now: datetime) -> datetime:
        day = self.cleaned_data["begins_on"]
        if day is None:
            return now
        return datetime.combine(day, time(0), tzinfo=ZoneInfo(team.time_zone)).astimezone(UTC)


class ArrivalForm(forms.Form):
    units = forms.IntegerField(min_value=1, max_value=MOST_AT_ONCE, label="Units that came in")
