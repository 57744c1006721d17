"""The store asks its owner whether an app may have a key, brings the key to the app, and sends the browser back.

Source: WooCommerce REST API, "Authentication": the key goes to `callback_url` as JSON; anything but a 200 is an error
page. A real store takes only HTTPS there; this one also takes addresses of its own machine.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import httpx

from fulfillment.sandbox.envelope import Answer
from fulfillment.sandbox.request import Request

if TYPE_CHECKING:
    from fulfillment.sandbox.woocommerce.store import Store

SPACE = "/wc-auth/v1/"
NEEDED = ("app_name", "user_id", "return_url", "callback_url", "scope")
SCOPES = {"read", "write", "read_write"}
HTML = "text/html; charset=UTF-8"
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{store}</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width">
<style>body{{font:16px/1.5 system-ui;max-width:30rem;margin:4rem auto;padding:0 1rem}}
a{{display:inline-block;padding:.7rem 1.4rem;margin-right:1rem}}
.yes{{background:#6b3fa0;color:#fff;text-decoration:none}}</style>
<h1>{app} would like to connect to your store</h1>
<p>This will give {app} {scope} access, which will allow it to view and manage orders and webhooks of {store}.</p>
<p><a class="yes" id="approve" href="{yes}">Approve</a><a id="deny" href="{no}">Deny</a></p></html>"""


def hand_over(address: str, key: dict[str, object]) -> int:
    """The status that the app answered; 0 where it did not."""
    try:
        return httpx.post(address, json=key, timeout=20).status_code
    except httpx.HTTPError:
        return 0


def answer(store: Store, request: Request) -> Answer:
    params = request.params
    missing = [name for name in NEEDED if not params.get(name)]
    if missing or params["scope"] not in SCOPES:
        return _error(f"Missing or invalid parameter: {(missing or ['scope'])[0]}")
    callback = urlsplit(params["callback_url"])
    if callback.scheme != "https" and callback.hostname not in ("127.0.0.1", "localhost", "testserver"):
        return _error("The callback_url needs to be over SSL")
    if request.path == f"{SPACE}authorize":
        return _page(store, params)
    if request.path != f"{SPACE}access_granted":
        return _error("There is no such page.", 404)
    return _grant(store, params)


def _page(store: Store, params: dict[str, str]) -> Answer:
    html = PAGE.format(
        store=escape(store.name),
        app=escape(params["app_name"]),
        scope="Read/Write" if params["scope"] == "read_write" else escape(params["scope"]),
        yes=escape(f"{SPACE}access_granted?{urlencode(params)}"),
        no=escape(_back(params, "0")),
    )
    return Answer(html.encode(), content_type=HTML)


def _grant(store: Store, params: dict[str, str]) -> Answer:
    key = {
        "key_id": 1,
        "user_id": params["user_id"],
        "consumer_key": store.key,
        "consumer_secret": store.secret,
        "key_permissions": params["scope"],
    }
    if store.hand_over(params["callback_url"], key) != 200:
        return _error(
            "An error occurred in the request and at the time were unable to send the consumer data"
        )
    return Answer(b"", 302, "text/plain", (("Location", _back(params, "1")),))


def _back(params: dict[str, str], success: str) -> str:
    joint = "&" if "?" in params["return_url"] else "?"
    return params["return_url"] + joint + urlencode({"success": success, "user_id": params["user_id"]})


def _error(sentence: str, status: int = 401) -> Answer:
    return Answer(f"<!doctype html><title>Error</title><p>Error: {escape(sentence)}.".encode(), status, HTML)
