"""Who may ask: a team's token in the Authorization header, its scopes, its pace; and how much a body may hold."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from ninja.security.base import AuthBase

from fulfillment.accounts import tokens
from fulfillment.accounts.models import ApiToken
from fulfillment.accounts.scopes import Scope
from fulfillment.catalog.models import Shop
from fulfillment.channels.base import CHANNELS, label
from fulfillment.channels.generic.api.errors import ApiError
from fulfillment.channels.receiving import TooLarge, read_body
from fulfillment.channels.sync import utc_now

LARGEST = 5 * 1024 * 1024
CHALLENGE = {"WWW-Authenticate": "Bearer"}
View = Callable[..., HttpResponse]


class Bearer(AuthBase):
    """ninja's own bearer would write a mistyped header into the log."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> ApiToken:
        scheme, _, token = request.headers.get("Authorization", "").strip().partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise ApiError(
                401,
                "no_token",
                "Send your token in the header: Authorization: Bearer fs_…",
                headers=CHALLENGE,
            )
        try:
            return tokens.admit(token.strip(), now=utc_now())
        except tokens.NotAdmitted as error:
            raise ApiError(401, "not_admitted", str(error), headers=CHALLENGE) from None
        except tokens.TooMany as error:
            wait = error.wait_seconds
            said = f"This token asked too often within a minute. Ask again in {wait} s."
            raise ApiError(429, "too_many", said, headers={"Retry-After": str(wait)}) from None


def needs(scope: Scope) -> Callable[[View], View]:
    """Only for tokens with that scope; `request.auth` is the token."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.auth.may(scope):
                raise ApiError(
                    403, "no_scope", f"This token may not do this: it needs {scope}. An owner can make one."
                )
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def body_of(request: HttpRequest) -> bytes:
    try:
        return read_body(request, largest=LARGEST)
    except TooLarge:
        said = f"A body may hold {LARGEST // 1024 // 1024} MB: send fewer items at once."
        raise ApiError(413, "too_large", said) from None
    except UnreadablePostError:
        raise ApiError(400, "cut_off", "The body broke off. Send it again.") from None


def shop_of(token: ApiToken, slug: str) -> Shop:
    found = Shop.objects.of(token.team).select_related("team").filter(slug=slug).first()
    if found is None:
        raise ApiError(404, "no_shop", f"Your team has no shop {slug!r}. GET /api/v1/shops lists them.")
    return found


def own_store(token: ApiToken, slug: str) -> Shop:
    """What is read from a channel is not written here: two sources would contradict each other."""
    shop = shop_of(token, slug)
    if shop.channel in CHANNELS:
        said = f"{shop.name} is read from {label(shop.channel)}; only own stores are told by this API."
        raise ApiError(409, "not_own_store", said)
    return shop
