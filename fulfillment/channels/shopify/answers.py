"""What an answer of Shopify means: its data, or the error to raise. HTTP 200 says nothing: errors come inside."""

from __future__ import annotations

from datetime import datetime

from msgspec import Raw, Struct
from msgspec.json import Decoder, decode

from fulfillment.channels.errors import (
    BadAnswer,
    ChannelError,
    NeedsAuthorisation,
    Refused,
    Throttled,
    TokenExpired,
    Unavailable,
)
from fulfillment.channels.shopify.throttle import Bucket, TooDear, wait


class Answer(Struct, frozen=True):
    """One HTTP answer, already read and within the size cap; header names are lower case."""

    status: int
    headers: dict[str, str]
    body: bytes
    received_at: datetime


class Told(Struct, frozen=True, kw_only=True):
    """`data` of a question without errors, what it had to cost and the bucket after it."""

    data: bytes
    cost: float = 0.0
    bucket: Bucket | None = None


class TooCostly(Refused):
    """The question asks for too much at once: ask for a smaller page."""

    def __init__(self) -> None:
        super().__init__(200, "one question asks for more than the shop's limit allows")


class ThrottleStatus(Struct, rename="camel"):
    maximum_available: float = 0
    currently_available: float = 0
    restore_rate: float = 0


class Cost(Struct, rename="camel"):
    requested_query_cost: float | None = None
    throttle_status: ThrottleStatus | None = None


class Extensions(Struct):
    cost: Cost | None = None


class ErrorCode(Struct):
    code: str | None = None


class Problem(Struct):
    message: str = ""
    path: list[str | int] | None = None
    extensions: ErrorCode | None = None


class Envelope(Struct):
    data: Raw = Raw(b"null")
    errors: Raw = Raw(b"null")
    extensions: Extensions | None = None


ENVELOPE = Decoder(Envelope)
PROBLEMS = Decoder(list[Problem])
UNREADABLE = (ValueError, RecursionError)  # msgspec's errors are ValueErrors
# Without approval for protected customer data these are refused one by one, and null in the data: that is accepted.
PROTECTED = frozenset(
    {"customer", "email", "phone", "shippingAddress", "name", "address1", "address2", "zip", "city"}
)
UNAVAILABLE = frozenset({"INTERNAL_SERVER_ERROR", "TIMEOUT", "SERVICE_UNAVAILABLE"})
STATUSES = {
    402: "Shopify has frozen this shop until its owner settles the bill.",
    403: "This connection lacks a permission that we need, or the app was uninstalled.",
    404: "There is no Shopify shop at this address.",
    423: "Shopify has locked this shop.",
}


def told(answer: Answer) -> Told:
    """The data of an answer; raises the error that it means. Partial data counts as none: it would leave holes."""
    if answer.status != 200:
        raise _by_status(answer)
    try:
        envelope = ENVELOPE.decode(answer.body)
        problems = _problems(envelope.errors)
    except UNREADABLE:
        raise _unreadable(answer) from None
    cost, bucket = _cost(envelope, answer.received_at)
    if problems and not _only_protected(problems, envelope.data):
        raise _by_code(problems, cost, bucket, answer)
    if bytes(envelope.data) == b"null":
        raise BadAnswer("The channel's answer holds no data.")
    return Told(data=bytes(envelope.data), cost=cost, bucket=bucket)


def _problems(errors: Raw) -> list[Problem]:
    """The documented list; a single text or object, as other layers of Shopify send it, is one problem."""
    found = bytes(errors)
    if found in (b"null", b"[]", b""):
        return []
    if found[:1] == b"[":
        return PROBLEMS.decode(found)
    return [Problem(message=str(decode(found))[:300])]


def _cost(envelope: Envelope, now: datetime) -> tuple[float, Bucket | None]:
    cost = envelope.extensions.cost if envelope.extensions else None
    if cost is None or cost.throttle_status is None:
        return 0.0, None
    status = cost.throttle_status
    bucket = Bucket(
        maximum=status.maximum_available,
        available=status.currently_available,
        restore_rate=status.restore_rate,
        told_at=now,
    )
    return cost.requested_query_cost or 0.0, bucket


def _only_protected(problems: list[Problem], data: Raw) -> bool:
    """Whether all that is refused is who the buyer is."""
    return bytes(data) != b"null" and all(
        _code(problem) == "ACCESS_DENIED" and _field(problem) in PROTECTED for problem in problems
    )


def _field(problem: Problem) -> str:
    """The field that a problem is about; "" where it does not say."""
    named = [part for part in problem.path or () if isinstance(part, str)]
    return named[-1] if named else ""


def _code(problem: Problem) -> str:
    return ((problem.extensions.code if problem.extensions else "") or "").upper()


def _by_code(problems: list[Problem], cost: float, bucket: Bucket | None, answer: Answer) -> ChannelError:
    codes = {_code(problem) for problem in problems}
    message = " ".join(problems[0].message.split())[:300]
    if "THROTTLED" in codes or message == "Throttled":
        pause = wait(bucket, cost, now=answer.received_at)
        return TooCostly() if isinstance(pause, TooDear) else Throttled(pause or None)
    if "MAX_COST_EXCEEDED" in codes:
        return TooCostly()
    if "ACCESS_DENIED" in codes:
        denied = [_field(problem) for problem in problems if _code(problem) == "ACCESS_DENIED"]
        field = next((name for name in denied if name not in PROTECTED), denied[0])
        what = f"“{field}”" if field else "a part"
        return NeedsAuthorisation(f"This connection has no permission for {what} of the shop.")
    if "SHOP_INACTIVE" in codes:
        return NeedsAuthorisation("Shopify says that this shop is not active.")
    if codes & UNAVAILABLE:
        return Unavailable("The channel has trouble of its own.")
    return Refused(answer.status, message)


def _by_status(answer: Answer) -> ChannelError:
    status = answer.status
    if status == 401:
        return TokenExpired()
    if status in (429, 430):  # 430: Shopify takes us for an attack, which passes too
        return Throttled(retry_after(answer))
    if status in STATUSES:
        return NeedsAuthorisation(STATUSES[status])
    if status >= 500:
        page = " and shows a web page" if answer.body.lstrip().startswith(b"<") else ""
        return Unavailable(f"The channel has trouble of its own{page} (HTTP {status}).")
    if 300 <= status < 400:
        return NeedsAuthorisation(
            "The shop's address has moved.", "Connect the shop by its myshopify.com address."
        )
    return Refused(status, "it gave no reason that we can read")


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
    """Seconds that a `Retry-After` header asks for; Shopify sends decimals."""
    try:
        seconds = float(answer.headers.get("retry-after", ""))
    except ValueError:
        return None
    return seconds if 0 <= seconds < 86_400 else None
