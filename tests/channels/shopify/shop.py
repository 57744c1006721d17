"""A pretend Shopify shop over real HTTP: answers exactly the questions we ask, from orders that a test sets."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

ALL_SCOPES = [
    "read_orders",
    "read_all_orders",
    "read_fulfillments",
    "read_returns",
    "read_merchant_managed_fulfillment_orders",
]
Reply = tuple[int, Any, dict[str, str]]


@dataclass
class PretendShop:
    """`faults` are given before anything else; `token` is the one access token that opens the shop now."""

    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    tracking: dict[str, Any] = field(default_factory=dict)
    parts: dict[str, Any] = field(
        default_factory=dict
    )  # answers to `order_…` questions, by operation and cursor
    subscriptions: list[dict[str, str]] = field(default_factory=list)
    scopes: list[str] = field(default_factory=lambda: list(ALL_SCOPES))
    token: str = "shpat_first"
    refresh_token: str = ""
    faults: list[Reply] = field(default_factory=list)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    grants: list[dict[str, str]] = field(default_factory=list)
    largest_page: int = 250
    bucket: tuple[float, float, float] = (2000, 2000, 100)
    url: str = ""
    renewals: int = 0

    def names(self) -> list[str]:
        return [name for name, _ in self.asked]

    # --- what it answers ---

    def grant(self, form: dict[str, str]) -> Reply:
        self.grants.append(form)
        if form.get("client_secret") != "app-secret":
            return 400, {"error": "invalid_client"}, {}
        if form.get("grant_type") == "refresh_token" and form.get("refresh_token") != self.refresh_token:
            return 400, {"error": "invalid_grant"}, {}
        self.renewals += 1
        self.token = f"shpat_{self.renewals}"
        if form.get("grant_type") == "client_credentials":
            return 200, {"access_token": self.token, "scope": "read_orders", "expires_in": 86399}, {}
        self.refresh_token = f"shprt_{self.renewals}"
        given = {"access_token": self.token, "scope": "read_orders", "expires_in": 3600}
        return 200, given | {"refresh_token": self.refresh_token, "refresh_token_expires_in": 7_776_000}, {}

    def answer(self, token: str, body: dict[str, Any]) -> Reply:
        name = re.search(r"(?:query|mutation) (\w+)", body["query"]).group(1)  # type: ignore[union-attr]
        variables = body["variables"]
        self.asked.append((name, variables))
        if token != self.token:
            return (
                401,
                {"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"},
                {},
            )
        if self.faults:
            return self.faults.pop(0)
        if variables.get("first", 0) > self.largest_page:
            return 200, {"errors": [{"message": "too dear", "extensions": {"code": "MAX_COST_EXCEEDED"}}]}, {}
        maximum, available, rate = self.bucket
        status = {"maximumAvailable": maximum, "currentlyAvailable": available, "restoreRate": rate}
        cost = {"requestedQueryCost": 50, "actualQueryCost": 10, "throttleStatus": status}
        return 200, {"data": getattr(self, f"_{name}")(variables), "extensions": {"cost": cost}}, {}

    def _TheShop(self, _: dict[str, Any]) -> Any:
        shop = {
            "id": "gid://shopify/Shop/954889",
            "name": "Glow",
            "myshopifyDomain": "glow.myshopify.com",
            "currencyCode": "USD",
            "ianaTimezone": "America/New_York",
            "shopAddress": {"countryCodeV2": "US"},
        }
        return {
            "shop": shop,
            "currentAppInstallation": {"accessScopes": [{"handle": s} for s in self.scopes]},
        }

    def _OrdersByUpdate(self, variables: dict[str, Any]) -> Any:
        answer, count = self._span(variables, lambda order: order["updatedAt"])
        return answer | ({"ordersCount": {"count": count}} if variables["count"] else {})

    def _OrdersByPlacing(self, variables: dict[str, Any]) -> Any:
        return self._span(variables, lambda order: order.get("processedAt") or order["createdAt"])[0]

    def _span(self, variables: dict[str, Any], moment: Callable[[dict[str, Any]], str]) -> Any:
        """One page of the orders whose moment lies in the span, and how many lie there."""
        since, until = re.findall(r"'([^']+)'", variables["query"])
        found = sorted(
            (order for order in self.orders.values() if since <= moment(order) <= until),
            key=lambda order: (moment(order), order["id"]),
        )
        start = int(variables["after"] or 0)
        end = start + variables["first"]
        info = {"hasNextPage": end < len(found), "endCursor": str(end)}
        return {"orders": {"pageInfo": info, "nodes": found[start:end]}}, len(found)

    def _BulkRun(self, _: dict[str, Any]) -> Any:
        """This shop makes no bulk files, so its history is listed."""
        objection = {"field": ["query"], "message": "not here"}
        return {"bulkOperationRunQuery": {"bulkOperation": None, "userErrors": [objection]}}

    def _OrdersById(self, variables: dict[str, Any]) -> Any:
        return {"nodes": [self.orders.get(gid) for gid in variables["ids"]]}

    def _OrderTracking(self, variables: dict[str, Any]) -> Any:
        return {"order": self.tracking.get(variables["id"])}

    def _part(self, name: str, variables: dict[str, Any]) -> Any:
        return {"order": self.parts.get(f"{name} {variables.get('after') or ''}".strip())}

    def _OrderLines(self, variables: dict[str, Any]) -> Any:
        return self._part("OrderLines", variables)

    def _OrderFulfillments(self, variables: dict[str, Any]) -> Any:
        return self._part("OrderFulfillments", variables)

    def _OrderRefunds(self, variables: dict[str, Any]) -> Any:
        return self._part("OrderRefunds", variables)

    def _Webhooks(self, _: dict[str, Any]) -> Any:
        info = {"hasNextPage": False, "endCursor": None}
        return {"webhookSubscriptions": {"pageInfo": info, "nodes": self.subscriptions}}

    def _WebhookSubscribe(self, variables: dict[str, Any]) -> Any:
        number = len(self.asked)
        made = {
            "id": f"gid://shopify/W/{number}",
            "topic": variables["topic"],
            "uri": variables["subscription"]["uri"],
        }
        self.subscriptions.append(made)
        return {"webhookSubscriptionCreate": {"webhookSubscription": {"id": made["id"]}, "userErrors": []}}

    def _WebhookUnsubscribe(self, variables: dict[str, Any]) -> Any:
        self.subscriptions = [one for one in self.subscriptions if one["id"] != variables["id"]]
        return {
            "webhookSubscriptionDelete": {"deletedWebhookSubscriptionId": variables["id"], "userErrors": []}
        }


class Handler(BaseHTTPRequestHandler):
    shop: PretendShop

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.path == "/admin/oauth/access_token":
            status, answer, headers = self.shop.grant({k: v[0] for k, v in parse_qs(body.decode()).items()})
        elif self.path == "/admin/api/2026-10/graphql.json":
            token = self.headers.get("x-shopify-access-token", "")
            status, answer, headers = self.shop.answer(token, json.loads(body))
        else:
            status, answer, headers = 404, {"errors": "Not Found"}, {}
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def opened(**fields: Any) -> Iterator[PretendShop]:
    shop = PretendShop(**fields)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Open", (Handler,), {"shop": shop}))
    shop.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield shop
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
