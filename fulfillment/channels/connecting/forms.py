"""The form of one way in, made of its declared fields. What was secret is not written back into the page."""

from __future__ import annotations

from typing import Any

from django import forms

from fulfillment.channels.connecting.offers import Field, Way

LONGEST = 500


class WayForm(forms.Form):
    """`values` are the way's fields as text; one that was left empty is ""."""

    def __init__(self, way: Way, data: Any = None) -> None:
        super().__init__(data, prefix=way.code, label_suffix="")
        for field in way.fields:
            self.fields[field.name] = _field(field)

    def values(self) -> dict[str, str]:
        return {name: str(value).strip() for name, value in self.cleaned_data.items()}


def _field(field: Field) -> forms.Field:
    common: dict[str, Any] = {
        "label": field.label,
        "help_text": field.help,
        "required": field.is_required,
        "initial": field.initial,
    }
    if field.choices:
        return forms.ChoiceField(choices=field.choices, **common)
    attributes = {"placeholder": field.placeholder, "spellcheck": "false", "autocapitalize": "off"}
    if field.is_secret:
        attributes["autocomplete"] = "new-password"
        widget: forms.Widget = forms.PasswordInput(attributes, render_value=False)
    else:
        attributes["autocomplete"] = "off"
        widget = forms.TextInput(attributes)
    return forms.CharField(max_length=LONGEST, widget=widget, **common)
