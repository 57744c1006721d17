"""One shape of address for every tablet page: an item comes as JSON, its receipt goes back.

With a picture it comes as a form, the JSON in its field `item`, the picture as its file `photo` or in parts before it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from django.http import HttpResponse, JsonResponse
from django.utils import timezone

from fulfillment.captures import parts
from fulfillment.captures.taking import Answer, Item, NotOurs, parse, take


def is_item(request: Any) -> bool:
    """Whether an outbox sent it, where the same address also takes a plain form."""
    return request.content_type == "multipart/form-data" and "item" in request.POST


def answer(
    request: Any,
    act: Callable[[Item, Any], Answer],
    *,
    shown: Callable[[dict[str, Any]], dict[str, Any]] = lambda receipt: {},
) -> HttpResponse:
    """200 with the receipt, and what is `shown` of it, which is not kept.

    400 for what is no item, 409 for somebody else's: those change nothing.
    """
    try:
        is_form = request.content_type == "multipart/form-data"
        item = parse(request.POST.get("item", "").encode() if is_form else request.body)
        picture = request.FILES.get("photo") or parts.whole(request.team, item.client_uuid)
        receipt = take(
            request.team, item, lambda each: act(each, picture), by=request.user, now=timezone.now()
        )
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        return JsonResponse({"words": f"The tablet sent what is no item ({error})."}, status=400)
    except NotOurs:
        return JsonResponse({"words": "Somebody else recorded this: they must sign in."}, status=409)
    return JsonResponse(receipt | shown(receipt))
