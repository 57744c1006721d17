"""Who may see what: the current team of a request, and the decorator that every page carries."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from fulfillment.accounts.models import Membership, Team, User
from fulfillment.accounts.roles import May

SESSION_KEY = "team"
View = Callable[..., HttpResponse]


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
    if not request.user.is_authenticated:
        return None
    memberships = Membership.objects.filter(user=request.user.pk).select_related("team", "user")
    chosen = request.session.get(SESSION_KEY)
    found = memberships.filter(team__slug=chosen).first() if chosen else None
    return found or memberships.order_by("-last_used_at", "pk").first()


def member(permission: May) -> Callable[[View], View]:
    """Only for members of the current team whose role permits it; everybody else signs in or gets a 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            membership = request.membership
            if not membership or not membership.may(permission):
                raise PermissionDenied
            request.team = membership.team
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def switch_to(request: HttpRequest, team: Team) -> None:
    request.session[SESSION_KEY] = team.slug
