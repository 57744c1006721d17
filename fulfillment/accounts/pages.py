"""The team page: who is here, with which role."""

from __future__ import annotations

from typing import Any

import structlog
from allauth.account.forms import ResetPasswordForm
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from fulfillment.accounts import access, membership
from fulfillment.accounts.access import member
from fulfillment.accounts.models import Membership, User
from fulfillment.accounts.roles import May, Role
from fulfillment.web import render_page

log = structlog.get_logger()

ROLES = [
    (Role.OWNER, "Owner: everything, the team included"),
    (Role.MANAGER, "Manager: orders, metrics, the shops' own rules"),
    (Role.OPERATOR, "Operator: orders and channels"),
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
    members = (
        Membership.objects.filter(team=request.team).select_related("user").order_by("role", "user__email")
    )
    return render_page(request, "accounts/team.html", {"form": form, "members": members, "roles": ROLES})


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
        messages.error(request, "A team keeps at least one owner: make somebody else owner first.")
    else:
        messages.success(request, f"{row.user.email} is {form.cleaned_data['role']} now.")
    return redirect("team")


@require_POST
@member(May.MANAGE_TEAM)
def remove(request: Any, pk: int) -> HttpResponse:
    row = _membership(request, pk)
    try:
        membership.remove(row)
    except membership.LastOwner:
        messages.error(request, "A team keeps at least one owner: make somebody else owner first.")
    else:
        messages.success(
            request, f"{row.user.email} can no longer open this team. Invite them again to undo it."
        )
    return redirect("team")


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
    is_new = not User.objects.filter(email=email).exists()
    try:
        membership.invite(request.team, email=email, role=Role(form.cleaned_data["role"]))
    except membership.AlreadyMember:
        messages.error(request, f"{email} is on this team already.")
        return redirect("team")
    if not is_new:
        messages.success(request, f"{email} can open this team now.")
    elif _send_link(request, email):
        messages.success(request, f"{email} is invited; the e-mail holds a link to set a password.")
    else:
        address = request.build_absolute_uri(reverse("account_reset_password"))
        messages.warning(
            request, f"{email} is on the team, but our e-mail did not leave. Send them to {address}"
        )
    return redirect("team")


def _send_link(request: Any, email: str) -> bool:
    """False where the mail server did not take the e-mail."""
    reset = ResetPasswordForm({"email": email})
    try:
        if reset.is_valid():
            reset.save(request)
    except OSError:
        log.exception("team.invitation_not_sent")
        return False
    return True


def _membership(request: Any, pk: int) -> Membership:
    return get_object_or_404(Membership.objects.filter(team=request.team).select_related("user"), pk=pk)
