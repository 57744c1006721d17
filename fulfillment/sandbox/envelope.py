"""The envelope of every answer, and the platform's errors as exceptions."""

import secrets
import time
from dataclasses import dataclass
from typing import Any

import msgspec

Json = dict[str, Any]


def request_id() -> str:
    return time.strftime("%Y%m%d%H%M%S", time.gmtime()) + secrets.token_hex(10).upper()


@dataclass
class Refused(Exception):
    """An error as the platform answers it: a code in the envelope and an HTTP status."""

    code: int
    message: str
    status: int = 400
    retry_after: int | None = None
    null_data: bool = False


@dataclass
class Answer:
    """What goes back over the wire."""

    body: bytes
    status: int = 200
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


def success(data: Any, message: str = "Success") -> Answer:
    envelope: Json = {"code": 0, "message": message, "request_id": request_id()}
    if data is not None:
        envelope["data"] = data
    return Answer(msgspec.json.encode(envelope))


def failure(error: Refused) -> Answer:
    envelope: Json = {"code": error.code, "message": error.message, "request_id": request_id()}
    if error.null_data:
        envelope["data"] = None
    headers = (("Retry-After", str(error.retry_after)),) if error.retry_after is not None else ()
    return Answer(msgspec.json.encode(envelope), error.status, headers=headers)


def plain(data: Any, status: int = 200) -> Answer:
    """JSON without an envelope, for the sandbox's own control pages."""
    return Answer(msgspec.json.encode(data), status)


def expired_token() -> Refused:
    text = "Expired credentials. The `access_token` or `x-tts-access-token` header has expired."
    return Refused(105002, text, 401)


def bad_signature() -> Refused:
    return Refused(106001, "Invalid credentials. The `sign` query parameter is invalid.", 401)


def throttled(retry_after: int | None = None) -> Refused:
    text = "Too many requests. You've made too many requests in a short period of time."
    return Refused(36009002, text, 429, retry_after)


def invalid(message: str) -> Refused:
    """The platform's one code for most things wrong with a request."""
    return Refused(36009004, message)
