"""The form of a shop's face to its buyers."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator

from fulfillment.catalog.models import ShopFront

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
LEAST_CONTRAST = 4.5  # of white words on the colour, WCAG 2.2 AA


class FrontForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ShopFront
        fields = ("name", "colour", "contact")
        labels = {
            "name": "Name that buyers know",
            "colour": "Colour of the head",
            "contact": "Where buyers ask",
        }
        help_texts = {"contact": "An https address or a mail address; blank shows none."}
        widgets = {"colour": forms.TextInput(attrs={"type": "color"})}

    def clean_colour(self) -> str:
        colour: str = self.cleaned_data["colour"]
        if not COLOUR.fullmatch(colour):
            raise ValidationError("Write the colour as # and six digits, such as #1f3a5f.")
        if contrast_with_white(colour) < LEAST_CONTRAST:
            raise ValidationError("White words cannot be read on this colour. Choose a darker one.")
        return colour.lower()

    def clean_contact(self) -> str:
        contact: str = self.cleaned_data["contact"].strip()
        if not contact:
            return ""
        check: Any = URLValidator(schemes=["https"]) if "://" in contact else EmailValidator()
        try:
            check(contact)
        except ValidationError:
            raise ValidationError("Give an https address or a mail address.") from None
        return contact


def contrast_with_white(colour: str) -> float:
    """WCAG's ratio of white to #rrggbb, 1 to 21."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
