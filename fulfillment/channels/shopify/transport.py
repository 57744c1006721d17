"""One call over HTTP: bounded in time and size, retried for seconds, silent about addresses and secrets."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias, TypeVar

import httpx
import stamina

from fulfillment.channels.errors import BadAnswer, Throttled, Unavailable
from fulfillment.channels.shopify.answers import Answer

TIMEOUT = httpx.Timeout(30.0, connect=5.0)
ANSWER_CAP = 16 * 1024 * 1024  # bytes after unpacking; a page of 25 large orders is below 1 MB
ATTEMPTS = 4
PATIENCE = 30.0  # seconds in all; anything longer is the caller's table of retries
LONGEST_WAIT = 8.0

Clock: TypeAlias = Callable[[], datetime]  # the present moment, aware UTC
T = TypeVar("T")


def pause(error: Exception) -> bool | float:
    """How long to wait before asking again inside one call; False hands the error to the caller."""
    if isinstance(error, Throttled) and error.retry_after is not None:
        if error.retry_after > LONGEST_WAIT:
            return False
        return error.retry_after + random.uniform(0.05, 0.5)
    return isinstance(error, (Throttled, Unavailable))


def pause_undone(error: Exception) -> bool | float:
    """As `pause`, for a change that must not be made twice: only what certainly was not done is sent again."""
    return isinstance(error, Throttled) and pause(error)


def ask(
    http: httpx.Client,
    request: Callable[[], httpx.Request],
    read: Callable[[Answer], T],
    *,
    clock: Clock,
    once: bool = False,
) -> T:
    """What `read` makes of one call's answer, asked again where time can cure it. Raises `ChannelError`."""
    for attempt in stamina.retry_context(
        on=pause_undone if once else pause,
        attempts=ATTEMPTS,
        timeout=PATIENCE,
        wait_initial=0.4,
        wait_max=LONGEST_WAIT,
        wait_jitter=0.6,
    ):
        with attempt:
            return read(send(http, request(), clock=clock))
    raise Unavailable("The channel did not answer.")


def send(http: httpx.Client, request: httpx.Request, *, clock: Clock, cap: int = ANSWER_CAP) -> Answer:
    """One attempt. The cause is cut off: httpx errors carry the request, and with it the secrets."""
    try:
        response = http.send(request, stream=True, follow_redirects=False)
        try:
            body = _read(response, cap)
        finally:
            response.close()
    except httpx.TimeoutException:
        raise Unavailable("The channel did not answer in time.") from None
    except httpx.DecodingError:
        raise BadAnswer("The channel's answer could not be unpacked.") from None
    except httpx.HTTPError as error:
        raise Unavailable(f"The channel could not be reached ({type(error).__name__}).") from None
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(status=response.status_code, headers=headers, body=body, received_at=clock())


def _read(response: httpx.Response, cap: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    for part in response.iter_bytes():
        size += len(part)
        if size > cap:
            raise BadAnswer(f"The channel's answer is larger than {cap // 1024 // 1024} MB and was not read.")
        parts.append(part)
    return b"".join(parts)
