"""One call over HTTP: bounded in time and size, retried for seconds, silent about addresses and secrets."""

import logging
import random
import re
from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

import httpx
import stamina

from fulfillment.channels.errors import BadAnswer, Throttled, Unavailable
from fulfillment.channels.tiktok.answers import Answer, data_of

TIMEOUT = httpx.Timeout(20.0, connect=5.0)
ANSWER_CAP = 16 * 1024 * 1024  # bytes after unpacking; 100 large orders are about 1 MB
ATTEMPTS = 4
PATIENCE = 30.0  # seconds in all; anything longer is the caller's table of retries
LONGEST_WAIT = 8.0

Clock: TypeAlias = Callable[[], datetime]  # the present moment, aware UTC


class _HideQueries(logging.Filter):
    """httpx logs whole addresses at INFO, and TikTok puts secrets into queries: keep what is before `?`."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = re.sub(r"\?[^\s\"']*", "?…", record.getMessage()), ()
        return True


logging.getLogger("httpx").addFilter(_HideQueries())


def pause(error: Exception) -> bool | float:
    """How long to wait before asking again inside one call; False hands the error to the caller."""
    if isinstance(error, Throttled) and error.retry_after is not None:
        if error.retry_after > LONGEST_WAIT:
            return False
        return error.retry_after + random.uniform(0.05, 0.5)
    return isinstance(error, (Throttled, Unavailable))


def ask(http: httpx.Client, build: Callable[[], httpx.Request], *, clock: Clock) -> bytes:
    """The `data` of one call; `build` signs a fresh request for every attempt. Raises `ChannelError`."""
    for attempt in stamina.retry_context(
        on=pause,
        attempts=ATTEMPTS,
        timeout=PATIENCE,
        wait_initial=0.4,
        wait_max=LONGEST_WAIT,
        wait_jitter=0.6,
    ):
        with attempt:
            return data_of(_send(http, build(), clock))
    raise Unavailable("The channel did not answer.")


def ask_once(http: httpx.Client, build: Callable[[], httpx.Request], *, clock: Clock) -> bytes:
    """As `ask` without repeating: for what must not happen twice where only the reply was lost."""
    return data_of(_send(http, build(), clock))


def fetch(http: httpx.Client, build: Callable[[], httpx.Request], *, clock: Clock) -> bytes:
    """A file, whole; once, for a person waits and can press again."""
    answer = _send(http, build(), clock)
    if answer.status != 200:
        raise Unavailable(f"The channel's file could not be read (status {answer.status}).")
    return answer.body


def _send(http: httpx.Client, request: httpx.Request, clock: Clock) -> Answer:
    """One attempt. The cause is cut off: httpx errors carry the request, and with it the secrets."""
    try:
        response = http.send(request, stream=True, follow_redirects=False)
        try:
            body = _read(response)
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


def _read(response: httpx.Response) -> bytes:
    parts: list[bytes] = []
    size = 0
    for part in response.iter_bytes():
        size += len(part)
        if size > ANSWER_CAP:
            raise BadAnswer(
                f"The channel's answer is larger than {ANSWER_CAP // 1024 // 1024} MB and was not read."
            )
        parts.append(part)
    return b"".join(parts)
