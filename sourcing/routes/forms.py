"""What a rule asks and does, as a manager writes it; words in lists are separated by commas."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Shop, Sku, Supplier
from fulfillment.tracking.carriers.directory import CARRIERS
from fulfillment.warehouse.models import Warehouse
from sourcing.models import RoutingRule

LISTS = {"countries": str.upper, "channels": str.lower, "markets": str.upper, "tags": str.lower}
NUMBERS = ("value_min", "value_max", "grams_min", "grams_max", "hours_min", "hours_max")


class Words(forms.CharField):
    """`US, CA` as a list."""

    def __init__(self, longest: int, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(required=False, max_length=600, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        words = sorted({word for word in re.split(r"[,;\s]+", super().clean(value)) if word})
        if long := next((word for word in words if len(word) > self.longest), ""):
            raise ValidationError(f"“{long}” is longer than {self.longest} signs.")
        return words


class RuleForm(forms.ModelForm):
    countries = Words(2, label="Goes to", help_text="Country codes, such as US, CA. Empty: anywhere.")
    channels = Words(20, label="Channel", help_text="Such as tiktok, shopify. Empty: any.")
    markets = Words(2, label="Market of the shop", help_text="Such as US, GB. Empty: any.")
    tags = Words(
        40, label="Has one of the tags", help_text="Tags are told per SKU below the rules. Empty: any goods."
    )
    suppliers = Words(64, label="Goods of supplier", help_text="Codes of suppliers. Empty: any.")
    carrier = forms.ChoiceField(required=False, label="Send with carrier")

    class Meta:
        model = RoutingRule
        fields = (
            "name", "countries", "channels", "markets", "tags", "suppliers", "value_min", "value_max", "currency",
            "grams_min", "grams_max", "hours_min", "hours_max", "supplier", "warehouse", "carrier", "service",
            "cost_per_order", "cost_per_kg", "cost_ceiling", "daily_cap",
        )  # fmt: skip
        labels = {
            "value_min": "Order is worth at least", "value_max": "Order is worth at most",
            "currency": "Currency of worth and cost",
            "grams_min": "Weighs at least, grams", "grams_max": "Weighs at most, grams",
            "hours_min": "Promised no sooner than, hours", "hours_max": "Promised within, hours",
            "supplier": "Buy from", "warehouse": "Send from", "cost_per_order": "Costs per order",
            "cost_per_kg": "and per kg", "cost_ceiling": "Only if it costs at most", "daily_cap": "At most orders a day",
        }  # fmt: skip
        help_texts = {
            "hours_max": "From the order to its dispatch deadline.",
            "currency": "Amounts in other currencies are not compared.",
            "daily_cap": "Of this lane, whichever rule sends them. The next rule takes the rest.",
        }

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["supplier"].queryset = Supplier.objects.filter(team=team).order_by("name")
        fields["warehouse"].queryset = Warehouse.objects.of(team).order_by("name")
        named = sorted(
            ((code, each.name) for code, each in CARRIERS.items()), key=lambda pair: pair[1].lower()
        )
        fields["carrier"].choices = [("", "As it would be anyway"), *named]
        for name in ("supplier", "warehouse"):
            fields[name].empty_label, fields[name].required = "As it would be anyway", False
        for name in (*NUMBERS, "cost_per_order", "cost_per_kg", "cost_ceiling", "daily_cap"):
            fields[name].required, fields[name].min_value = False, 0
        fields["currency"].initial = Shop.objects.of(team).values_list("currency", flat=True).first() or ""
        self.team = team

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for name, change in LISTS.items():
            found[name] = [change(word) for word in found.get(name) or []]
        found["currency"] = (found.get("currency") or "").upper()
        if any(
            (found.get(name) or 0) < 0 for name in (*NUMBERS, "cost_per_order", "cost_per_kg", "cost_ceiling")
        ):
            self.add_error(None, "No amount can be below nothing.")
        for low, high in (("value_min", "value_max"), ("grams_min", "grams_max"), ("hours_min", "hours_max")):
            if None not in (found.get(low), found.get(high)) and found[low] > found[high]:
                self.add_error(high, "This is below the least: no order could match.")
        amounts = ("value_min", "value_max", "cost_per_order", "cost_per_kg", "cost_ceiling")
        if not found["currency"] and any(found.get(name) is not None for name in amounts):
            self.add_error("currency", "Say the currency of these amounts.")
        self._known_suppliers(found)
        if not any(found.get(name) for name in ("supplier", "warehouse", "carrier", "service")):
            self.add_error(None, "Say where it sends orders: a supplier, a warehouse or a carrier.")
        return found

    def _known_suppliers(self, found: dict[str, Any]) -> None:
        known = {code.lower(): code for code in
                 Supplier.objects.filter(team=self.team).values_list("code", flat=True)}  # fmt: skip
        told = found.get("suppliers") or []
        if unknown := next((code for code in told if code.lower() not in known), ""):
            self.add_error("suppliers", f"No supplier has the code “{unknown}”.")
        found["suppliers"] = [known.get(code.lower(), code) for code in told]


class TagForm(forms.Form):
    sku = forms.CharField(max_length=120, label="SKU")
    tags = Words(40, label="Tags")

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team

    def clean_sku(self) -> Sku:
        code = self.cleaned_data["sku"].strip()
        found = Sku.objects.filter(team=self.team, code=code).first()
        if found is None:
            raise ValidationError(f"No SKU is called “{code}”.")
        return found
