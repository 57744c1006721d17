"""Cancellations and returns, oldest first unless asked otherwise."""

from collections.abc import Callable
from typing import Any

from fulfillment.sandbox.answers import aftersales as answers
from fulfillment.sandbox.endpoints.searching import chosen, search
from fulfillment.sandbox.envelope import Json
from fulfillment.sandbox.request import Request
from fulfillment.sandbox.world.world import World

Field = tuple[str, Callable[[Any], str]]


def _keep(request: Request, fields: list[Field]) -> Callable[[Any], bool] | None:
    wanted = [(chosen(request.json, name), read) for name, read in fields]
    tests = [(values, read) for values, read in wanted if values]
    return (lambda thing: all(read(thing) in values for values, read in tests)) if tests else None


def search_cancellations(request: Request, world: World) -> Json:
    fields: list[Field] = [
        ("cancel_ids", lambda c: c.id),
        ("order_ids", lambda c: c.order.id),
        ("buyer_user_ids", lambda c: c.order.buyer.user_id),
        ("cancel_types", lambda c: c.type),
        ("cancel_status", lambda c: c.status(request.now)),
    ]
    return search(
        request,
        world,
        kind="cancellation",
        list_name="cancellations",
        show=answers.cancellation,
        sizes=(1, 50, 10),
        default_order="ASC",
        keep=_keep(request, fields),
    )


def search_returns(request: Request, world: World) -> Json:
    fields: list[Field] = [
        ("return_ids", lambda r: r.id),
        ("order_ids", lambda r: r.order.id),
        ("buyer_user_ids", lambda r: r.order.buyer.user_id),
        ("return_types", lambda r: r.type),
        ("return_status", lambda r: r.status(request.now)),
    ]
    return search(
        request,
        world,
        kind="return",
        list_name="return_orders",
        show=answers.returned,
        sizes=(10, 50, 10),
        default_order="ASC",
        keep=_keep(request, fields),
    )
