"""The sandbox's WooCommerce store behind an own small server, over HTTP or HTTPS, whose host misbehaves as a test asks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from fulfillment.sandbox.request import Request
from fulfillment.sandbox.woocommerce import routes
from fulfillment.sandbox.woocommerce.moments import text
from fulfillment.sandbox.woocommerce.store import KEY, SECRET
from fulfillment.sandbox.woocommerce.store import Store as SandboxStore
from tests.channels.woocommerce.payload_files import order

__all__ = ["KEY", "SECRET", "STORE", "Store", "running"]
STORE = routes.SPACE


class Store(SandboxStore):
    """A store without a world: it holds what a test places."""

    def __init__(self) -> None:
        super().__init__()
        self.before_noise, self.after_noise = b"", b""
        self.faults: list[tuple[int, bytes, dict[str, str]]] = []  # given instead of answers, one each
        self.instead: dict[str, tuple[int, bytes, dict[str, str]]] = {}  # the same by method, always
        self.by_path: dict[str, tuple[int, bytes, dict[str, str]]] = {}  # the same by path
        self.lost: list[tuple[str, str]] = []  # (method, end of path): done, but the answer is lost, one each
        self.agents: set[str] = set()  # as who callers came
        self.asked: list[tuple[str, str, dict[str, str]]] = []

    @property
    def offset(self) -> timedelta:
        return self.zone.utcoffset(None) or timedelta(0)

    @offset.setter
    def offset(self, value: timedelta) -> None:
        self.zone = timezone(value)

    def place(self, order_id: int, modified: datetime, **changes: Any) -> dict[str, Any]:
        made = order(
            id=order_id,
            number=str(order_id),
            date_created_gmt=text(modified - timedelta(minutes=5)),
            date_modified_gmt=text(modified),
        )
        self.orders[order_id] = made | changes
        return self.orders[order_id]

    def touch(self, order_id: int, modified: datetime, **changes: Any) -> None:
        self.orders[order_id] |= {"date_modified_gmt": text(modified)} | changes

    def loses(self, method: str, path: str) -> bool:
        if not self.lost or method != self.lost[0][0] or not path.endswith(self.lost[0][1]):
            return False
        self.lost.pop(0)
        return True

    def lists(self) -> list[dict[str, str]]:
        return [query for _, path, query in self.asked if path == f"{STORE}/orders"]


class Handler(BaseHTTPRequestHandler):
    store: Store

    def respond(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        address = urlsplit(self.path)
        query = dict(parse_qsl(address.query, keep_blank_values=True))
        self.store.agents.add(self.headers.get("user-agent", ""))
        self.store.asked.append((self.command, address.path, query))
        if self.store.faults:
            return self.write(*self.store.faults.pop(0))
        said = self.store.instead.get(self.command) or self.store.by_path.get(address.path)
        if said:
            return self.write(*said)
        headers = {name.lower(): value for name, value in self.headers.items()}
        found = routes.answer(self.store, Request(self.command, address.path, query, headers, body))
        if self.store.loses(self.command, address.path):
            self.close_connection = True
            return None
        body = self.store.before_noise + found.body + self.store.after_noise
        return self.write(found.status, body, dict(found.headers))

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
