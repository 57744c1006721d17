"""What a tablet sends when a truck leaves, or does not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from fulfillment.warehouse.handover.words import EVIDENCE, INCIDENTS

TYPED = {"autocomplete": "off"}
MOST = 100_000


class AtForm(forms.Form):
    """A time of today by the warehouse's clock; one that would lie well ahead was meant for yesterday."""

    def moment_of(self, name: str, *, zone: ZoneInfo, now: datetime) -> datetime:
        told = self.cleaned_data[name]
        here = now.astimezone(zone)
        found = here.replace(hour=told.hour, minute=told.minute, second=0, microsecond=0)
        if (found.hour, found.minute) == (here.hour, here.minute):
            return now
        return found - timedelta(days=1) if found > here + timedelta(hours=12) else found


class CloseForm(AtForm):
    left_at = forms.TimeField(
        label="It left at", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    driver = forms.CharField(
        label="Driver", max_length=120, required=False, widget=forms.TextInput(attrs=TYPED)
    )
    counted = forms.IntegerField(
        label="Parcels counted", min_value=0, max_value=MOST, required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    reference = forms.CharField(
        label="Receipt number", max_length=80, required=False, widget=forms.TextInput(attrs=TYPED),
    )  # fmt: skip
    note = forms.CharField(label="Note", max_length=500, required=False, widget=forms.TextInput(attrs=TYPED))
    signature_uuid = forms.CharField(required=False, widget=forms.HiddenInput)
    photo_uuid = forms.CharField(required=False, widget=forms.HiddenInput)
    photo = forms.FileField(label="Photo of the carrier's receipt", required=False, widget=forms.FileInput)


class IncidentForm(AtForm):
    kind = forms.ChoiceField(label="What happened", choices=list(INCIDENTS.items()))
    at = forms.TimeField(label="At", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    note = forms.CharField(
        label="Note", max_length=500, required=False, widget=forms.TextInput(attrs=TYPED),
        help_text="Whom you called, and what they said.",
    )  # fmt: skip


class EvidenceForm(forms.Form):
    shows = forms.ChoiceField(label="It shows", choices=list(EVIDENCE.items()))
    photo_uuid = forms.CharField(required=False, widget=forms.HiddenInput)
    photo = forms.FileField(label="Photo", required=False, widget=forms.FileInput)


def local_now(now: datetime, zone: str) -> Any:
    return now.astimezone(ZoneInfo(zone)).time()
