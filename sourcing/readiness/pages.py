"""Products and whether they are ready for a campaign; a campaign is said in the address and kept nowhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Sku
from fulfillment.web import render_page
from sourcing.readiness import reading
from sourcing.readiness.judging import verdict


class PlanForm(forms.Form):
    orders = forms.IntegerField(min_value=1, max_value=10_000_000, label="Orders in the campaign")
    since = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="Until", widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        is_whole = "since" in found and "until" in found
        if is_whole and not 0 <= (found["until"] - found["since"]).days <= 366:
            self.add_error("until", "It ends on or after its first day, and within a year.")
        return found


@require_GET
@member(May.SEE_METRICS)
def index(request: Any) -> HttpResponse:
    now = timezone.now()
    context = {"rows": reading.sold(request.team, now=now), "now": now, "since": now - reading.SPAN}
    return render_page(request, "readiness/index.html", context)


@require_GET
@member_of(Sku, May.SEE_METRICS, "sku_id")
def product(request: Any, sku: Sku) -> HttpResponse:
    now = timezone.now()
    form = PlanForm(request.GET) if request.GET.get("orders") else PlanForm()
    plan = reading.plan_of(form.cleaned_data) if form.is_bound and form.is_valid() else None
    found = reading.product(request.team, sku, plan=plan, now=now)
    context = {
        "found": found,
        "sku": sku,
        "plan": plan,
        "form": form,
        "verdict": verdict(found.capacities, plan=plan),
        "unknown": [each for each in found.capacities if each.a_day is None],
        "late": reading.LATE,
        "now": now,
        "since": now - reading.SPAN,
    }
    return render_page(request, "readiness/product.html", context)
