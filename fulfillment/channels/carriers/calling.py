"""One call to an aggregator: paced, bounded, repeated for seconds where time can cure it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, Self, TypeVar

import httpx
import msgspec
from msgspec import Raw

from fulfillment.channels.errors import BadAnswer, NeedsAuthorisation, Throttled, Unavailable
from fulfillment.channels.rounds import utc_now
from fulfillment.channels.shopify.answers import Answer
from fulfillment.channels.shopify.transport import TIMEOUT, ask
from fulfillment.tracking.numbers import normalise

T = TypeVar("T")
RECONNECT = "Open Channels, the carriers' line, and connect it again with a key that is valid."


class Caller:
    """Speaks for one account, at most `per_second` times a second."""

    def __init__(self, *, base_url: str, headers: Mapping[str, str], per_second: float) -> None:
        self._base, self._headers = base_url.rstrip("/"), dict(headers)
        self._gap, self._free_at = 1 / per_second, 0.0
        self._http = httpx.Client(timeout=TIMEOUT)

    def __repr__(self) -> str:
        return "Caller(…)"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def call(
        self,
        method: str,
        path: str,
        read: Callable[[Answer], T],
        *,
        body: Any = None,
        params: Mapping[str, str] | None = None,
    ) -> T:
        content = None if body is None else msgspec.json.encode(body)

        def request() -> httpx.Request:
            self._wait()
            headers = self._headers | {"Content-Type": "application/json"}
            return self._http.build_request(
                method, self._base + path, content=content, params=params, headers=headers
            )

        return ask(self._http, request, read, clock=utc_now)

    def _wait(self) -> None:
        now = time.monotonic()
        if now < self._free_at:
            time.sleep(self._free_at - now)
        self._free_at = max(now, self._free_at) + self._gap


def refuse_by_status(answer: Answer, label: str) -> None:
    """What the status alone says, as an error; the rest is in the body."""
    if answer.status in (401, 403):
        raise NeedsAuthorisation(f"{label} does not accept the key.", RECONNECT)
    if answer.status == 429:
        after = answer.headers.get("retry-after", "")
        raise Throttled(float(after) if after.isdecimal() else None)
    if answer.status >= 500:
        raise Unavailable(f"{label} answered with a fault of its own (HTTP {answer.status}).")


def by_number(parcels: Iterable[Raw], number: Callable[[Raw], str | int]) -> dict[str, bytes]:
    """Each parcel's own JSON; one that names no number is nobody's and is asked for again."""
    found = {}
    for raw in parcels:
        with suppress(msgspec.MsgspecError):
            found[normalise(str(number(raw)))] = bytes(raw)
    return found


def decoded(decoder: msgspec.json.Decoder[T], answer: Answer, label: str) -> T:
    try:
        return decoder.decode(answer.body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise BadAnswer(f"{label} answered with something that is not its format.") from None
