"""The shop's orders, findable by id and by update time, with what was written about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from graphql import GraphQLError

from fulfillment.sandbox.shopify import searching
from fulfillment.sandbox.shopify.executing import Asking, page
from fulfillment.sandbox.shopify.orders import Shown
from fulfillment.sandbox.shopify.parcels import Shipment
from fulfillment.sandbox.shopify.shaping import Json
from fulfillment.sandbox.world.index import Index, Search
from fulfillment.sandbox.world.model import Order, Shop
from fulfillment.sandbox.world.world import Change, World

ALL_ORDERS = "read_all_orders"
RECENT = 60 * 86_400  # seconds of orders that an app without that permission is shown
SORTED_BY = {"UPDATED_AT": "update_time"}
LARGEST_PAGE = 250


class Store:
    def __init__(self, world: World, shop: Shop, kept: dict[str, Any], declined: dict[str, Json]) -> None:
        self.world, self.shop = world, shop
        self.written: dict[str, list[Shipment]] = {
            order_id: [Shipment(**{**row, "scans": []}) for row in rows] for order_id, rows in kept.items()
        }
        self.declined = declined  # by return: why, as the shop's software said
        self.held: dict[str, str] = {}  # by order: why the shop's people hold it
        self.divided: set[str] = set()  # orders whose first line ships from another place than the rest
        self.cards: set[str] = set()  # orders whose last line is a gift card
        self.now = world.now
        self.index = Index()
        orders = [order for order in world.orders.values() if order.shop is shop]
        self.index.load([(o.id, o.created_at, self.shown(o).updated_at(), o) for o in orders])

    def dump(self) -> dict[str, Any]:
        return {
            order_id: [asdict(one) | {"scans": []} for one in rows] for order_id, rows in self.written.items()
        }

    def notice(self, change: Change) -> Order:
        """The world's change moves its order in the list; answers that order."""
        at, kind, thing, _ = change
        order: Order = thing if kind == "order" else thing.orders[0] if kind == "package" else thing.order
        others = thing.orders if kind == "package" else [order]
        for each in others:
            if each.created_at <= at:
                self.touch(each, at)
        return order

    def touch(self, order: Order, at: int) -> None:
        self.index.put(order.id, at, order)

    def write(self, order: Order, shipment: Shipment) -> None:
        self.written.setdefault(order.id, []).append(shipment)
        self.touch(order, shipment.created_at)

    def shown(self, order: Order) -> Shown:
        return Shown(
            order,
            self.written.get(order.id, []),
            self.now,
            held=self.held.get(order.id, ""),
            is_divided=order.id in self.divided,
            has_card=order.id in self.cards,
            declined=self.declined,
        )

    def order(self, order_id: str, asking: Asking) -> Order | None:
        order = self.index.items.get(order_id)
        return order if order is not None and order.created_at >= self._since(asking) else None

    def orders(self) -> Iterable[Order]:
        return self.index.items.values()

    def find(
        self,
        asking: Asking,
        *,
        first: int | None = None,
        after: str | None = None,
        query: str | None = None,
        sortKey: str = "PROCESSED_AT",  # the schema's own spelling
        reverse: bool = False,
    ) -> Json:
        """One page of orders as a connection."""
        size = len(self.index.items) + 1 if asking.whole_lists else first
        if size is None or (not asking.whole_lists and not 0 < size <= LARGEST_PAGE):
            raise GraphQLError(f"`first` must be a number up to {LARGEST_PAGE}.")
        found, _, more = self.index.search(self._search(asking, query, sortKey, reverse, size, after))
        keys = [searching.cursor_of((self._moment(order, sortKey), order.id)) for order in found]
        rows = [self.shown(order).shape() for order in found]
        return page(rows, lambda n: keys[n], has_next=more is not None)

    def count(self, asking: Asking, *, query: str | None = None, limit: int | None = 10_000) -> Json:
        _, total, _ = self.index.search(self._search(asking, query, "UPDATED_AT", False, 1, None))
        is_cut = limit is not None and total > limit
        return {"count": limit if is_cut else total, "precision": "AT_LEAST" if is_cut else "EXACT"}

    def _search(
        self, asking: Asking, query: str | None, sort: str, reverse: bool, size: int, after: str | None
    ) -> Search:
        wanted = searching.read(query)
        since, (ge, lt) = self._since(asking), wanted.create
        keep = (lambda order: order.id in wanted.ids) if wanted.ids else None
        return Search(
            field=SORTED_BY.get(sort, "create_time"),
            descending=reverse,
            size=size,
            create=(max(since, ge or 0), lt) if since or ge else (ge, lt),
            update=wanted.update,
            after=searching.key_of(after),
            keep=keep,
        )

    def _moment(self, order: Order, sort: str) -> int:
        return self.index.updated_of(order.id) if sort == "UPDATED_AT" else order.created_at

    def _since(self, asking: Asking) -> int:
        return 0 if ALL_ORDERS in asking.scopes else self.now - RECENT
