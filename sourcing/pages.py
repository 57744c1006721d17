"""Offers: the list, one with all that was ever said of it, and what a person writes down."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fulfillment import sheets
from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.unknown import unknown
from fulfillment.web import render_page
from sourcing import listing
from sourcing.confirming import AlreadyOffered, confirm, end_offer, make_offer, retract
from sourcing.forms import OfferForm, WordForm
from sourcing.models import Confirmation, Offer

HEADER = (
    "SKU", "title", "supplier", "currency", "unit price", "landed", "promised", "left of it", "said at", "said by",
    "holds until", "standing", "orders waiting",
)  # fmt: skip
SHOWN = 50  # words of one offer


@require_GET
@member(May.SEE_ORDERS)
def offers(request: Any) -> HttpResponse:
    told, now = listing.asked(request.GET), timezone.now()
    rows, more = listing.page(request.team, told, request.GET.get("after", ""), now=now)
    context = {
        "rows": rows,
        "told": told,
        "unknown": unknown(request.path, request.GET, [("view", "view", listing.VIEWS)]),
        "views": [
            {
                "label": label,
                "url": _url(told | {"view": view}),
                "active": told.get("view", "all") == view,
            }
            for view, label in listing.VIEWS.items()
        ],
        "pager": {
            "shown": len(rows),
            "noun": "offers",
            "older_url": _url(told | {"after": listing.key_of(rows[-1])}) if more else None,
            "older_label": "Next",
            "first_url": _url(told) if request.GET.get("after") else None,
        },
        "export_url": _url(told, "sourcing:export"),
        "now": now,
        "zone": request.team.time_zone,
        "may_act": request.membership.may(May.ACT_ON_ORDERS),
    }
    return render_page(request, "sourcing/offers.html", context)


@require_GET
@member(May.SEE_ORDERS)
def export(request: Any) -> StreamingHttpResponse:
    """All that the list shows under the same filters, in its order."""
    now = timezone.now()
    found = listing.every(request.team, listing.asked(request.GET), now=now)
    return sheets.streamed(f"offers-{now:%Y-%m-%d-%H%M}.csv", HEADER, (map(_cells, rows) for rows in found))


def _cells(row: listing.Row) -> list[Any]:
    offer, word = row.offer, row.offer.latest
    said = (
        [word.quantity, row.left, word.confirmed_at, word.told_by, word.valid_until_at] if word else [""] * 5
    )
    price = word.unit_price if word else ""
    who = [offer.sku.code, offer.sku.title, offer.supplier.name, offer.currency]
    return [*who, price, row.landed or "", *said, row.words, row.waiting]


@require_http_methods(["GET", "POST"])
@member(May.ACT_ON_ORDERS)
def add(request: Any) -> HttpResponse:
    form = OfferForm(request.POST or None, team=request.team, initial={"sku": request.GET.get("sku", "")})
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        try:
            offer = make_offer(
                found["sku"], found["supplier"], form.terms(), by=request.user, now=timezone.now()
            )
        except AlreadyOffered as error:
            form.add_error(
                "supplier", f"{error} End that offer first, or write down their newest word there."
            )
        else:
            messages.success(request, "Offer saved. Now write down what they promise.")
            return redirect("sourcing:offer", offer.pk)
    context = {
        "form": form,
        "title": "An offer",
        "submit": "Save the offer",
        "back": reverse("sourcing:offers"),
    }
    return render_page(request, "sourcing/form.html", context)


@require_http_methods(["GET", "POST"])
@member_of(Offer, May.SEE_ORDERS, "offer_id")
def offer(request: Any, row: Offer) -> HttpResponse:
    """Posted, it takes the supplier's newest word."""
    now = timezone.now()
    row = listing.with_prices(Offer.objects.filter(pk=row.pk)).get()
    may_act = request.membership.may(May.ACT_ON_ORDERS)
    form = WordForm.of(row, request.POST or None)
    if request.method == "POST" and may_act and not row.ended_at and form.is_valid():
        return _told(request, row, form, now)
    words = row.confirmations.select_related("taken_by").order_by("-confirmed_at", "-pk")[:SHOWN]
    context = {
        "row": listing.described(request.team, [row], now=now)[0],
        "offer": row,
        "form": form,
        "words": words,
        "now": now,
        "zone": request.team.time_zone,
        "may_act": may_act,
    }
    return render_page(request, "sourcing/offer.html", context)


def _told(request: Any, row: Offer, form: WordForm, now: datetime) -> HttpResponse:
    said = confirm(row, form.word(now), by=request.user, now=now)
    some = f"{said.quantity} units are promised." if said.quantity else "Written down: none are left."
    messages.success(request, f"{some} Open orders were judged by it.")
    return redirect("sourcing:offer", row.pk)


@require_POST
@member_of(Confirmation, May.ACT_ON_ORDERS, "word_id")
def take_back(request: Any, said: Confirmation) -> HttpResponse:
    """Of the word it was never said; posted with `again`, it was."""
    is_again = bool(request.POST.get("again"))
    if retract(said, by=request.user, now=timezone.now(), is_taken_back=not is_again):
        messages.success(
            request, "It stands again." if is_again else "Taken back. The word before it is in force."
        )
    return redirect("sourcing:offer", said.offer_id)


@require_POST
@member_of(Offer, May.ACT_ON_ORDERS, "offer_id")
def end(request: Any, row: Offer) -> HttpResponse:
    """It is no longer offered; posted with `again`, it is."""
    is_again = bool(request.POST.get("again"))
    if end_offer(row, by=request.user, now=timezone.now(), is_over=not is_again):
        messages.success(request, "Offered again." if is_again else "Ended. Its history stays here.")
    elif is_again:
        messages.warning(request, "Another offer of this SKU by this supplier took its place.")
    return redirect("sourcing:offer", row.pk)


def _url(given: dict[str, str], name: str = "sourcing:offers") -> str:
    query = urlencode(
        {key: value for key, value in given.items() if value and (key, value) != ("view", "all")}
    )
    return reverse(name) + (f"?{query}" if query else "")
