"""The team page: who is here or invited, with which role."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from fulfillment.accounts import access, inviting, membership
from fulfillment.accounts.access import member
from fulfillment.accounts.models import Membership, Team
from fulfillment.accounts.roles import May, Role
from fulfillment.web import render_page

LAST_OWNER = "A team keeps at least one owner: make somebody else owner first."
ROLES = [
    (Role.OWNER, "Owner: everything, the team included"),
    (Role.MANAGER, "Manager: orders and metrics; sees the channels"),
    (Role.OPERATOR, "Operator: orders and metrics; runs the channels"),
    (Role.INSPECTOR, "Inspector: tablet pages only"),
]


class InviteForm(forms.Form):
    email = forms.EmailField(label="E-mail")
    role = forms.ChoiceField(choices=ROLES, initial=Role.OPERATOR)


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=ROLES)


@require_http_methods(["GET", "POST"])
@member(May.MANAGE_TEAM)
def team(request: Any) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _invite(request, form)
    context = {"form": form, "members": _members(request.team), "roles": ROLES}
    return render_page(request, "accounts/team.html", context)


@require_POST
@member(May.MANAGE_TEAM)
def change_role(request: Any, pk: int) -> HttpResponse:
    row = _membership(request, pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "There is no such role.")
        return redirect("team")
    try:
        membership.change_role(row, Role(form.cleaned_data["role"]))
    except membership.LastOwner:
        messages.error(request, LAST_OWNER)
    else:
        messages.success(request, f"{_you_or(request, row)} {form.cleaned_data['role']} now.")
    return _back(request, row)


@require_POST
@member(May.MANAGE_TEAM)
def invite_again(request: Any, pk: int) -> HttpResponse:
    row = _membership(request, pk)
    if not inviting.is_awaited(row.user):
        messages.info(request, f"{row.user.email} has a password already and can log in.")
    elif inviting.send(request, row):
        messages.success(request, f"Another link is on its way to {row.user.email}; it works for three days.")
    else:
        messages.warning(request, _not_sent(request, row.user.email))
    return redirect("team")


@require_POST
@member(May.MANAGE_TEAM)
def remove(request: Any, pk: int) -> HttpResponse:
    row = _membership(request, pk)
    try:
        membership.remove(row)
    except membership.LastOwner:
        messages.error(request, LAST_OWNER)
    else:
        messages.success(request, _gone(request, row))
    return _back(request, row)


@require_POST
@login_required
def switch(request: Any) -> HttpResponse:
    chosen = Membership.objects.filter(user=request.user, team__slug=request.POST.get("team", ""))
    row = get_object_or_404(chosen.select_related("team"))
    Membership.objects.filter(pk=row.pk).update(last_used_at=timezone.now())
    access.switch_to(request, row.team)
    return redirect("/")


def _invite(request: Any, form: InviteForm) -> HttpResponse:
    email = form.cleaned_data["email"].lower()
    try:
        row = membership.invite(request.team, email=email, role=Role(form.cleaned_data["role"]))
    except membership.AlreadyMember:
        messages.error(request, f"{email} is on this team already.")
        return redirect("team")
    sent = inviting.send(request, row)
    if not inviting.is_awaited(row.user):
        messages.success(request, f"{email} can open this team now.")
    elif sent:
        messages.success(request, f"{email} is invited; the e-mail holds a link to set a password.")
    else:
        messages.warning(request, _not_sent(request, email))
    return redirect("team")


def _not_sent(request: Any, email: str) -> str:
    address = request.build_absolute_uri(reverse("account_reset_password"))
    return f"{email} is on the team, but our e-mail did not leave. Send them to {address}"


def _members(team: Team) -> list[dict[str, Any]]:
    """Owners first; the only owner is marked, for nobody may take that role away."""
    rows = list(Membership.objects.filter(team=team).select_related("user"))
    ranks = {role.value: rank for rank, role in enumerate(Role)}
    owners = sum(row.role == Role.OWNER for row in rows)
    return [
        {
            "row": row,
            "is_awaited": inviting.is_awaited(row.user),
            "is_last_owner": row.role == Role.OWNER and owners == 1,
        }
        for row in sorted(rows, key=lambda row: (ranks[row.role], row.user.email))
    ]


def _membership(request: Any, pk: int) -> Membership:
    return get_object_or_404(Membership.objects.filter(team=request.team).select_related("user"), pk=pk)


def _you_or(request: Any, row: Membership) -> str:
    return "You are" if row.user_id == request.user.pk else f"{row.user.email} is"


def _gone(request: Any, row: Membership) -> str:
    if row.user_id == request.user.pk:
        return f"You have left {request.team}. An owner can invite you again."
    if inviting.is_awaited(row.user):
        return f"The invitation of {row.user.email} is withdrawn: its link opens nothing of this team."
    return f"{row.user.email} can no longer open this team. Invite them again to undo it."


def _back(request: Any, row: Membership) -> HttpResponse:
    """Whoever gave up the role or the team may not open its page any more."""
    return redirect("/" if row.user_id == request.user.pk else "team")
