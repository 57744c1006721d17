"""Shopify's face over the world: which path is answered how."""

from __future__ import annotations

import os
import re
import time
from typing import TYPE_CHECKING, Any

import msgspec

from fulfillment.sandbox.envelope import Answer, plain
from fulfillment.sandbox.request import Request
from fulfillment.sandbox.shopify import access, bulk, executing, pricing
from fulfillment.sandbox.shopify.access import Access
from fulfillment.sandbox.shopify.executing import Asking
from fulfillment.sandbox.shopify.hooks import Hooks
from fulfillment.sandbox.shopify.returning import Returning
from fulfillment.sandbox.shopify.roots import Roots
from fulfillment.sandbox.shopify.shaping import Json
from fulfillment.sandbox.shopify.shipping import Writing
from fulfillment.sandbox.shopify.store import Store
from fulfillment.sandbox.world.world import Change

if TYPE_CHECKING:
    from fulfillment.sandbox.box import SandboxServer

GRAPHQL = re.compile(r"/admin/api/(\d{4}-\d{2}|unstable)/graphql\.json")
SCOPES = [
    "read_orders",
    "read_fulfillments",
    "read_returns",
    "write_returns",
    "read_locations",
    "read_merchant_managed_fulfillment_orders",
    "write_merchant_managed_fulfillment_orders",
    "write_fulfillments",
]
UNKNOWN_TOKEN = "[API] Invalid API key or access token (unrecognized login or wrong password)"


class ShopifyFront:
    """``bulk_seconds``: how long a bulk operation runs; ``scopes``: what an app is granted from now on."""

    bulk_seconds = 1.5

    def __init__(self, box: SandboxServer, kept: dict[str, Any]) -> None:
        self.box = box
        [self.shop] = [shop for shop in box.shops if shop.platform == "shopify"]
        self.domain = f"{self.shop.slug}.myshopify.com"
        self.scopes = list(SCOPES)
        self.access = Access(**kept["access"]) if kept.get("access") else _fresh_access()
        self.hooks = Hooks(
            shop=self.shop,
            domain=self.domain,
            access=self.access,
            postman=box.postman,
            rows=kept.get("subscriptions", {}),
        )
        self.store = Store(box.world, self.shop, kept.get("written", {}), kept.get("declined", {}))
        self.bucket = pricing.Bucket(rate=0 if box.throttle.rate <= 0 else 100)
        self.desk = bulk.Desk(lambda: box.url, self.bulk_seconds)
        self.roots = Roots(self, Writing(self.store), Returning(self.store))

    def dump(self) -> dict[str, Any]:
        return {
            "access": self.access.dump(),
            "subscriptions": self.hooks.rows,
            "written": self.store.dump(),
            "declined": self.store.declined,
        }

    def takes(self, path: str) -> bool:
        return path.startswith(("/admin/", bulk.PREFIX))

    def tell(self, change: Change) -> None:
        order = self.store.notice(change)
        self.store.now = max(self.store.now, change[0])
        self.hooks.tell(change, order)

    def fault(self, action: str) -> None:
        if action == "revoke_tokens":
            self.access.revoke()
        else:
            self.access.expire()

    def failing(self, fault: str) -> Answer:
        if fault == "throttle":
            return self._throttled(1)
        status = {"fail_500": 500, "timeout": 504}[fault]
        return Answer(msgspec.json.encode({"errors": "Internal Server Error"}), status)

    def answer(self, request: Request) -> Answer:
        if GRAPHQL.fullmatch(request.path) and request.method == "POST":
            return self._graphql(request)
        if request.path.startswith(bulk.PREFIX):
            return self._file(request.path)
        match f"{request.method} {request.path}":
            case "POST /admin/oauth/access_token":
                answer = access.token_answer(self.access, request, self.scopes)
                self.box.save()
                return answer
            case "GET /admin/oauth/authorize":
                return access.install_page(self.access, request, self.domain)
            case "GET /admin/oauth/authorize/confirm":
                return access.installed(self.access, request, self.domain)
        return plain({"errors": "Not Found"}, 404)

    # --- questions ---

    def _graphql(self, request: Request) -> Answer:
        token = request.headers.get("x-shopify-access-token", "")
        if not self.access.is_open_to(token, time.time()):
            return plain({"errors": UNKNOWN_TOKEN}, 401)
        try:
            body = msgspec.json.decode(request.body, type=dict[str, Any])
        except ValueError:
            return plain({"errors": "Bad Request"}, 400)
        found = executing.document(str(body.get("query") or ""))
        if isinstance(found, tuple):
            return plain({"errors": [problem.formatted for problem in found]})
        variables = body.get("variables") or {}
        price = pricing.Price(found, variables)
        requested = price.requested()
        if requested > pricing.CEILING:
            return self._too_dear(requested)
        if not self.bucket.take(requested):
            return self._throttled(requested)
        asking = Asking(scopes=frozenset(self.scopes))
        with self.box.world.lock:
            self.store.now = self.box.tick()
            answer = executing.run(found, self.roots.values(), variables, asking, body.get("operationName"))
        if price.is_change:
            self.box.save()
        actual = min(requested, asking.objects + (pricing.MUTATION if price.is_change else 0))
        self.bucket.give_back(requested - actual)
        return plain(answer | {"extensions": {"cost": self._cost(requested, actual)}})

    def finish_bulk(self) -> None:
        """Operations whose time is up have their file. Under the world's lock."""
        for row in self.desk.due():
            question, _ = bulk.checked(row.query)
            assert question is not None
            asking = Asking(scopes=frozenset(self.scopes), whole_lists=True)
            answer = executing.run(question, self.roots.values(), {}, asking, None)
            stop_after = int(self.box.faults.number("bulk_fails_after"))
            bulk.finish(row, answer, stop_after=stop_after, now=self.store.now)
            body = {
                "admin_graphql_api_id": row.shape("")["id"],
                "status": row.status.lower(),
                "type": "query",
            }
            self.hooks.send("BULK_OPERATIONS_FINISH", body, at=self.store.now)

    def _file(self, path: str) -> Answer:
        row = self.desk.rows.get(int(path.removeprefix(bulk.PREFIX).removesuffix(".jsonl") or 0))
        if row is None or not row.lines:
            return Answer(b"<Error><Code>AccessDenied</Code></Error>", 403, "application/xml")
        return Answer(row.lines, content_type="application/jsonl")

    def _cost(self, requested: int, actual: int | None) -> Json:
        return {
            "requestedQueryCost": requested,
            "actualQueryCost": actual,
            "throttleStatus": self.bucket.status(),
        }

    def _throttled(self, requested: int) -> Answer:
        problem = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
        return plain({"errors": [problem], "extensions": {"cost": self._cost(requested, None)}})

    def _too_dear(self, requested: int) -> Answer:
        text = (
            f"Query cost is {requested}, which exceeds the single query max cost limit ({pricing.CEILING})."
        )
        extensions = {"code": "MAX_COST_EXCEEDED", "cost": requested, "maxCost": pricing.CEILING}
        return plain({"errors": [{"message": text, "extensions": extensions}]})


def _fresh_access() -> Access:
    return Access(
        client_id=os.environ.get("SANDBOX_SHOPIFY_CLIENT_ID", "demo-shopify-client"),
        secrets=[os.environ.get("SANDBOX_SHOPIFY_CLIENT_SECRET", "demo-shopify-secret")],
    )
