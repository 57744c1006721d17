"""Signing in and passwords: of the pages that allauth brings, those that the product offers; the rest are not there."""

from __future__ import annotations

from typing import NoReturn

from allauth.account.urls import urlpatterns as brought
from django.http import Http404, HttpRequest
from django.urls import URLPattern

OFFERED = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_signup",  # says that accounts come by invitation
        "account_change_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
    }
)


def not_offered(request: HttpRequest, **_: str) -> NoReturn:
    """An address changes by invitation, a password by its link: allauth's other pages would promise more.

    Their names stay, because allauth's own code looks some of them up.
    """
    raise Http404


urlpatterns = [
    each if each.name in OFFERED else URLPattern(each.pattern, not_offered, name=each.name)
    for each in brought
]
