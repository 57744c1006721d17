"""Suppliers: the list, one with what is known of it, its pauses, its offers and its weeks."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Supplier
from fulfillment.policies.calendars import Calendar
from fulfillment.web import render_page
from sourcing import listing
from sourcing.closing import calendar_of, handed_over_at, pauses
from sourcing.forms import ClosureForm, ProfileForm
from sourcing.models import Offer, SupplierClosure, SupplierProfile
from sourcing.scoring import weeks_of

SHOWN = 50


@require_GET
@member(May.SEE_ORDERS)
def suppliers(request: Any) -> HttpResponse:
    now = timezone.now()
    active = Q(offers__ended_at=None, offers__isnull=False)
    live = active & Q(offers__latest__valid_until_at__gt=now, offers__latest__quantity__gt=0)
    rows = Supplier.objects.filter(team=request.team).select_related("profile")
    pk, mark, name = request.GET.get("after", "").partition("~")
    if mark and pk.isdecimal() and len(pk) < 19:
        rows = rows.filter(Q(name__gt=name) | Q(name=name, pk__gt=int(pk)))
    asked = rows.annotate(
        offered=Count("offers", filter=active),
        promised=Count("offers", filter=live),
        is_closed_soon=Exists(
            SupplierClosure.objects.filter(supplier=OuterRef("pk"), until_on__gte=now.date())
        ),
    ).order_by("name", "pk")
    found = list(asked[: SHOWN + 1])
    context = {
        "rows": found[:SHOWN],
        "today": now.date(),
        "older_url": f"?{urlencode({'after': _key(found[SHOWN - 1])})}" if len(found) > SHOWN else None,
        "is_first": not mark,
    }
    return render_page(request, "sourcing/suppliers.html", context)


def _key(row: Supplier) -> str:
    return f"{row.pk}~{row.name}"


@require_GET
@member_of(Supplier, May.SEE_ORDERS, "supplier_id")
def supplier(request: Any, row: Supplier) -> HttpResponse:
    now = timezone.now()
    profile = profile_of(row)
    their_zone, our_zone = ZoneInfo(profile.time_zone), ZoneInfo(request.team.time_zone)
    calendar = _calendar(profile, now)
    offers = listing.with_prices(Offer.objects.filter(supplier=row).active()).order_by("sku__code")[:SHOWN]
    context = {
        "row": row,
        "profile": profile,
        "pauses": pauses(calendar, now.astimezone(their_zone).date()),
        "closures": row.closures.filter(until_on__gte=now.date()).order_by("from_on"),  # type: ignore[attr-defined]
        "offers": [
            {"row": each, "by": handed_over_at(now, each.offer.lead_hours, calendar, their_zone)}
            for each in listing.described(request.team, list(offers), now=now)
        ],
        "weeks": weeks_of(row, zone=our_zone, now=now),
        "form": ClosureForm(),
        "door": row.doors.filter(revoked_at=None).first(),  # type: ignore[attr-defined]
        "now": now,
        "zone": request.team.time_zone,
        "may_act": request.membership.may(May.ACT_ON_ORDERS),
    }
    return render_page(request, "sourcing/supplier.html", context)


@require_http_methods(["GET", "POST"])
@member_of(Supplier, May.ACT_ON_ORDERS, "supplier_id")
def change(request: Any, row: Supplier) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=profile_of(row))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("sourcing:supplier", row.pk)
    back = reverse("sourcing:supplier", args=[row.pk])
    return render_page(request, "sourcing/form.html", {"form": form, "title": row.name, "back": back})


@require_POST
@member_of(Supplier, May.ACT_ON_ORDERS, "supplier_id")
def close(request: Any, row: Supplier) -> HttpResponse:
    form = ClosureForm(
        request.POST, instance=SupplierClosure(team=request.team, supplier=row, told_by=request.user)
    )
    if form.is_valid():
        try:
            with transaction.atomic():
                form.save()
        except IntegrityError:
            messages.info(request, "These days are known already.")
        else:
            messages.success(request, "Their days off are kept.")
    else:
        said = " ".join(str(error) for errors in form.errors.values() for error in errors)
        messages.error(request, f"Not kept: {said}")
    return redirect("sourcing:supplier", row.pk)


@require_POST
@member_of(SupplierClosure, May.ACT_ON_ORDERS, "closure_id")
def remove_closure(request: Any, closure: SupplierClosure) -> HttpResponse:
    closure.delete()
    messages.success(
        request, f"{closure.from_on:%d %b} to {closure.until_on:%d %b}: they work on these days."
    )
    return redirect("sourcing:supplier", closure.supplier_id)


def profile_of(row: Supplier) -> SupplierProfile:
    """What is known of it; where nobody said anything, what is usual."""
    return SupplierProfile.objects.filter(supplier=row).first() or SupplierProfile(
        team_id=row.team_id, supplier=row
    )


def _calendar(profile: SupplierProfile, now: datetime) -> Calendar:
    ahead = SupplierClosure.objects.filter(supplier=profile.supplier_id, until_on__gte=now.date())
    days = ahead.values_list("from_on", "until_on")
    return calendar_of(country=profile.country, works_saturday=profile.works_saturday, closures=days)
