"""A supplier's answer to a purchase, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from sourcing.models import Purchase, PurchaseLine
from sourcing.purchasing.answering import Taken


class AnswerForm(forms.Form):
    hand_over_on = forms.DateField(
        required=False, label="They hand over on", widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: Any = None, *, lines: Sequence[PurchaseLine], row: Purchase) -> None:
        super().__init__(data, initial={"hand_over_on": row.hand_over_on})
        self.open = [each for each in lines if not each.ended_at and not each.shipped_at]
        for each in self.open:
            self.fields[f"units-{each.pk}"] = forms.IntegerField(
                min_value=0, max_value=each.quantity, initial=each.units, required=False,
                label=f"Of {each.quantity} × {each.offer.sku.code} for {each.order_line.order}",
            )  # fmt: skip

    @property
    def has_lines(self) -> bool:
        return bool(self.open)

    def taken(self, why: str = "") -> dict[int, Taken]:
        """A line left blank is taken whole."""
        given = {each.pk: self.cleaned_data[f"units-{each.pk}"] for each in self.open}
        return {
            pk: Taken(units, why or "they have no more") for pk, units in given.items() if units is not None
        }
