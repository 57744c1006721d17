"""The team's tokens: made by owners, shown once, revoked at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from fulfillment.accounts import tokens
from fulfillment.accounts.access import member
from fulfillment.accounts.models import ApiToken
from fulfillment.accounts.roles import May
from fulfillment.accounts.scopes import MEANS, Scope
from fulfillment.web import render_page

LIVES = [("30", "30 days"), ("90", "90 days"), ("365", "a year"), ("0", "until it is revoked")]


class TokenForm(forms.Form):
    name = forms.CharField(max_length=80, label="Name", help_text="The program or person that will hold it.")
    scopes = forms.MultipleChoiceField(
        choices=[(scope.value, f"{scope.value}: {meaning}") for scope, meaning in MEANS.items()],
        initial=[Scope.READ.value],
        label="It may",
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.ChoiceField(choices=LIVES, initial="90", label="It lives")


@never_cache
@require_http_methods(["GET", "POST"])
@member(May.MANAGE_TEAM)
def listed(request: Any) -> HttpResponse:
    """A new token stands in the answer to its form and nowhere else, no cache included."""
    form, token, now = TokenForm(request.POST or None), "", timezone.now()
    if request.method == "POST" and form.is_valid():
        days = int(form.cleaned_data["days"])
        _, token = tokens.issue(
            request.team,
            name=form.cleaned_data["name"],
            scopes=[Scope(each) for each in form.cleaned_data["scopes"]],
            expires_at=now + timedelta(days=days) if days else None,
            by=request.user,
            now=now,
        )
        form = TokenForm()
    rows = ApiToken.objects.filter(team=request.team).select_related("created_by").order_by("-created_at")
    found = [{"row": row, "state": _state(row, now)} for row in rows]
    context = {"form": form, "tokens": found, "token": token, "now": now}
    return render_page(request, "accounts/tokens.html", context)


@require_POST
@member(May.MANAGE_TEAM)
def revoke(request: Any, pk: int) -> HttpResponse:
    row = get_object_or_404(ApiToken, team=request.team, pk=pk)
    if tokens.revoke(row, now=timezone.now()):
        messages.success(request, f"{row.name} can no longer open anything. A new token takes its place.")
    else:
        messages.info(request, f"{row.name} was revoked before.")
    return redirect("tokens")


def _state(row: ApiToken, now: Any) -> str:
    if row.revoked_at:
        return "revoked"
    return "expired" if row.expires_at and row.expires_at <= now else "live"
