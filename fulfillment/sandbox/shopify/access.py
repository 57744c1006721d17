"""Who is let in: the app made for the shop, its installed tokens that expire and are renewed, and old ones that do not."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import asdict, dataclass, field
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode

import msgspec

from fulfillment.sandbox.envelope import Answer, plain
from fulfillment.sandbox.request import Request

CODE_LIFE, ACCESS_LIFE, APP_LIFE, REFRESH_LIFE = 60, 3600, 86_399, 90 * 86_400
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Install app</title>
<link rel="icon" href="data:,"><meta name="viewport" content="width=device-width">
<style>body{{font:16px/1.5 system-ui;max-width:30rem;margin:4rem auto;padding:0 1rem}}
a{{display:inline-block;padding:.7rem 1.4rem;margin-right:1rem;border-radius:.4rem}}
.yes{{background:#303030;color:#fff;text-decoration:none}}</style>
<h1>Install app?</h1><p>{shop} gives this app:</p><ul>{scopes}</ul>
<p><a class="yes" id="install" href="{yes}">Install</a><a id="refuse" href="{no}">Cancel</a></p></html>"""


class Denied(Exception):
    """Of the token endpoint: OAuth's error word and a sentence."""

    def __init__(self, error: str, sentence: str) -> None:
        super().__init__(sentence)
        self.error, self.sentence = error, sentence


@dataclass
class Access:
    """Wall-clock seconds. Secrets: the newest first; the one before it still opens and still signs for an hour.

    ``refresh``: token -> [until, the token that replaced it]: a replaced one serves until its successor was used.
    """

    client_id: str
    secrets: list[str]
    codes: dict[str, float] = field(default_factory=dict)
    tokens: dict[str, float | None] = field(default_factory=dict)
    refresh: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def signs_with(self) -> str:
        """While a new secret spreads, messages are still signed with the old one."""
        return self.secrets[-1]

    def dump(self) -> dict[str, Any]:
        return asdict(self)

    def is_open_to(self, token: str, now: float) -> bool:
        until = self.tokens.get(token, 0.0)
        return until is None or until > now

    def legacy(self) -> str:
        """A custom app's token of the older kind, which does not expire."""
        token = "shpat_" + secrets.token_hex(16)
        self.tokens[token] = None
        return token

    def rotate(self) -> str:
        """A new secret; the old one goes on signing until ``forget``."""
        self.secrets = ["shpss_" + secrets.token_hex(16), self.secrets[0]]
        return self.secrets[0]

    def forget(self) -> None:
        self.secrets = self.secrets[:1]

    def expire(self) -> None:
        self.tokens = {token: until if until is None else 0.0 for token, until in self.tokens.items()}

    def revoke(self) -> None:
        self.codes, self.tokens, self.refresh = {}, {}, {}

    # --- the token endpoint ---

    def grant(self, form: dict[str, str], now: float) -> dict[str, Any]:
        known = any(hmac.compare_digest(form.get("client_secret", ""), secret) for secret in self.secrets)
        if form.get("client_id") != self.client_id or not known:
            raise Denied("application_cannot_be_found", "The client id or secret is not right.")
        if form.get("grant_type") == "client_credentials":
            return self._access(now, APP_LIFE)
        if form.get("grant_type") == "refresh_token":
            return self._renew(form.get("refresh_token", ""), now)
        if self.codes.pop(form.get("code", ""), 0.0) < now:
            raise Denied("invalid_request", "The authorization code was not found or was already used.")
        if form.get("expiring") != "1":
            return {"access_token": self.legacy()}
        return self._pair(now)

    def _renew(self, token: str, now: float) -> dict[str, Any]:
        until, _ = self.refresh.get(token, [0.0, ""])
        if until < now:
            raise Denied("invalid_grant", "The refresh token is unknown, expired or was replaced.")
        spent = [old for old, (_, successor) in self.refresh.items() if successor == token]
        for old in spent:
            del self.refresh[old]
        given = self._pair(now)
        self.refresh[token][1] = given["refresh_token"]
        return given

    def _pair(self, now: float) -> dict[str, Any]:
        refresh = "shprt_" + secrets.token_hex(16)
        self.refresh[refresh] = [now + REFRESH_LIFE, ""]
        given = {"refresh_token": refresh, "refresh_token_expires_in": REFRESH_LIFE}
        return self._access(now, ACCESS_LIFE) | given

    def _access(self, now: float, life: int) -> dict[str, Any]:
        token = "shpat_" + secrets.token_hex(16)
        self.tokens[token] = now + life
        return {"access_token": token, "expires_in": life}


def token_answer(access: Access, request: Request, scopes: list[str]) -> Answer:
    try:
        if request.headers.get("content-type", "").startswith("application/json"):
            form = msgspec.json.decode(request.body, type=dict[str, str])
        else:
            form = dict(parse_qsl(request.body.decode()))
        return plain(access.grant(form, time.time()) | {"scope": ",".join(scopes)})
    except Denied as denied:
        return plain({"error": denied.error, "error_description": denied.sentence}, 400)
    except ValueError:
        return plain({"error": "invalid_request"}, 400)


def install_page(access: Access, request: Request, shop: str) -> Answer:
    params = request.params
    if params.get("client_id") != access.client_id or not params.get("redirect_uri", "").startswith("http"):
        return Answer(b"Oauth error invalid_request: the app is unknown.", 400, "text/plain; charset=utf-8")
    kept = {name: params.get(name, "") for name in ("redirect_uri", "state")}
    html = PAGE.format(
        shop=escape(shop),
        scopes="".join(f"<li>{escape(scope)}</li>" for scope in params.get("scope", "").split(",")),
        yes=escape("/admin/oauth/authorize/confirm?" + urlencode(kept)),
        no=escape("/admin/oauth/authorize/confirm?" + urlencode(kept | {"refuse": "1"})),
    )
    return Answer(html.encode(), content_type="text/html; charset=utf-8")


def installed(access: Access, request: Request, shop: str) -> Answer:
    """Back to the app with a signed query; without a code where the owner refused."""
    host = base64.b64encode(f"{shop}/admin".encode()).decode().rstrip("=")
    query = {
        "host": host,
        "shop": shop,
        "state": request.params.get("state", ""),
        "timestamp": f"{time.time():.0f}",
    }
    if not request.params.get("refuse"):
        code = secrets.token_hex(16)
        access.codes[code] = time.time() + CODE_LIFE
        query["code"] = code
    text = "&".join(f"{key}={value}" for key, value in sorted(query.items()))
    query["hmac"] = hmac.new(access.secrets[0].encode(), text.encode(), hashlib.sha256).hexdigest()
    target = request.params.get("redirect_uri", "")
    joint = "&" if "?" in target else "?"
    return Answer(b"", 302, "text/plain", (("Location", target + joint + urlencode(query)),))
