"""Who holds the tablet now, and one's own PIN."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from fulfillment.accounts import pins
from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.models import Membership
from fulfillment.accounts.roles import May
from fulfillment.web import render_page


@require_http_methods(["GET", "POST"])
@member(May.INSPECT)
def people(request: Any) -> HttpResponse:
    """A POST keeps one's own PIN."""
    error = ""
    if request.method == "POST":
        try:
            pins.keep(request.membership, request.POST.get("pin", ""))
            messages.success(request, "Your PIN is kept: with it you take over any tablet of the team.")
            return redirect("people")
        except pins.NotSwitched as refusal:
            error = str(refusal)
    context = {
        "people": [each for each in pins.people(request.team) if each.user_id != request.user.pk],
        "may_have_one": request.membership.role in pins.FLOOR,
        "error": error,
    }
    return render_page(request, "accounts/people.html", context)


@require_POST
@member_of(Membership, May.INSPECT, "membership_id")
def take_over(request: Any, to: Membership) -> HttpResponse:
    try:
        pins.switch(request, to, request.POST.get("pin", ""))
    except pins.NotSwitched as refusal:
        messages.error(request, str(refusal))
        return redirect("people")
    return redirect("inspections:tablet")
