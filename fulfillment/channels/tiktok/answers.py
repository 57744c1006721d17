"""What an answer of TikTok Shop means: its data, or the error to raise. Success is code 0, never HTTP 200."""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

from msgspec import Raw, Struct
from msgspec.json import Decoder

from fulfillment.channels.errors import (
    BadAnswer,
    ChannelError,
    ClockSkew,
    NeedsAuthorisation,
    Refused,
    Throttled,
    TokenExpired,
    Unavailable,
)


class Answer(Struct, frozen=True):
    """One HTTP answer, already read and within the size cap; header names are lower case."""

    status: int
    headers: dict[str, str]
    body: bytes
    received_at: datetime


class Envelope(Struct):
    code: int | str | None = None
    message: str | None = ""
    data: Raw = Raw(b"{}")


ENVELOPE = Decoder(Envelope)
THROTTLED = frozenset({36009002})
UNAVAILABLE = frozenset({36009003, 36009007, 10002014, 10002015, 10037002, 10037003, 10037004})
REAUTHORISE = {
    105005: "This connection lacks a permission that we need.",
    10006402: "This connection may not read that.",
    101000: "The token does not belong to this shop.",
}
FIXES = {
    106001: "Check the app key and secret of this connection: the signature does not match.",
    106013: "Read the list of shops again: the shop's cipher is missing.",
    36009009: "Tell the developers: the channel no longer knows this path.",
    36009010: "Tell the developers: the channel no longer takes this method.",
    36009014: "Tell the developers: the channel retired this version of its interface.",
    36009033: "Add this machine's address to the app's allow-list in Partner Center.",
    21008106: "The channel does not offer this in the shop's region.",
    21008111: "That order does not belong to this shop: nothing to do.",
    21008117: "This delivery option is fulfilled by TikTok: there is no carrier to choose.",
}
TOKEN_TROUBLE = re.compile(r"access[_ -]?token|credential", re.IGNORECASE)


def data_of(answer: Answer) -> bytes:
    """The `data` part of a successful answer as JSON bytes; raises the error that the answer means."""
    envelope = _envelope(answer)
    code = _code(envelope)
    if envelope is not None and code == 0 and answer.status < 400:
        return bytes(envelope.data)
    raise _error(answer, code, _one_line(envelope.message if envelope else ""))


def _envelope(answer: Answer) -> Envelope | None:
    try:
        return ENVELOPE.decode(answer.body)
    except (ValueError, RecursionError):  # msgspec's errors are ValueErrors
        return None


def _code(envelope: Envelope | None) -> int | None:
    try:
        return int(envelope.code) if envelope and envelope.code is not None else None
    except ValueError:
        return None


def _error(answer: Answer, code: int | None, message: str) -> ChannelError:
    if answer.status == 429 or code in THROTTLED:
        return Throttled(retry_after(answer))
    if code == 105002:
        return TokenExpired()
    if code == 36009004:
        return _refused_credentials(answer, code, message)
    if code in REAUTHORISE:
        return NeedsAuthorisation(REAUTHORISE[code])
    if code in UNAVAILABLE or answer.status >= 500:
        page = " and shows a web page" if answer.body.lstrip().startswith(b"<") else ""
        return Unavailable(f"The channel has trouble of its own{page} (HTTP {answer.status}).")
    if code is None or code == 0:
        return _unreadable(answer)
    return Refused(code, message, FIXES.get(code, ""))


def _refused_credentials(answer: Answer, code: int, message: str) -> ChannelError:
    """36009004 means a dozen things; only its text tells which."""
    if "timestamp" in message.lower():
        return ClockSkew(clock_gap(answer))
    if TOKEN_TROUBLE.search(message):
        return NeedsAuthorisation("The channel does not accept this connection's access token.")
    return Refused(code, message, FIXES[106001])


def _unreadable(answer: Answer) -> BadAnswer:
    start = answer.body[:200].lstrip().lower()
    if start.startswith(b"<"):
        what = "a web page instead of data"
    elif not start:
        what = "an empty page"
    elif start[:1] in b"{[":
        what = "data that is cut off or not in its own format"
    else:
        what = "text that is not JSON"
    return BadAnswer(f"The channel answered with {what} (HTTP {answer.status}, {len(answer.body)} bytes).")


def retry_after(answer: Answer) -> float | None:
    """Seconds the channel asks us to wait, from either form of `Retry-After`."""
    value = answer.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    moment = _http_date(value)
    return max(0.0, (moment - answer.received_at).total_seconds()) if moment else None


def clock_gap(answer: Answer) -> float | None:
    """Our clock minus the channel's in seconds; None where the answer carries no date."""
    theirs = _http_date(answer.headers.get("date", ""))
    return (answer.received_at - theirs).total_seconds() if theirs else None


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else None


def _one_line(message: str | None) -> str:
    return " ".join((message or "").split())[:300]
