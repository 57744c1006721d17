"""A small signed caller of the pretend shop, for its own tests only."""

import json
import time
from collections.abc import Iterator
from typing import Any

import httpx

from fulfillment.sandbox.box import SandboxServer
from fulfillment.sandbox.signing import request_signature
from fulfillment.sandbox.world.shops import GLOW_US

PAGES = {"orders": 100, "packages": 50, "cancellations": 50, "return_orders": 50}


class Caller:
    """``call`` answers with the HTTP response; ``data`` insists on success."""

    def __init__(self, box: SandboxServer) -> None:
        self.box = box
        self.http = httpx.Client(base_url=box.url, timeout=10, trust_env=False)
        self.tokens = self.exchange(box.authorise()).json()["data"]
        self.cipher = GLOW_US.cipher

    def exchange(self, code: str) -> httpx.Response:
        return self._token("get", auth_code=code, grant_type="authorized_code")

    def refresh(self, token: str) -> httpx.Response:
        return self._token("refresh", refresh_token=token, grant_type="refresh_token")

    def _token(self, which: str, **params: str) -> httpx.Response:
        app = {"app_key": self.box.app_key, "app_secret": self.box.app_secret}
        return self.http.get(f"/api/v2/token/{which}", params=app | params)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = None,
        drop: tuple[str, ...] = (),
        **params: Any,
    ) -> httpx.Response:
        query = {"app_key": self.box.app_key, "timestamp": str(int(time.time())), "shop_cipher": self.cipher}
        query |= {name: str(value) for name, value in params.items()}
        query = {name: value for name, value in query.items() if name not in drop}
        raw = b"" if body is None else json.dumps(body).encode()
        if "sign" not in query and "sign" not in drop:
            query["sign"] = request_signature(secret=self.box.app_secret, path=path, params=query, body=raw)
        headers = {"x-tts-access-token": self.tokens["access_token"] if token is None else token}
        return self.http.request(method, path, params=query, content=raw, headers=headers)

    def data(self, method: str, path: str, body: Any = None, **params: Any) -> dict[str, Any]:
        answer = self.call(method, path, body, **params).json()
        assert answer["code"] == 0, answer
        return answer["data"]

    def code(self, method: str, path: str, body: Any = None, **params: Any) -> tuple[int, int]:
        response = self.call(method, path, body, **params)
        return response.status_code, response.json()["code"]

    def all(self, path: str, name: str, body: Any = None, **params: Any) -> Iterator[dict[str, Any]]:
        """Every row of every page."""
        token = ""
        while True:
            query = {"page_size": PAGES[name], **params} | ({"page_token": token} if token else {})
            page = self.data("POST", path, body or {}, **query)
            yield from page[name]
            if not (token := page["next_page_token"]):
                return


ORDERS = "/order/202309/orders/search"
DETAIL = "/order/202507/orders"
PACKAGES = "/fulfillment/202309/packages/search"
CANCELLATIONS = "/return_refund/202602/cancellations/search"
RETURNS = "/return_refund/202602/returns/search"
