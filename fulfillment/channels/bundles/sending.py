"""A change of packages on its way: one write for all the orders that it is about, under one key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from msgspec import to_builtins

from fulfillment.accounts.models import User
from fulfillment.channels.bundling import Bundle
from fulfillment.channels.uploads.changing import changing_ids
from fulfillment.channels.uploads.sending import ONE_WAITS, wake
from fulfillment.orders.models import Order
from fulfillment.orders.upsert.locks import lock_these
from fulfillment.outbox.asking import Wish, ask
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import Kind, State


def send(
    kind: Kind, orders: Sequence[Order], bundle: Bundle, *, by: User | None, now: datetime
) -> OutboundWrite | None:
    """The new write; None where a change of one of these orders is on its way already. The first order names it."""
    first = orders[0]
    with transaction.atomic():
        lock_these([order.pk for order in orders])
        changing = changing_ids(first.team, {first.shop_id})
        if any((order.shop_id, order.external_id) in changing for order in orders):
            return None
        wish = Wish(kind, _key(kind, first, bundle), first.external_id, to_builtins(bundle))
        rows = ask(first.shop, [wish], by=by, now=now, pause=ONE_WAITS)
        transaction.on_commit(partial(wake, {first.shop_id}, after=ONE_WAITS))
    return rows[0] if rows else None


def _key(kind: Kind, first: Order, bundle: Bundle) -> str:
    """Combined again after it was taken apart is another effect: what was done before is counted."""
    named = (
        ",".join(sorted(bundle.order_external_ids)) if kind is Kind.PACKAGES_COMBINE else first.external_id
    )
    done = OutboundWrite.objects.of(first.team).bundles().filter(shop=first.shop_id, state=State.DONE)
    before = done.filter(payload__order_external_ids__contains=[first.external_id]).count()
    return f"{kind}:{named}:{before}"
