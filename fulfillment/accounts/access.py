"""Who may see what: the current team of a request, and the decorator that every page carries."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import F, Model
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.functional import SimpleLazyObject

from fulfillment.accounts.models import Membership, Team, User
from fulfillment.accounts.roles import May

SESSION_KEY = "team"
View = Callable[..., HttpResponseBase]


class MemberRequest(HttpRequest):
    """A request after `member`: someone signed in, working in one team."""

    user: User
    team: Team
    membership: Membership


class CurrentTeam:
    """Sets `request.membership` to the last used one (kept in the session), read only when asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.membership = SimpleLazyObject(lambda: current_membership(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def current_membership(request: HttpRequest) -> Membership | None:
    """The last used one; all of the user's stand in `request.memberships` afterwards, read in one query."""
    if not request.user.is_authenticated:
        return None
    last_used_first = (F("last_used_at").desc(nulls_last=True), "pk")
    mine = list(
        Membership.objects.filter(user=request.user.pk).select_related("team").order_by(*last_used_first)
    )
    for each in mine:
        each.user = request.user
    request.memberships = mine  # type: ignore[attr-defined]
    chosen = request.session.get(SESSION_KEY)
    return next((each for each in mine if each.team.slug == chosen), mine[0] if mine else None)


def member(permission: May) -> Callable[[View], View]:
    """Only for members of the current team whose role permits it; everybody else signs in or gets a 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            membership = request.membership
            if not membership or not membership.may(permission):
                raise PermissionDenied
            request.team = membership.team
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def member_of(model: type[Model], permission: May, key: str) -> Callable[[View], View]:
    """The view gets the row named by the URL's `key`, for any member of its team whose role permits it.

    A row of a team that one is not in does not exist (404); opening one of another team of one's own switches to it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            rows = model._default_manager.filter(team__memberships__user=request.user.pk)
            row: Any = get_object_or_404(rows, pk=kwargs.pop(key))
            if not request.membership or request.membership.team_id != row.team_id:
                mine = Membership.objects.select_related("team", "user")
                request.membership = mine.get(user=request.user.pk, team=row.team_id)
            if not request.membership.may(permission):
                raise PermissionDenied
            request.team = request.membership.team
            if request.session.get(SESSION_KEY) != request.team.slug:
                switch_to(request, request.team)
            return view(request, row, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def switch_to(request: HttpRequest, team: Team) -> None:
    request.session[SESSION_KEY] = team.slug
