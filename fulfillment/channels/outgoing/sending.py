"""Signed messages on their way: claimed by a lease, sent side by side, tried again at growing intervals."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from msgspec import Struct

from fulfillment.channels.errors import ChannelError
from fulfillment.channels.models import WebhookDelivery, WebhookSubscription
from fulfillment.channels.outgoing import leasing
from fulfillment.channels.outgoing.leasing import BATCH
from fulfillment.channels.secrets import unseal
from fulfillment.post.calling import Sent, call
from fulfillment.post.signing import headers

__all__ = ["BATCH", "Letter", "send", "send_due"]
AT_ONCE = 8


class Letter(Struct, frozen=True):
    """A message with all that sending needs, so that threads touch no database."""

    delivery: WebhookDelivery
    url: str
    secret: str

    def __repr__(self) -> str:
        return f"Letter({self.delivery.pk})"


def send_due(*, now: datetime, clock: Callable[[], datetime]) -> int:
    """Up to a batch of due messages was tried; how many."""
    due = WebhookDelivery.objects.filter(subscription__is_active=True).select_related("subscription")
    letters = [letter for each in leasing.claim(due, now=now) if (letter := _letter(each, now=now))]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for letter, sent in zip(letters, pool.map(lambda each: post(each, at=clock()), letters), strict=True):
            leasing.settle(letter.delivery, sent, now=clock())
    return len(letters)


def send(delivery: WebhookDelivery, *, now: datetime) -> Sent | None:
    """This one is tried now, whatever its turn; None where a worker has it in hand."""
    letter = _letter(delivery, now=now) if leasing.take(delivery, now=now) else None
    if letter is None:
        return None
    sent = post(letter, at=now)
    leasing.settle(delivery, sent, now=now)
    return sent


def _letter(delivery: WebhookDelivery, *, now: datetime) -> Letter | None:
    subscription: WebhookSubscription = delivery.subscription
    try:
        secret = unseal(bytes(subscription.secret))["secret"]
    except ChannelError as error:
        said = f"{error.sentence} Remove this subscription and make it again."
        leasing.settle(delivery, Sent(None, said), now=now)
        return None
    return Letter(delivery, subscription.url, secret)


def post(letter: Letter, *, at: datetime) -> Sent:
    """Its id goes along, so that what comes twice is known: no answer is reason enough to send again."""
    delivery = letter.delivery
    body = bytes(delivery.body)
    told = headers(letter.secret, body, delivery=str(delivery.pk), event=delivery.kind, at=at)
    return call(letter.url, body, told)
