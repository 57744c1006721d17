"""Messages on their way: claimed by a lease, sent side by side, tried again at growing intervals, given up at last."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import NamedTuple

import httpx
from msgspec import Struct

from fulfillment.channels import leases
from fulfillment.channels.errors import ChannelError
from fulfillment.channels.models import WebhookDelivery, WebhookSubscription
from fulfillment.channels.outgoing import addresses
from fulfillment.channels.outgoing.signing import HEADER, signature
from fulfillment.channels.secrets import unseal

BATCH, AT_ONCE = 40, 8
TIMEOUT = httpx.Timeout(8.0, connect=4.0)
LEASE = timedelta(minutes=3)  # longer than a batch of the slowest answers
# After each attempt: three days in all.
WAITS = [timedelta(seconds=15), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30)] + [
    timedelta(hours=hours) for hours in (1, 3, 6, 12, 24, 24)
]


class Sent(NamedTuple):
    """`status` is None where no answer came."""

    status: int | None
    said: str

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class Letter(Struct, frozen=True):
    """A message with all that sending needs, so that threads touch no database."""

    delivery: WebhookDelivery
    url: str
    secret: str

    def __repr__(self) -> str:
        return f"Letter({self.delivery.pk})"


def send_due(*, now: datetime, clock: Callable[[], datetime]) -> int:
    """Up to a batch of due messages was tried; how many."""
    letters = [letter for delivery in claim(now=now) if (letter := _letter(delivery, now=now))]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for letter, sent in zip(letters, pool.map(lambda each: post(each, at=clock()), letters), strict=True):
            settle(letter.delivery, sent, now=clock())
    return len(letters)


def send(delivery: WebhookDelivery, *, now: datetime) -> Sent | None:
    """This one is tried now, whatever its turn; None where a worker has it in hand."""
    mine = WebhookDelivery.objects.filter(leases.free(now), pk=delivery.pk).update(
        leased_until_at=now + LEASE
    )
    letter = _letter(delivery, now=now) if mine else None
    if letter is None:
        return None
    sent = post(letter, at=now)
    settle(delivery, sent, now=now)
    return sent


def claim(*, now: datetime) -> list[WebhookDelivery]:
    due = WebhookDelivery.objects.filter(
        state="waiting", not_before_at__lte=now, subscription__is_active=True
    )
    free = due.filter(leases.free(now)).order_by("not_before_at")
    ids = list(free.values_list("pk", flat=True)[:BATCH])
    mine = []
    for pk in ids:  # another worker may have been faster with each
        if free.filter(pk=pk).update(leased_until_at=now + LEASE):
            mine.append(pk)
    return list(
        WebhookDelivery.objects.filter(pk__in=mine).select_related("subscription").order_by("created_at")
    )


def _letter(delivery: WebhookDelivery, *, now: datetime) -> Letter | None:
    subscription: WebhookSubscription = delivery.subscription
    try:
        secret = unseal(bytes(subscription.secret))["secret"]
    except ChannelError as error:
        settle(delivery, Sent(None, f"{error.sentence} Remove this subscription and make it again."), now=now)
        return None
    return Letter(delivery, subscription.url, secret)


def post(letter: Letter, *, at: datetime) -> Sent:
    """Never raises for what the other side does. Redirects are not followed: they would leave the checked address."""
    delivery = letter.delivery
    body = bytes(delivery.body)
    try:
        target = addresses.target(letter.url)
        headers = {
            "Host": target.host,
            "Content-Type": "application/json",
            "User-Agent": "Firstscan-Webhooks/1",
            "Firstscan-Delivery": str(delivery.pk),
            "Firstscan-Event": delivery.kind,
            HEADER: signature(letter.secret, body, at=at),
        }
        with (
            httpx.Client(timeout=TIMEOUT, trust_env=False) as http,
            http.stream(
                "POST",
                target.url,
                content=body,
                headers=headers,
                extensions={"sni_hostname": target.server_name},
            ) as answer,
        ):
            return Sent(answer.status_code, f"It answered {answer.status_code} {answer.reason_phrase}.")
    except addresses.NotAllowed as error:
        return Sent(None, str(error))
    except httpx.TimeoutException:
        return Sent(None, f"No answer within {TIMEOUT.read:.0f} seconds.")
    except httpx.HTTPError as error:
        return Sent(None, f"It could not be reached: {type(error).__name__}.")


def settle(delivery: WebhookDelivery, sent: Sent, *, now: datetime) -> None:
    attempts = delivery.attempts + 1
    state = "delivered" if sent.is_taken else "given_up" if attempts > len(WAITS) else "waiting"
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        attempts=attempts,
        state=state,
        status=sent.status,
        said=sent.said,
        leased_until_at=None,
        not_before_at=now + WAITS[min(attempts, len(WAITS)) - 1],
        ended_at=None if state == "waiting" else now,
    )
