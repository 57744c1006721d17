"""What an answer of a WordPress site means: its data, or the error to raise.

Between the store and us stand the host, its firewall, caches and every plugin: an answer may be a web page, may begin
with a PHP notice, and an error's `code` says more than its HTTP status.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from msgspec import Struct
from msgspec.json import Decoder

from fulfillment.channels.errors import (
    BadAnswer,
    ChannelError,
    ClockSkew,
    NeedsAuthorisation,
    Refused,
    Throttled,
    Unavailable,
)
from fulfillment.channels.shopify.answers import Answer
from fulfillment.channels.woocommerce.noise import json_in

UNREADABLE = (ValueError, RecursionError)
BLOCKED = "A firewall or security plugin of the store's host turns our calls away."
BLOCKED_FIX = "Ask the host to let calls to /wp-json/wc/v3/ through, or exempt them in the security plugin."
NEW_KEY_FIX = "In WooCommerce, Settings, Advanced, REST API: make a key with Read/Write for a shop manager, connect again."


class Told(Struct, frozen=True, kw_only=True):
    """`data` is JSON; `total` is how many rows a list has in all; `told_at` the store's own clock."""

    data: bytes
    total: int | None = None
    told_at: datetime | None = None


class NotSeen(NeedsAuthorisation):
    """401: the store saw no key, or one that it does not accept."""


class Gone(Refused):
    """The store does not know this id: deleted for good."""


class NoRoute(Refused):
    """The store has no such endpoint: a feature or plugin that is off."""


class Problem(Struct):
    code: str | int = ""
    message: str | None = ""


PROBLEM = Decoder(Problem)
GONE_CODES = re.compile(r"woocommerce_rest_(shop_order_|order_)?invalid_id|rest_post_invalid_id")
MARKUP = re.compile(r"<[^>]*>")
ADDRESS = re.compile(r"(https?:)?//\S+")


def told(answer: Answer) -> Told:
    """The data of an answer; raises the `ChannelError` that it means."""
    if 200 <= answer.status < 300:
        data = json_in(answer.body)
        if data is None:
            raise _no_data(answer)
        total = answer.headers.get("x-wp-total", "")
        return Told(data=data, total=int(total) if total.isdecimal() else None, told_at=their_clock(answer))
    raise _error(answer)


def their_clock(answer: Answer) -> datetime | None:
    try:
        found = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _error(answer: Answer) -> ChannelError:
    if 300 <= answer.status < 400:
        return _redirected(answer)
    if answer.status == 429:
        return Throttled(_retry_after(answer))
    problem = _problem(answer)
    if problem is None:
        return _by_status(answer)
    code, message = str(problem.code), plain(problem.message)
    if answer.status == 401 or code == "woocommerce_rest_authentication_error":
        return _unauthorised(answer, message)
    if code == "rest_no_route":
        return NoRoute(answer.status, f"{code}: {message}")
    if answer.status == 410 or GONE_CODES.fullmatch(code):
        return Gone(answer.status, f"{code}: {message}")
    if answer.status == 403:
        return NeedsAuthorisation(f"This key may not do that: {message or code}.", NEW_KEY_FIX)
    # WooCommerce answers some refusals with 500: its own codes are refusals whatever the status.
    if answer.status >= 500 and not code.startswith("woocommerce_"):
        return Unavailable(f"The store has trouble of its own (HTTP {answer.status}).")
    return Refused(answer.status, f"{code}: {message}")


def _unauthorised(answer: Answer, message: str) -> ChannelError:
    said = message.lower()
    if "timestamp" in said:
        clock = their_clock(answer)
        return ClockSkew((answer.received_at - clock).total_seconds() if clock else None)
    if "nonce" in said:  # a proxy sent our call twice; the next attempt has a nonce of its own
        return Unavailable("The store took our call for a repeated one.")
    return NotSeen(f"The store does not accept this key: {message or 'it gave no reason'}", NEW_KEY_FIX)


def _redirected(answer: Answer) -> ChannelError:
    """Following it would drop the key's header and may lead anywhere."""
    if answer.status in (301, 308):
        return NeedsAuthorisation(
            "The store's address has moved.", "Connect the store again by the address it has now."
        )
    return BadAnswer("The store sends us to another page instead of answering.")


def _by_status(answer: Answer) -> ChannelError:
    status = answer.status
    if status == 401:
        return NotSeen("The store asks for a password before it answers.", BLOCKED_FIX)
    if status in (403, 406, 418):
        return NeedsAuthorisation(BLOCKED, BLOCKED_FIX)
    if status in (404, 405):
        return NeedsAuthorisation(
            "There is no WooCommerce interface at this address.",
            "Check the address, that WooCommerce is active, and that WordPress's permalinks are not “Plain”.",
        )
    if status >= 500 or status == 408:
        return Unavailable(f"The store has trouble of its own (HTTP {status}).")
    return Refused(status, "it gave no reason that we can read")


def _no_data(answer: Answer) -> BadAnswer:
    start = answer.body[:400].lstrip().lower()
    if start.startswith(b"<"):
        what = "a web page instead of data"
    elif not start:
        what = "an empty page"
    else:
        what = "something that is cut off or not data"
    return BadAnswer(
        f"The store answered with {what} ({len(answer.body)} bytes).",
        "It is tried again by itself. If it stays: a security plugin, a cache or maintenance mode answers for the store.",
    )


def _problem(answer: Answer) -> Problem | None:
    data = json_in(answer.body)
    try:
        return PROBLEM.decode(data) if data else None
    except UNREADABLE:
        return None


def _retry_after(answer: Answer) -> float | None:
    given = answer.headers.get("retry-after", "")
    return float(given) if given.isdecimal() else None


def plain(message: str | None) -> str:
    """A store's sentence without markup and addresses, in one line."""
    said = html.unescape(MARKUP.sub(" ", message or ""))
    return " ".join(ADDRESS.sub("…", said).split())[:300]
