"""What the API answers: thin, one function per address; the bodies are read and answered by msgspec."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from msgspec import Struct
from ninja import Router

from fulfillment.accounts.scopes import Scope
from fulfillment.catalog.models import Shop
from fulfillment.channels.generic.api import batches, kinds, orders, paging, reading
from fulfillment.channels.generic.api.documentation import described
from fulfillment.channels.generic.api.doors import body_of, needs, own_store, shop_of
from fulfillment.channels.generic.api.errors import ApiError, answer
from fulfillment.channels.generic.api.once import once
from fulfillment.channels.sync import utc_now
from fulfillment.orders.models import Order

router = Router()


class KnownShop(Struct, frozen=True):
    """`is_told_here`: whether orders of this shop come by this API, not from a channel."""

    slug: str
    name: str
    channel: str
    market: str
    time_zone: str
    currency: str
    is_told_here: bool


class Shops(Struct, frozen=True):
    shops: list[KnownShop]


@router.get("/shops", **described("Your shops", answers=Shops, tag="Shops"))
@needs(Scope.READ)
def shops(request: HttpRequest) -> HttpResponse:
    token: Any = request.auth  # type: ignore[attr-defined]
    rows = Shop.objects.of(token.team).order_by("slug")
    return answer(Shops([_shop(row) for row in rows]))


@router.get(
    "/orders",
    **described("Orders by when they last changed", answers=paging.Page, tag="Orders"),
)
@needs(Scope.READ)
def changed_orders(
    request: HttpRequest, updated_since: str = "", cursor: str = "", shop: str = "", limit: int = paging.USUAL
) -> HttpResponse:
    """Oldest change first. Whatever we tell of an order changes it: its level and its verdicts, not only what its
    store said. A change is listed after ten seconds."""
    token: Any = request.auth  # type: ignore[attr-defined]
    if not 1 <= limit <= paging.LARGEST:
        raise ApiError(422, "bad_limit", f"limit is a number from 1 to {paging.LARGEST}.", field="limit")
    place = paging.place_of(updated_since=updated_since, cursor=cursor)
    of_shop = shop_of(token, shop) if shop else None
    return answer(paging.page(token.team, place, shop=of_shop, limit=limit, now=utc_now()))


@router.get(
    "/shops/{shop}/orders/{path:order_id}", **described("One order", answers=orders.Known, tag="Orders")
)
@needs(Scope.READ)
def one_order(request: HttpRequest, shop: str, order_id: str) -> HttpResponse:
    token: Any = request.auth  # type: ignore[attr-defined]
    rows = Order.objects.of(token.team).filter(shop=shop_of(token, shop), external_id=order_id)
    found = orders.known(orders.with_all(rows), now=utc_now())
    if not found:
        raise ApiError(404, "no_order", f"{shop} has no order {order_id!r}.")
    return answer(found[0])


def _shop(row: Shop) -> KnownShop:
    return KnownShop(
        slug=row.slug,
        name=row.name,
        channel=row.channel,
        market=row.market,
        time_zone=row.time_zone,
        currency=row.currency,
        is_told_here=row.channel == "own_store",
    )


def _add_batch(kind: kinds.Kind) -> None:
    @needs(kind.scope)
    def bring(request: HttpRequest, shop: str) -> HttpResponse:
        token: Any = request.auth  # type: ignore[attr-defined]
        of_shop = shop_of(token, shop) if kind.is_for_any_shop else own_store(token, shop)
        body = body_of(request)

        def work() -> HttpResponse:
            items = reading.items_of(kind, body)
            return answer(batches.take(kind, of_shop, items, now=utc_now()))

        return once(request, token, body, work)

    bring.__name__ = f"bring_{kind.plural}"
    bring.__doc__ = (
        f"Up to {reading.MOST_ITEMS} {kind.plural}, each created, updated, left unchanged or refused by itself: a bad "
        "one never stops the others. The answer is 200 whenever the batch was read; look at its results. Needs the "
        f"scope {kind.scope}. Send an Idempotency-Key, and a request that is repeated is done once."
    )
    more = described(
        f"Bring {kind.plural}",
        answers=batches.Answer,
        takes=kind.shape,
        key=kind.plural,
        tag=kind.plural.capitalize(),
    )
    router.post(f"/shops/{{shop}}/{kind.plural}", **more)(bring)


for _kind in kinds.ALL:
    _add_batch(_kind)
