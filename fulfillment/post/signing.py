"""The signature by which a receiver knows that a message is ours and of now. Pure."""

import hmac
from datetime import datetime
from hashlib import sha256

HEADER = "Firstscan-Signature"


def signature(secret: str, body: bytes, *, at: datetime) -> str:
    """`t=1764000000,v1=…`: HMAC-SHA256 over the moment, a dot and the raw body."""
    moment = int(at.timestamp())
    signed = hmac.new(secret.encode(), f"{moment}.".encode() + body, sha256).hexdigest()
    return f"t={moment},v1={signed}"
