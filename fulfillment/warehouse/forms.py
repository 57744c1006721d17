"""What a manager says of a warehouse and its trucks; each form says as data what it changes."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError

from fulfillment.policies.calendars import knows_country
from fulfillment.tracking.carriers.directory import CARRIERS
from fulfillment.warehouse.changing import Change
from fulfillment.warehouse.models import Warehouse
from fulfillment.warehouse.models.window import DROPOFF, PICKUP

WEEKDAYS = {1: "Mon", 2: "Tue", 3: "Wed", 4: "Thu", 5: "Fri", 6: "Sat", 7: "Sun"}
ANY_CARRIER = "Any carrier"


class WindowForm(forms.Form):
    """The same time on some weekdays: a window for each."""

    carrier = forms.ChoiceField(required=False, label="Carrier")
    service = forms.CharField(
        required=False, max_length=40, help_text="Only where this truck takes nothing else of the carrier."
    )
    kind = forms.ChoiceField(
        label="What it is",
        choices=[(PICKUP, "A truck picks up here"), (DROPOFF, "We bring parcels there until then")],
    )
    weekdays = forms.TypedMultipleChoiceField(
        label="On", choices=list(WEEKDAYS.items()), coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the weekdays on which it comes."},
    )  # fmt: skip
    local_time = forms.TimeField(
        label="At", help_text="By the warehouse's clock: when the truck leaves, or the counter closes.",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip
    scans_after_hours = forms.FloatField(
        label="Scanned within hours", min_value=0.25, max_value=240, initial=4,
        help_text="Of 10 parcels 8 are scanned within these. Used until 20 scans were seen, and then what was seen.",
    )  # fmt: skip
    scans_saturday = forms.BooleanField(required=False, label="Its carrier scans on Saturdays")
    scans_sunday = forms.BooleanField(required=False, label="Its carrier scans on Sundays")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted(
            ((code, each.name) for code, each in CARRIERS.items()), key=lambda pair: pair[1].lower()
        )
        self.fields["carrier"].choices = [("", ANY_CARRIER), *named]  # type: ignore[attr-defined]

    def change(self, warehouse: Warehouse, *, replaces: list[int]) -> Change:
        found = dict(self.cleaned_data)
        at, days = found.pop("local_time"), found.pop("weekdays")
        rows = [
            {"warehouse_id": warehouse.pk, "weekday": day, "local_time": at.isoformat(), **found}
            for day in days
        ]
        return {"windows_off": replaces, "new_windows": rows}


class WarehouseForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Warehouse
        fields = (
            "name", "code", "time_zone", "country", "subdivision", "receive_minutes", "inspect_minutes",
            "pack_minutes", "label_minutes", "load_minutes", "is_default",
        )  # fmt: skip
        labels = {
            "code": "Short code",
            "country": "Country of its public holidays",
            "subdivision": "State or region of them",
            "receive_minutes": "Minutes to receive an order's goods",
            "inspect_minutes": "Minutes to inspect them",
            "pack_minutes": "Minutes to pack an order",
            "label_minutes": "Minutes to label it",
            "load_minutes": "Minutes before the truck leaves that it must stand ready",
            "is_default": "Takes every order that names no warehouse",
        }
        help_texts = {
            "time_zone": "Such as America/Los_Angeles or Europe/London.",
            "country": "Two letters, such as US. Blank: no public holidays.",
            "receive_minutes": "0: there is no such step here.",
        }

    def clean_time_zone(self) -> str:
        zone: str = self.cleaned_data["time_zone"].strip()
        if zone not in available_timezones():
            raise ValidationError("There is no such time zone. Write it like America/Los_Angeles.")
        return zone

    def clean_country(self) -> str:
        country: str = self.cleaned_data["country"].strip().upper()
        if country and not knows_country(country):
            raise ValidationError(
                "No public holidays are known of it. Use two letters such as US, or leave it blank."
            )
        return country

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        country, part = found.get("country", ""), (found.get("subdivision") or "").strip().upper()
        if part and not knows_country(country, subdivision=part):
            self.add_error("subdivision", "No such part of that country is known. Use its code, such as CA.")
        return found | {"subdivision": part}

    def change(self) -> Change:
        if self.instance.pk is None:
            made = self.cleaned_data | {"is_default": False}
            return {"new_warehouse": made}
        return {"warehouses": {str(self.instance.pk): dict(self.cleaned_data)}}


class ClosureForm(forms.Form):
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    why = forms.CharField(required=False, max_length=120, label="Why", help_text="Such as stocktaking.")

    def change(self, warehouse: Warehouse) -> Change:
        return {"closures": [[warehouse.pk, self.cleaned_data["day"].isoformat(), self.cleaned_data["why"]]]}
