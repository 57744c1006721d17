"""What a manager writes of a checklist: its goods, how strictly it samples, a check with its words in both languages."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fulfillment.inspections.asking import Check
from fulfillment.inspections.checklists import changing
from fulfillment.inspections.checklists.reading import KINDS
from fulfillment.inspections.checklists.starting import starters
from fulfillment.inspections.sampling import AQLS, HIGHEST_PERCENTAGE, LEVELS
from fulfillment.inspections.verdicts import Defect

USUAL = AQLS[: AQLS.index(HIGHEST_PERCENTAGE) + 1]
SEVERITIES = {"critical": "Critical: fails the lot", "major": "Major", "minor": "Minor"}
PER = {"unit": "every piece of the sample", "lot": "the lot as a whole, once"}
MOST_DEFECTS = 12


class BeginForm(forms.Form):
    starter = forms.ChoiceField(label="Begin with", choices=())
    name = forms.CharField(label="Name", max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["starter"].choices = [(slug, each.name) for slug, each in starters().items()]


class GoodsForm(forms.Form):
    name = forms.CharField(label="Name", max_length=80)
    sku_codes = forms.CharField(
        label="SKU codes that begin with", max_length=400, required=False, help_text="Commas between."
    )
    brand = forms.CharField(
        label="Brand, in the title or in the name of a brand kit", max_length=80, required=False
    )
    title_words = forms.CharField(
        label="Words in the title", max_length=400, required=False,
        help_text="Any of them, commas between. A SKU goes before a brand, a brand before words.",
    )  # fmt: skip


class SamplingForm(forms.Form):
    level = forms.ChoiceField(
        label="Level", choices=[(each, each) for each in LEVELS], help_text="II is usual; III looks at more."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "none allowed"), *((each, each) for each in USUAL)]
        for each in Defect:
            self.fields[each.value] = forms.ChoiceField(
                label=f"AQL of {each.value} defects", choices=choices, required=False
            )

    def aqls(self) -> dict[str, str]:
        return {each.value: self.cleaned_data[each.value] for each in Defect}


class CheckForm(forms.Form):
    en = forms.CharField(label="What is looked at, in English", max_length=160)
    zh = forms.CharField(
        label="In Chinese", max_length=160, widget=forms.TextInput(attrs={"lang": "zh-Hans"})
    )
    kind = forms.ChoiceField(label="Answered by", choices=list(KINDS.items()))
    severity = forms.ChoiceField(label="Failing it is", choices=list(SEVERITIES.items()))
    per = forms.ChoiceField(label="Asked of", choices=list(PER.items()))
    low = forms.CharField(label="Lowest value", max_length=20, required=False)
    high = forms.CharField(label="Highest value", max_length=20, required=False)
    unit = forms.CharField(
        label="Unit", max_length=20, required=False, help_text="Of a measure: mm, g, months."
    )
    defects = forms.CharField(
        label="Defects to choose from", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="One a line, English = Chinese. A defect keeps its history as long as its English stands.",
    )  # fmt: skip

    def clean_low(self) -> str:
        return _number(self.cleaned_data["low"])

    def clean_high(self) -> str:
        return _number(self.cleaned_data["high"])

    def clean_defects(self) -> str:
        told: str = self.cleaned_data["defects"]
        rows = [line for line in told.splitlines() if line.strip()]
        if len(rows) > MOST_DEFECTS:
            raise ValidationError(f"At most {MOST_DEFECTS}: nobody finds one among more tiles.")
        if bad := next((line for line in rows if not all(part.strip() for part in _halves(line))), ""):
            raise ValidationError(f"“{bad.strip()}” has one language only: write it as English = Chinese.")
        return told

    def check(self, before: Check | None, taken: list[str]) -> Check:
        told = self.cleaned_data
        key = before.key if before else changing.coded(told["en"], taken)
        found = changing.tiles(told["defects"].splitlines(), before.defects if before else ())
        is_number = told["kind"] == "number"
        low, high, unit = (told[name] if is_number else "" for name in ("low", "high", "unit"))
        words = {"en": told["en"], "zh-hans": told["zh"]}
        return Check(
            key, words, told["kind"], told["severity"], told["per"] == "unit", low, high, unit, found
        )


def of_check(check: Check) -> dict[str, Any]:
    """As `CheckForm` shows it."""
    return {
        "en": check.words.get("en", ""), "zh": check.words.get("zh-hans", ""), "kind": check.kind,
        "severity": check.severity, "per": "unit" if check.per_unit else "lot", "low": check.low, "high": check.high,
        "unit": check.unit, "defects": changing.lines(check.defects),
    }  # fmt: skip


def _halves(line: str) -> tuple[str, str]:
    first, _, second = line.replace("＝", "=").partition("=")
    return first, second


def _number(text: str) -> str:
    """As a plain decimal number; a comma is read as a point."""
    plain = text.strip().replace(",", ".")
    try:
        if plain and not Decimal(plain).is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise ValidationError(f"“{text}” is no number: write it like 12.5.") from None
    return plain
