"""One message to one address of somebody else: never to a private network, never raising for what they do."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import httpx

from fulfillment.post import addresses

TIMEOUT = httpx.Timeout(8.0, connect=4.0)


class Sent(NamedTuple):
    """`status` is None where no answer came."""

    status: int | None
    said: str
    text: str = ""  # the beginning of the answer, where it was asked for
    is_unclear: bool = False  # it may have been taken: it left, and no answer came
    is_final: bool = False  # trying again changes nothing
    wait: timedelta | None = None  # for which the other side asked

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def call(url: str, body: bytes, headers: dict[str, str], *, read: int = 0) -> Sent:
    """Redirects are not followed: they would leave the checked address. `read`: that many bytes of the answer."""
    try:
        target = addresses.target(url)
        named = {"Host": target.host, "Content-Type": "application/json", **headers}
        with (
            httpx.Client(timeout=TIMEOUT, trust_env=False) as http,
            http.stream(
                "POST",
                target.url,
                content=body,
                headers=named,
                extensions={"sni_hostname": target.server_name},
            ) as answer,
        ):
            return Sent(
                answer.status_code,
                f"It answered {answer.status_code} {answer.reason_phrase}.",
                text=_beginning(answer, read),
                wait=_wait(answer),
            )
    except addresses.NotAllowed as error:
        return Sent(None, str(error))
    except httpx.ConnectTimeout:
        return Sent(None, f"It could not be reached within {TIMEOUT.connect:.0f} seconds.")
    except httpx.TimeoutException:
        return Sent(None, f"No answer within {TIMEOUT.read:.0f} seconds.", is_unclear=True)
    except httpx.HTTPError as error:
        return Sent(None, f"It could not be reached: {type(error).__name__}.")


def _beginning(answer: httpx.Response, length: int) -> str:
    """Whoever answers without end is heard to the length that was asked for."""
    found = b""
    if length:
        for part in answer.iter_bytes(length):
            found += part
            if len(found) >= length:
                break
    return found[:length].decode(errors="replace").strip()


def _wait(answer: httpx.Response) -> timedelta | None:
    asked = answer.headers.get("Retry-After", "")
    return timedelta(seconds=min(int(asked), 24 * 3600)) if asked.isdecimal() and len(asked) < 8 else None
