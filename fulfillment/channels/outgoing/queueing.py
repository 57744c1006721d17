"""New events in orders' histories become messages for whoever subscribed to them, each once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

import msgspec
from django.db.models import Max, Min

from fulfillment.channels.generic.api import orders
from fulfillment.channels.models import WebhookDelivery, WebhookSubscription
from fulfillment.channels.outgoing.kinds import TEST
from fulfillment.orders.models import Order, OrderEvent

BATCH = 500
# Ids are given when a row is written and seen when its transaction ends: what is younger is looked at again.
SETTLED_AFTER = timedelta(minutes=5)


def queue_new(*, now: datetime) -> int:
    """Every event that a subscription waits for is queued once; how many messages are new."""
    return sum(_queue(each, now=now) for each in WebhookSubscription.objects.filter(is_active=True))


def queue_test(subscription: WebhookSubscription, *, now: datetime) -> WebhookDelivery:
    body = {"event": TEST, "message": "Firstscan reaches this address."}
    delivery = _delivery(subscription, key=f"{TEST}:{uuid4()}", kind=TEST, body=body, now=now)
    delivery.save(force_insert=True)
    return delivery


def _queue(subscription: WebhookSubscription, *, now: datetime) -> int:
    """Read from the settled position on, again and again; the constraint lets each event through once."""
    beyond = OrderEvent.objects.filter(pk__gt=subscription.position)
    young = beyond.filter(recorded_at__gte=now - SETTLED_AFTER).aggregate(first=Min("pk"))["first"]
    last = beyond.aggregate(last=Max("pk"))["last"]
    wanted = beyond.filter(team=subscription.team_id, kind__in=subscription.kinds).order_by("pk")
    added = 0
    events = wanted.iterator(BATCH)
    while batch := list(islice(events, BATCH)):
        added += _queue_batch(subscription, batch, now=now)
    settled = young - 1 if young else last
    if settled and settled > subscription.position:
        WebhookSubscription.objects.filter(pk=subscription.pk).update(position=settled)
    return added


def _queue_batch(subscription: WebhookSubscription, events: Sequence[OrderEvent], *, now: datetime) -> int:
    keys = {event.pk: f"event:{event.pk}" for event in events}
    known = WebhookDelivery.objects.filter(subscription=subscription, key__in=keys.values())
    told_before = set(known.values_list("key", flat=True))
    fresh = [event for event in events if keys[event.pk] not in told_before]
    told = _orders({event.order_id for event in fresh}, now=now)
    rows = [
        _delivery(subscription, key=keys[event.pk], kind=event.kind, body=_body(event, told), now=now)
        for event in fresh
    ]
    WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _orders(ids: set[int], *, now: datetime) -> dict[int, orders.Known]:
    rows = list(orders.with_all(Order.objects.filter(pk__in=ids)))
    return dict(zip([row.pk for row in rows], orders.known(rows, now=now), strict=True))


def _body(event: OrderEvent, told: dict[int, orders.Known]) -> dict[str, Any]:
    """The order as it is when the message is made: a message that comes late is not news, its order may be."""
    return {
        "event": event.kind,
        "happened_at": event.happened_at,
        "data": event.data,
        "order": told[event.order_id],
    }


def _delivery(
    subscription: WebhookSubscription, *, key: str, kind: str, body: dict[str, Any], now: datetime
) -> WebhookDelivery:
    pk = uuid4()
    return WebhookDelivery(
        id=pk,
        team_id=subscription.team_id,
        subscription=subscription,
        key=key,
        kind=kind,
        body=msgspec.json.encode({"id": str(pk), **body}),
        created_at=now,
        not_before_at=now,
    )
