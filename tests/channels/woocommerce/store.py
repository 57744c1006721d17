"""A small pretend WooCommerce over real HTTP, with the habits that were measured on a real 10.5 store.

It checks signatures by WooCommerce's own recipe, reads naive times as the site's own unless told that they are UTC,
takes `modified_after` as exclusive and counts in seconds, pages by offset and keeps trashed orders out of lists.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from tests.channels.woocommerce.payload_files import order

KEY, SECRET = "ck_0123456789abcdef", "cs_fedcba9876543210"
STORE = "/wp-json/wc/v3"
BAD_KEY = "woocommerce_rest_authentication_error"
Answer = tuple[int, Any, dict[str, str]]


def problem(status: int, code: str, message: str = "no") -> Answer:
    return status, {"code": code, "message": message, "data": {"status": status}}, {}


UNKNOWN_ID = problem(404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
NO_ROUTE = problem(404, "rest_no_route", "No route was found matching the URL and request method.")


class Store:
    """What the store holds, and how its host misbehaves; change it freely between calls."""

    def __init__(self) -> None:
        self.url = ""
        self.is_secure = False
        self.strips_header = False
        self.offset = timedelta(0)  # of the site's own time
        self.behind = timedelta(0)  # of its clock
        self.has_fulfillments = False
        self.may_write = True
        self.per_page_most = 100
        self.ignores_modified = False
        self.orders: dict[int, dict[str, Any]] = {}
        self.refunds: dict[int, list[dict[str, Any]]] = {}
        self.fulfillments: dict[int, list[dict[str, Any]]] = {}
        self.webhooks: dict[int, dict[str, Any]] = {}
        self.namespaces = ["wp/v2", "wc/v3"]
        self.before_noise, self.after_noise = b"", b""
        self.faults: list[tuple[int, bytes, dict[str, str]]] = []  # given instead of answers, one each
        self.after_list: list[Callable[[], None]] = []  # happen after lists, one each
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.nonces: set[str] = set()

    def place(self, order_id: int, modified: datetime, **changes: Any) -> dict[str, Any]:
        stamp = modified.strftime("%Y-%m-%dT%H:%M:%S")
        placed = (modified - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%S")
        made = order(id=order_id, number=str(order_id), date_created_gmt=placed, date_modified_gmt=stamp)
        self.orders[order_id] = made | changes
        return self.orders[order_id]

    def touch(self, order_id: int, modified: datetime, **changes: Any) -> None:
        self.orders[order_id] |= {"date_modified_gmt": modified.strftime("%Y-%m-%dT%H:%M:%S")} | changes

    def refund(self, order_id: int, refund: dict[str, Any]) -> None:
        self.refunds.setdefault(order_id, []).append(refund)
        short = {"id": refund["id"], "reason": refund["reason"], "total": f"-{refund['amount']}"}
        self.orders[order_id]["refunds"] = [*self.orders[order_id]["refunds"], short]

    def delete_refund(self, order_id: int, refund_id: int) -> None:
        """As WooCommerce does: no update time moves, no webhook is sent."""
        self.refunds[order_id] = [one for one in self.refunds[order_id] if one["id"] != refund_id]
        kept = [one for one in self.orders[order_id]["refunds"] if one["id"] != refund_id]
        self.orders[order_id]["refunds"] = kept

    # --- answers ---

    def answer(self, method: str, path: str, query: dict[str, str], body: bytes) -> Answer:
        if path == "/wp-json/":
            hours = self.offset / timedelta(hours=1)
            site = {"name": "Glow Store", "url": self.url, "gmt_offset": hours, "timezone_string": ""}
            return 200, site | {"namespaces": self.namespaces}, {}
        if not path.startswith(STORE):
            return NO_ROUTE
        if method != "GET" and not self.may_write:
            return problem(
                401,
                BAD_KEY,
                "The API key provided does not have write permissions",
            )
        first, *rest = path.removeprefix(STORE).strip("/").split("/")
        if first == "orders":
            return self._orders(query) if not rest else self._order(int(rest[0]), rest[1:])
        if first == "webhooks":
            return self._webhooks(method, int(rest[0]) if rest else None, json.loads(body or b"{}"))
        if path == f"{STORE}/settings/general":
            general = [("woocommerce_default_country", "US:CA"), ("woocommerce_currency", "USD")]
            return 200, [{"id": name, "value": value} for name, value in general], {}
        return NO_ROUTE

    def _order(self, order_id: int, part: list[str]) -> Answer:
        if part == ["fulfillments"] and not self.has_fulfillments:
            return NO_ROUTE
        if order_id not in self.orders:
            return UNKNOWN_ID
        found = {"refunds": self.refunds, "fulfillments": self.fulfillments}
        return 200, found[part[0]].get(order_id, []) if part else self.orders[order_id], {}

    def _orders(self, query: dict[str, str]) -> Answer:
        per_page = int(query.get("per_page", 10))
        if per_page > 100:
            return problem(400, "rest_invalid_param", "Invalid parameter(s): per_page")
        rows = [row for row in self.orders.values() if self._is_listed(row, query)]
        by = {"modified": "date_modified_gmt", "id": "id"}.get(
            query.get("orderby", "date"), "date_created_gmt"
        )
        rows.sort(key=lambda row: row[by], reverse=query.get("order", "desc") == "desc")
        size = min(per_page, self.per_page_most)
        start = int(query["offset"]) if "offset" in query else (int(query.get("page", 1)) - 1) * size
        found = copy.deepcopy(rows[start : start + size])
        if "_fields" in query:
            found = [{name: row[name] for name in query["_fields"].split(",")} for row in found]
        if self.after_list:
            self.after_list.pop(0)()
        return 200, found, {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": str(-(-len(rows) // size))}

    def _is_listed(self, row: dict[str, Any], query: dict[str, str]) -> bool:
        if row["status"] == "trash":
            return False
        if "include" in query:
            return str(row["id"]) in query["include"].split(",")
        limits = [("after", "date_created_gmt"), ("modified_after", "date_modified_gmt")]
        limits += [("before", "date_created_gmt"), ("modified_before", "date_modified_gmt")]
        for name, column in limits:
            if name not in query or (self.ignores_modified and "modified" in name):
                continue
            limit = self._as_stored(query[name], is_gmt=query.get("dates_are_gmt") == "true")
            moment = datetime.fromisoformat(row[column]).replace(tzinfo=UTC)
            if not (moment > limit if "after" in name else moment < limit):
                return False
        return True

    def _as_stored(self, given: str, *, is_gmt: bool) -> datetime:
        """As measured: a naive time is the site's own unless `dates_are_gmt`; with both it is shifted once too often."""
        moment = datetime.fromisoformat(given)
        site = timezone(self.offset)
        if moment.tzinfo is None:
            return moment.replace(tzinfo=UTC if is_gmt else site)
        return (moment + self.offset).astimezone(UTC) if is_gmt else moment.astimezone(UTC)

    def _webhooks(self, method: str, hook_id: int | None, given: dict[str, Any]) -> Answer:
        if method == "POST":
            hook_id = max(self.webhooks, default=0) + 1
            self.webhooks[hook_id] = {"id": hook_id, "status": "active"} | given
        elif method == "PUT" and hook_id:
            self.webhooks[hook_id] |= given
        elif method == "DELETE" and hook_id:
            return 200, self.webhooks.pop(hook_id), {}
        else:
            return 200, list(self.webhooks.values()), {}
        return 200, self.webhooks[hook_id], {}

    # --- who asks ---

    def refusal(self, method: str, target: str, headers: dict[str, str]) -> Answer | None:
        query = dict(parse_qsl(urlsplit(target).query, keep_blank_values=True))
        if urlsplit(target).path == "/wp-json/":
            return None
        if self.is_secure:
            given = None if self.strips_header else headers.get("authorization")
            if "consumer_key" in query:
                is_ours = (query["consumer_key"], query.get("consumer_secret")) == (KEY, SECRET)
            elif given:
                is_ours = given == "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
            else:
                return problem(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
            return None if is_ours else problem(401, BAD_KEY, "Consumer key is invalid.")
        return self._unsigned(method, target, query)

    def _unsigned(self, method: str, target: str, query: dict[str, str]) -> Answer | None:
        if query.get("oauth_consumer_key") != KEY:
            return problem(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
        given = query.pop("oauth_signature", "")
        # WooCommerce decodes, encodes again and doubles the percent signs; joined with an escaped "=" and "&".
        parts = [
            (quote(unquote(name), safe="~"), quote(unquote(value), safe="~"))
            for name, value in sorted(query.items())
        ]
        pairs = "%26".join(f"{n.replace('%', '%25')}%3D{v.replace('%', '%25')}" for n, v in parts)
        address = quote(self.url + urlsplit(target).path, safe="~")
        signed = hmac.new(f"{SECRET}&".encode(), f"{method}&{address}&{pairs}".encode(), hashlib.sha256)
        if base64.b64encode(signed.digest()).decode() != given:
            return problem(
                401,
                BAD_KEY,
                "Invalid signature - provided signature does not match.",
            )
        if abs(int(query["oauth_timestamp"]) - self.now().timestamp()) > 900:
            return problem(401, BAD_KEY, "Invalid timestamp.")
        if query["oauth_nonce"] in self.nonces:
            return problem(401, BAD_KEY, "Invalid nonce - nonce has already been used.")
        self.nonces.add(query["oauth_nonce"])
        return None

    def now(self) -> datetime:
        return datetime.now(UTC) - self.behind

    def lists(self) -> list[dict[str, str]]:
        return [query for _, path, query in self.asked if path == f"{STORE}/orders"]


class Handler(BaseHTTPRequestHandler):
    store: Store

    def respond(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        address = urlsplit(self.path)
        query = dict(parse_qsl(address.query, keep_blank_values=True))
        self.store.asked.append((self.command, address.path, query))
        if self.store.faults:
            return self.write(*self.store.faults.pop(0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, answer, more = self.store.refusal(self.command, self.path, headers) or self.store.answer(
            self.command, address.path, query, body
        )
        said = self.store.before_noise + json.dumps(answer).encode() + self.store.after_noise
        return self.write(status, said, more)

    def write(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response_only(status)
        self.send_header("Date", format_datetime(self.store.now(), usegmt=True))
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = respond

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def running(*, wrap: Callable[[Any], Any] | None = None) -> Iterator[Store]:
    """`wrap`: makes the listening socket a secure one."""
    store = Store()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("OfStore", (Handler,), {"store": store}))
    if wrap:
        server.socket = wrap(server.socket)
    store.is_secure = wrap is not None
    store.url = f"{'https' if wrap else 'http'}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield store
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
