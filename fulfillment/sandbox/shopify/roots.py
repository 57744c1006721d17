"""What may be asked first: the fields of the two roots, each a function of its arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fulfillment.sandbox.shopify.executing import Asking
from fulfillment.sandbox.shopify.returning import Returning
from fulfillment.sandbox.shopify.shaping import Json, gid, number_of
from fulfillment.sandbox.shopify.shipping import Writing

if TYPE_CHECKING:
    from fulfillment.sandbox.shopify.front import ShopifyFront


class Roots:
    def __init__(self, front: ShopifyFront, writing: Writing, returning: Returning) -> None:
        self.front, self.store, self.writing, self.returning = front, front.store, writing, returning

    def values(self) -> dict[str, Callable[..., Any]]:
        hooks, desk, writing = self.front.hooks, self.front.desk, self.writing
        return {
            "shop": self._shop,
            "currentAppInstallation": self._installation,
            "orders": self.store.find,
            "ordersCount": self.store.count,
            "order": lambda asking, id: self.node(asking, id),
            "node": self.node,
            "nodes": lambda asking, ids: [self.node(asking, each) for each in ids],
            "fulfillmentOrder": self.node,
            "fulfillment": self.node,
            "webhookSubscriptions": lambda asking, **_: hooks.listed(),
            "webhookSubscriptionCreate": self._subscribe,
            "webhookSubscriptionDelete": lambda asking, id: hooks.delete(id),
            "bulkOperation": self._operation,
            "bulkOperationRunQuery": lambda asking, query, **_: desk.begin(query, now=self.store.now),
            "bulkOperationCancel": self._cancel,
            "fulfillmentCreate": writing.create,
            "fulfillmentTrackingInfoUpdate": writing.update,
            "fulfillmentCancel": writing.cancel,
            "fulfillmentEventCreate": writing.tell,
            "return": self.returning.look,
            "returnApproveRequest": self.returning.approve,
            "returnDeclineRequest": self.returning.decline,
        }

    def node(self, asking: Asking, id: str) -> Json | None:
        """An order, a fulfillment order or a fulfillment; None where there is none, or it is not this app's to see."""
        if number := number_of(id, "Order"):
            order = self.store.order(number, asking)
            return self.store.shown(order).shape() if order else None
        if number_of(id, "FulfillmentOrder"):
            return self._among(id, "fulfillmentOrders")
        if number_of(id, "Fulfillment"):
            return self._among(id, "fulfillments")
        return None

    def _among(self, id: str, part: str) -> Json | None:
        for order in self.store.orders():
            for found in self.store.shown(order).shape()[part]():
                if found["id"] == id:
                    return found  # type: ignore[no-any-return]
        return None

    def _shop(self, asking: Asking) -> Json:
        shop = self.front.shop
        return {
            "id": gid("Shop", shop.id),
            "name": shop.name,
            "myshopifyDomain": self.front.domain,
            "currencyCode": shop.market.currency,
            "ianaTimezone": shop.market.zone.key,
            "shopAddress": {"id": gid("ShopAddress", shop.id), "countryCodeV2": shop.market.region},
        }

    def _installation(self, asking: Asking) -> Json:
        scopes = [{"handle": scope, "description": scope.replace("_", " ")} for scope in self.front.scopes]
        return {"id": gid("AppInstallation", "511"), "accessScopes": scopes}

    def _subscribe(self, asking: Asking, topic: str, webhookSubscription: Json) -> Json:
        return self.front.hooks.create(topic, webhookSubscription, now=self.store.now)

    def _operation(self, asking: Asking, id: str) -> Json | None:
        self.front.finish_bulk()
        return self.front.desk.known(number_of(id, "BulkOperation")).shape(self.front.box.url)

    def _cancel(self, asking: Asking, id: str) -> Json:
        row = self.front.desk.known(number_of(id, "BulkOperation"))
        if row.status == "RUNNING":
            row.status = "CANCELED"
        return {"bulkOperation": row.shape(self.front.box.url), "userErrors": []}
