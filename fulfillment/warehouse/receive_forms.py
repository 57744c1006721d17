"""What a tablet sends while goods come in, and what somebody enters of a delivery that is announced."""

from __future__ import annotations

from typing import Any

from django import forms

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Supplier
from fulfillment.warehouse import expecting
from fulfillment.warehouse.ledger import MOST
from fulfillment.warehouse.models import Warehouse
from fulfillment.warehouse.scanning import cleaned

FILE_LIMIT = 1024 * 1024
WEDGE = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false", "enterkeyhint": "done"}


class StartForm(forms.Form):
    """An arrival that nobody announced."""

    warehouse = forms.ModelChoiceField(Warehouse.objects.none(), empty_label=None)
    supplier = forms.ModelChoiceField(Supplier.objects.none(), required=False, empty_label="Nobody knows")
    reference = forms.CharField(
        label="What its papers say",
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, team: Team, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, team)


class ReturnForm(forms.Form):
    """A parcel that a buyer sent back."""

    order = forms.CharField(
        label="Order, or number of the parcel it went in", max_length=120, widget=forms.TextInput(attrs=WEDGE)
    )
    warehouse = forms.ModelChoiceField(Warehouse.objects.none(), empty_label=None)

    prefix = "back"  # beside the form of what nobody announced

    def __init__(self, team: Team, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, team)

    def clean_order(self) -> str:
        return cleaned(self.cleaned_data["order"])


class ScanForm(forms.Form):
    code = forms.CharField(
        label="SKU or barcode",
        max_length=400,
        strip=False,
        widget=forms.TextInput(
            attrs={**WEDGE, "class": "scan", "autofocus": True, "placeholder": "Scan or type"}
        ),
        error_messages={"required": "Nothing was scanned: scan the goods, or type their SKU or barcode."},
    )
    quantity = forms.IntegerField(
        label="How many",
        initial=1,
        min_value=1,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "min_value": "Goods in takes 1 or more. What was scanned too often is taken back in the list of scans.",
            "max_value": "That is no quantity: was a barcode scanned into it?",
            "invalid": "That is no quantity: was a barcode scanned into it?",
        },
    )
    lot_code = forms.CharField(
        label="The supplier's lot number",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs=WEDGE),
        help_text="Printed on the carton. Blank: a lot is made here, with a label to print.",
    )
    is_damaged = forms.BooleanField(label="Damaged", required=False)
    is_quarantined = forms.BooleanField(label="Look at it first: quarantine", required=False)
    sku = forms.CharField(max_length=120, required=False, label="Which SKU is it?", widget=forms.HiddenInput)
    client_uuid = forms.UUIDField(
        widget=forms.HiddenInput,
        required=False,
        error_messages={"invalid": "This form has lost its own id: load the page again, then scan."},
    )

    def clean_code(self) -> str:
        return cleaned(self.cleaned_data["code"])

    def clean_lot_code(self) -> str:
        return cleaned(self.cleaned_data["lot_code"])

    def ask_which_sku(self) -> None:
        """The field that says which SKU an unknown barcode is is shown."""
        self.fields["sku"].widget = forms.TextInput(attrs={**WEDGE, "autofocus": True})
        self.fields["code"].widget.attrs.pop("autofocus", None)


class PhotoForm(forms.Form):
    photo = forms.FileField(label="Photo", required=False, widget=forms.FileInput)


class ExpectForm(forms.Form):
    reference = forms.CharField(
        label="Number of the purchase order or ship notice",
        max_length=80,
        widget=forms.TextInput(attrs=WEDGE),
    )
    warehouse = forms.ModelChoiceField(Warehouse.objects.none(), empty_label=None, label="Comes to")
    supplier = forms.ModelChoiceField(Supplier.objects.none(), required=False, empty_label="Not said")
    expected_on = forms.DateField(
        label="Expected on", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    lines = forms.CharField(
        label="SKUs and quantities",
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8, "placeholder": "SKU-1, 40\nSKU-2, 12"}),
        help_text="One a line, as pasted from a sheet.",
    )
    file = forms.FileField(label="Or a CSV file", required=False, help_text="Two columns, up to 1 MB.")

    def __init__(self, team: Team, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        offer(self, team)

    def clean(self) -> dict[str, Any]:
        """`quantities`: by SKU."""
        found = super().clean() or {}
        read = expecting.read_lines(self._text(found))
        skus, missing = expecting.skus_of(self.team, read.lines)
        problems = read.problems + [f"There is no SKU called {code[:60]!r}." for code in missing]
        for problem in problems[:8]:
            self.add_error("lines", problem)
        if len(problems) > 8:
            self.add_error("lines", f"And {len(problems) - 8} more lines.")
        quantities = {skus[code]: quantity for code, quantity in read.lines.items() if code in skus}
        return found | {"quantities": quantities}

    def _text(self, found: dict[str, Any]) -> str:
        file = found.get("file")
        if file is None:
            return str(found.get("lines") or "")
        if file.size > FILE_LIMIT:
            raise forms.ValidationError("The file is larger than 1 MB: enter it as several deliveries.")
        return str(file.read().decode("utf-8-sig", errors="replace"))


def offer(form: forms.Form, team: Team) -> None:
    """The warehouses and suppliers of the team; a single warehouse needs no question."""
    for name, rows in (
        ("warehouse", Warehouse.objects.of(team).order_by("-is_default", "name")),
        ("supplier", Supplier.objects.filter(team=team).order_by("name")),
    ):
        field: Any = form.fields.get(name)
        if field is not None:
            field.queryset = rows
    warehouses = list(form.fields["warehouse"].queryset[:2])  # type: ignore[attr-defined]
    if len(warehouses) == 1:
        form.fields["warehouse"].initial = warehouses[0].pk
        form.fields["warehouse"].widget = forms.HiddenInput()
