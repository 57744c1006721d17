"""How AfterShip signs a webhook: header `aftership-hmac-sha256`, base64 of the HMAC-SHA256 of the raw body. Pure.

The secret of webhooks is another than the API key. No moment is signed apart from the body: a replay says what was
said before, and that changes nothing.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from hashlib import sha256

HEADER = "aftership-hmac-sha256"


def signature(secret: str, body: bytes) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, sha256).digest()).decode()


def is_genuine(secrets: Mapping[str, str], body: bytes, headers: Mapping[str, str]) -> bool:
    """`headers` by lower-case name."""
    secret, given = secrets.get("webhook_secret", ""), headers.get(HEADER, "")
    return bool(secret) and hmac.compare_digest(signature(secret, body).encode(), given.strip().encode())
