"""How 17TRACK signs a push: header `sign`, SHA-256 in hex over the raw body, a slash and the account's key. Pure.

It names no moment, so a replay cannot be told by its age: it says what was said before, and that changes nothing.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from hashlib import sha256

HEADER = "sign"


def signature(key: str, body: bytes) -> str:
    return sha256(body + b"/" + key.encode()).hexdigest()


def is_genuine(secrets: Mapping[str, str], body: bytes, headers: Mapping[str, str]) -> bool:
    """`headers` by lower-case name."""
    key, given = secrets.get("api_key", ""), headers.get(HEADER, "")
    return bool(key) and hmac.compare_digest(signature(key, body).encode(), given.strip().lower().encode())
