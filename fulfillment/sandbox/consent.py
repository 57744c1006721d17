"""The consent page: one click, and the seller is sent back with a code."""

from html import escape
from urllib.parse import urlencode

from fulfillment.sandbox.envelope import Answer
from fulfillment.sandbox.request import Request
from fulfillment.sandbox.tokens import Tokens
from fulfillment.sandbox.world.shops import SELLER_NAME, TIKTOK

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Authorise this app</title>
<link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width">
<style>
body{{font:16px/1.5 system-ui;max-width:30rem;margin:4rem auto;padding:0 1rem}}
a{{display:inline-block;padding:.7rem 1.4rem;margin-right:1rem;border-radius:.4rem}}
.yes{{background:#111;color:#fff;text-decoration:none}}
</style>
<h1>Authorise this app?</h1><p>{seller} lets it read orders, packages, logistics and returns of:</p>
<ul>{shops}</ul>
<p><a class="yes" id="authorise" href="{yes}">Authorise</a><a id="refuse" href="{no}">Cancel</a></p></html>"""


def page(request: Request, default_redirect: str) -> Answer:
    params = request.params
    target = params.get("redirect_uri") or default_redirect
    if not params.get("service_id") or not target.startswith(("http://", "https://")):
        text = "The app's link must name a service_id, and a redirect_uri where it has none of its own."
        return Answer(text.encode(), 400, "text/plain; charset=utf-8")
    kept = {"service_id": params["service_id"], "redirect_uri": target, "state": params.get("state", "")}
    html = PAGE.format(
        seller=escape(SELLER_NAME),
        shops="".join(f"<li>{escape(shop.name)} ({shop.market.country})</li>" for shop in TIKTOK),
        yes=escape("/open/authorize/confirm?" + urlencode(kept)),
        no=escape("/open/authorize/confirm?" + urlencode(kept | {"refuse": "1"})),
    )
    return Answer(html.encode(), content_type="text/html; charset=utf-8")


def confirm(request: Request, tokens: Tokens, wall: float) -> Answer:
    params = request.params
    back = (
        {"code": "null", "error": "auth_denied"}
        if params.get("refuse")
        else {"code": tokens.issue_code(wall)}
    )
    if params.get("state"):
        back["state"] = params["state"]
    target = params.get("redirect_uri", "")
    joint = "&" if "?" in target else "?"
    return Answer(b"", 302, "text/plain", (("Location", target + joint + urlencode(back)),))
