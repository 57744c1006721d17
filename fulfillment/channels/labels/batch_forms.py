"""What somebody asks to be printed, and the label file that they bring."""

from __future__ import annotations

from typing import Any

from django import forms


class BatchForm(forms.Form):
    """Orders of some trucks, or those that are pasted."""

    truck = forms.MultipleChoiceField(required=False, label="Trucks")
    orders = forms.CharField(
        required=False,
        max_length=100_000,
        label="Or these orders",
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "Ids or numbers, one a line"}),
    )
    again = forms.BooleanField(required=False, label="Those too that were printed before")
    with_slips = forms.BooleanField(required=False, initial=True, label="A packing slip beside each label")
    client_uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, trucks: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["truck"].choices = trucks  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and not found.get("truck") and not found.get("orders", "").strip():
            raise forms.ValidationError("Choose a truck, or paste the orders to print.")
        return found


class LabelFileForm(forms.Form):
    file = forms.FileField(
        label="The carrier's label",
        help_text="PDF or PNG, up to 4 MB.",
        widget=forms.FileInput({"accept": ".pdf,.png,.jpg,.jpeg"}),
    )
