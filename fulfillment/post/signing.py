"""The signature by which a receiver knows that a message is ours and of now. Pure."""

import hmac
import secrets
from datetime import datetime
from hashlib import sha256

HEADER = "Firstscan-Signature"


def new_secret() -> str:
    return "whsec_" + secrets.token_urlsafe(32)


def signature(secret: str, body: bytes, *, at: datetime) -> str:
    """`t=1764000000,v1=…`: HMAC-SHA256 over the moment, a dot and the raw body."""
    moment = int(at.timestamp())
    signed = hmac.new(secret.encode(), f"{moment}.".encode() + body, sha256).hexdigest()
    return f"t={moment},v1={signed}"


def headers(secret: str, body: bytes, *, delivery: str, event: str, at: datetime) -> dict[str, str]:
    """Those of a message of ours. Its id goes along, so that what comes twice is known."""
    return {
        "User-Agent": "Firstscan-Webhooks/1",
        "Firstscan-Delivery": delivery,
        "Firstscan-Event": event,
        HEADER: signature(secret, body, at=at),
    }
