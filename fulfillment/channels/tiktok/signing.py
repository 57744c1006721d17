"""TikTok Shop's request signature. Source: Partner Center, "Sign your API request"."""

import hashlib
import hmac
from collections.abc import Mapping

UNSIGNED = frozenset({"sign", "access_token", "x-tts-access-token"})


def as_sent(value: object) -> str:
    """A query value exactly as it goes over the wire: lists joined by commas, flags in lower case."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ",".join(as_sent(item) for item in value)
    return str(value)


def sign(
    path: str,
    params: Mapping[str, object],
    body: bytes | str | None,
    secret: str,
    *,
    content_type: str = "application/json",
) -> str:
    """The lower-case hex signature of one request.

    `path` has neither host nor query, `params` are decoded values (None means "not sent"), `body` the very
    bytes that are sent; a multipart body is left out, as the platform does.
    """
    pairs = "".join(
        f"{key}{as_sent(params[key])}"
        for key in sorted(params)
        if key not in UNSIGNED and params[key] is not None
    )
    sent = b"" if body is None or content_type.startswith("multipart/form-data") else body
    if isinstance(sent, str):
        sent = sent.encode()
    message = f"{secret}{path}{pairs}".encode() + sent + secret.encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
