"""One supplier's quote: typed in by hand, its sample, and the approval that makes an offer of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from fulfillment.accounts.access import member_of
from fulfillment.accounts.roles import May
from fulfillment.warehouse.refusing import NotDone
from fulfillment.web import render_page
from sourcing.models import Quote
from sourcing.seeking import acts
from sourcing.seeking.forms import ApproveForm, QuoteForm, SampleForm
from sourcing.seeking.pages import photo_of

BY_HAND = "typed in by the team"


def _shown(request: Any, row: Quote, form: Any, title: str, submit: str) -> HttpResponse:
    back = reverse("seeking:request", args=[row.request_id])
    context = {"form": form, "title": title, "submit": submit, "back": back}
    return render_page(request, "sourcing/form.html", context)


@require_http_methods(["GET", "POST"])
@member_of(Quote, May.ACT_ON_ORDERS, "quote_id")
def quote(request: Any, row: Quote) -> HttpResponse:
    form = QuoteForm.of(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.price(row, form.priced(), told_by=BY_HAND, by=request.user, now=timezone.now())
            messages.success(request, f"The quote of {row.supplier.name} is kept.")
        except NotDone as refusal:
            messages.error(request, str(refusal))
        return redirect("seeking:request", row.request_id)
    return _shown(request, row, form, f"The quote of {row.supplier.name}", "Keep the quote")


@require_POST
@member_of(Quote, May.ACT_ON_ORDERS, "quote_id")
def decline(request: Any, row: Quote) -> HttpResponse:
    why = request.POST.get("why", "").strip()[:200] or acts.NOT_SOLD
    try:
        acts.decline(row, why, told_by=BY_HAND, by=request.user, now=timezone.now())
        messages.success(request, f"Written down: {row.supplier.name} does not offer it.")
    except NotDone as refusal:
        messages.error(request, str(refusal))
    return redirect("seeking:request", row.request_id)


@require_POST
@member_of(Quote, May.ACT_ON_ORDERS, "quote_id")
def ask_sample(request: Any, row: Quote) -> HttpResponse:
    try:
        acts.ask_sample(row, by=request.user, now=timezone.now())
        messages.success(request, f"A sample is asked. {row.supplier.name} sees it on their page.")
    except NotDone as refusal:
        messages.error(request, str(refusal))
    return redirect("seeking:request", row.request_id)


@require_http_methods(["GET", "POST"])
@member_of(Quote, May.ACT_ON_ORDERS, "quote_id")
def look(request: Any, row: Quote) -> HttpResponse:
    """What was found at the sample."""
    form = SampleForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (photo := photo_of(request, form)) is not False:
        found = {"is_good": form.cleaned_data["is_good"], "words": form.cleaned_data["words"], "photo": photo}
        try:
            acts.look_at_sample(row, **found, by=request.user, now=timezone.now())
            messages.success(request, "What was found at the sample is kept.")
        except NotDone as refusal:
            messages.error(request, str(refusal))
        return redirect("seeking:request", row.request_id)
    return _shown(request, row, form, f"The sample of {row.supplier.name}", "Keep what was found")


@require_http_methods(["GET", "POST"])
@member_of(Quote, May.APPROVE, "quote_id")
def approve(request: Any, row: Quote) -> HttpResponse:
    form = ApproveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            offer = acts.approve(row, form.cleaned_data["sku"], by=request.user, now=timezone.now())
        except NotDone as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "Approved: it is an offer now. Ask for a promise, then orders can be bought."
            )
            return redirect("sourcing:offer", offer.pk)
    return _shown(request, row, form, f"Approve {row.supplier.name} for {row.request.title}", "Approve it")
