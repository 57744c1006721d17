"""Reading a search request: filters, window, order and page."""

from collections.abc import Callable
from typing import Any

from fulfillment.sandbox.envelope import Json, invalid
from fulfillment.sandbox.paging import fingerprint, make_token, number, page_size, read_token
from fulfillment.sandbox.request import Request
from fulfillment.sandbox.world.index import Search
from fulfillment.sandbox.world.world import World


def search(
    request: Request,
    world: World,
    *,
    kind: str,
    list_name: str,
    show: Callable[[Any, int], Json],
    sizes: tuple[int, int, int | None],
    default_order: str,
    keep: Callable[[Any], bool] | None,
) -> Json:
    """``data`` of one page. The page token is bound to shop, path, body and sort."""
    field, order = _sort(request, default_order)
    filters = fingerprint(request.of.id, request.path, request.json, field, order)
    least, most, default = sizes
    query = Search(
        field=field,
        descending=order == "DESC",
        size=page_size(request.params, least=least, most=most, default=default),
        create=(number(request.json, "create_time_ge"), number(request.json, "create_time_lt")),
        update=(number(request.json, "update_time_ge"), number(request.json, "update_time_lt")),
        after=read_token(request.params.get("page_token", ""), filters),
        keep=keep,
    )
    things, total, more = world.index[request.of.slug, kind].search(query)
    data: Json = {list_name: [show(thing, request.now) for thing in things], "total_count": total}
    data["next_page_token"] = make_token(filters, more) if more else ""
    return data


def _sort(request: Request, default_order: str) -> tuple[str, str]:
    field = request.params.get("sort_field", "create_time")
    order = request.params.get("sort_order", default_order)
    if field not in ("create_time", "update_time"):
        raise invalid("Invalid `sort_field`: create_time or update_time is required.")
    if order not in ("ASC", "DESC"):
        raise invalid("Invalid `sort_order`: ASC or DESC is required.")
    return field, order


def chosen(body: Json, name: str) -> frozenset[str]:
    """The values of a list filter; empty means everything."""
    value = body.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise invalid(f"Invalid `{name}`: a list of text is required.")
    return frozenset(value)
