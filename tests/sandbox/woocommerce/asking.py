"""One call to a pretend store without a socket, its key in the address."""

import json
from typing import Any

from fulfillment.sandbox.request import Request
from fulfillment.sandbox.woocommerce import routes
from fulfillment.sandbox.woocommerce.store import Store


class Caller:
    def __init__(self, store: Store) -> None:
        store.is_secure = True
        self.store = store

    def __call__(self, method: str, path: str, given: object = None, **query: str) -> tuple[int, Any]:
        """(status, decoded body)."""
        status, found, _ = self.whole(method, path, given, **query)
        return status, found

    def whole(
        self, method: str, path: str, given: object = None, **query: str
    ) -> tuple[int, Any, dict[str, str]]:
        keys = {"consumer_key": self.store.key, "consumer_secret": self.store.secret}
        body = b"" if given is None else json.dumps(given).encode()
        where = path if path.startswith("/wp-json") else routes.SPACE + path
        answer = routes.answer(self.store, Request(method, where, keys | query, {}, body))
        return answer.status, json.loads(answer.body), dict(answer.headers)

    def order(self, quantity: int = 3, **changes: Any) -> int:
        """A paid order of one product; its id."""
        product = {"name": "Pet hair remover", "sku": "PETH", "regular_price": "10.00"}
        _, made = self("POST", "/products", product)
        lines = [{"product_id": made["id"], "quantity": quantity}]
        status, order = self("POST", "/orders", {"set_paid": True, "line_items": lines} | changes)
        assert status == 201, order
        found: int = order["id"]
        return found
