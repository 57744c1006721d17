"""One shape of address for every tablet page: an item comes as JSON, its receipt goes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from django.http import HttpResponse, JsonResponse
from django.utils import timezone

from fulfillment.captures.taking import Answer, Item, NotOurs, parse, take


def answer(request: Any, act: Callable[[Item], Answer]) -> HttpResponse:
    """200 with the receipt; 400 for what is no item, 409 for somebody else's: those change nothing."""
    try:
        item = parse(request.body)
        receipt = take(request.team, item, act, by=request.user, now=timezone.now())
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        return JsonResponse({"words": f"The tablet sent what is no item ({error})."}, status=400)
    except NotOurs:
        return JsonResponse({"words": "Somebody else recorded this: they must sign in."}, status=409)
    return JsonResponse(receipt)
