"""The API as one object: its routes, its description, and how every error is said in JSON."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import ValidationError

from fulfillment.channels.generic.api import documentation
from fulfillment.channels.generic.api.doors import Bearer
from fulfillment.channels.generic.api.errors import ApiError, refusal
from fulfillment.channels.generic.api.views import router
from fulfillment.channels.outgoing.api import router as webhooks

DESCRIPTION = (
    "Orders, packages, refunds and tickets of your own stores come in here, and what Firstscan concludes goes out. "
    "Every request carries a token of your team in the header Authorization: Bearer. Moments are ISO 8601 with their "
    "zone, ids are text, money is a number or a text with its currency beside it."
)

api = documentation.Api(
    title="Firstscan API",
    version="1",
    urls_namespace="api",
    description=DESCRIPTION,
    auth=Bearer(),
    docs=documentation.Page(),
)
api.add_router("", router)
api.add_router("", webhooks)


@api.exception_handler(ApiError)
def _api_error(request: HttpRequest, error: Any) -> HttpResponse:
    return refusal(error)


@api.exception_handler(ValidationError)
def _bad_parameter(request: HttpRequest, error: Any) -> HttpResponse:
    first = error.errors[0]
    field = str(first["loc"][-1])
    return refusal(ApiError(422, "bad_parameter", f"{field}: {first['msg']}.", field=field))


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Any) -> HttpResponse:
    return nothing_here(request)


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    said = f"Nothing answers to {request.path}. All addresses stand at /api/v1/docs."
    return refusal(ApiError(404, "no_such_address", said))
