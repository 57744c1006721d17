"""The platform's two signatures, written from its documents and from nothing of the product's."""

import hashlib
import hmac
from collections.abc import Mapping

UNSIGNED = ("sign", "access_token")


def base_string(*, path: str, params: Mapping[str, str], body: bytes, multipart: bool = False) -> bytes:
    """Path, then every signed query parameter as key and decoded value in key order, then the raw body."""
    pairs = "".join(f"{key}{params[key]}" for key in sorted(params) if key not in UNSIGNED)
    return (path + pairs).encode() + (b"" if multipart else body)


def request_signature(
    *, secret: str, path: str, params: Mapping[str, str], body: bytes = b"", multipart: bool = False
) -> str:
    """Lower-case hex HMAC-SHA256 of the base string wrapped in the secret, keyed by the secret."""
    key = secret.encode()
    message = key + base_string(path=path, params=params, body=body, multipart=multipart) + key
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def webhook_signature(*, app_key: str, secret: str, body: bytes) -> str:
    """Lower-case hex HMAC-SHA256 of the app key followed by the exact bytes sent, keyed by the secret."""
    return hmac.new(secret.encode(), app_key.encode() + body, hashlib.sha256).hexdigest()


def same(left: str, right: str) -> bool:
    """Whether two signatures are equal, compared in constant time; upper-case hex is a wrong signature."""
    return hmac.compare_digest(left.encode(), right.encode())
