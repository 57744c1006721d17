"""The first page of whoever signed in: the desk's own, or what their role is for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from fulfillment.accounts.models import Membership
from fulfillment.desk.frame import PLACES

Page = Callable[[Any], HttpResponseBase]


def or_their_own(page: Page) -> Page:
    """Whoever may not open `page` is led to the first one that is theirs, if any is."""

    @wraps(page)
    def led(request: Any) -> HttpResponseBase:
        membership: Membership | None = request.membership
        if membership and not membership.may(page.permission):  # type: ignore[attr-defined]
            mine = next((name for _, _, name, needed in PLACES if membership.may(needed)), None)
            if mine:
                return redirect(mine)
        return page(request)

    return led
