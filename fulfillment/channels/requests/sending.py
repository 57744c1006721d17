"""A decision on its way: into the outbox, with what must not leave any more taken back in the same breath."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction
from msgspec import to_builtins

from fulfillment.accounts.models import User
from fulfillment.channels.answering import Answer, Asked
from fulfillment.channels.requests.looking import Looked
from fulfillment.channels.uploads.sending import ONE_WAITS, wake
from fulfillment.orders.models import Order
from fulfillment.outbox.asking import Wish, ask, withdraw
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import Kind

KINDS = {
    (True, True): Kind.CANCELLATION_APPROVE,
    (True, False): Kind.CANCELLATION_REJECT,
    (False, True): Kind.RETURN_APPROVE,
    (False, False): Kind.RETURN_REJECT,
}  # by (about a cancellation, granted)


def send(
    order: Order,
    looked: Looked,
    *,
    grants: bool,
    reason: tuple[str, str] = ("", ""),
    comment: str = "",
    by: User | None,
    now: datetime,
) -> OutboundWrite | None:
    """The new write; None where this request was answered before: one key holds its one answer."""
    code, words = reason
    answer = Answer(
        order_external_id=order.external_id,
        request_external_id=looked.request.external_id,
        asked=looked.asked,
        step=looked.step,
        reason=code,
        reason_words=words,
        comment=comment,
    )
    is_cancellation = looked.asked is Asked.CANCELLATION
    key = f"answer:{looked.asked}:{looked.request.external_id}:{looked.step}"
    wish = Wish(KINDS[is_cancellation, grants], key, order.external_id, to_builtins(answer))
    with transaction.atomic():
        if is_cancellation and grants:
            _keep_back(order, now=now)
        rows = ask(order.shop, [wish], by=by, now=now, pause=ONE_WAITS)
        transaction.on_commit(partial(wake, {order.shop_id}, after=ONE_WAITS))
    return rows[0] if rows else None


def _keep_back(order: Order, *, now: datetime) -> None:
    """Numbers that were not sent yet stay here."""
    waiting = OutboundWrite.objects.of(order.team).about(order.shop_id, [order.external_id])
    withdraw(waiting.filter(kind=Kind.SHIPMENT_CREATE), now=now)
