"""Numbers that may go: what the outbox is asked to write, and the worker that is woken for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple
from uuid import UUID

import structlog
from django.db import transaction
from kombu.exceptions import OperationalError
from msgspec import to_builtins

from fulfillment.accounts.models import User
from fulfillment.catalog.models import Shop
from fulfillment.channels.shipments import Shipment
from fulfillment.channels.tasks import push_shop
from fulfillment.channels.uploads.parts import shipment_lines
from fulfillment.channels.uploads.preflight import Doing, OrderFacts, Upload, corrected_parcel
from fulfillment.orders.models import Order
from fulfillment.outbox.asking import Wish, ask
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import Kind
from fulfillment.tracking.numbers import carrier_name, tracking_url

log = structlog.get_logger()

# Long enough to see a slip and take it back: some channels take one correction, some none.
ONE_WAITS = timedelta(seconds=10)
MANY_WAIT = timedelta(seconds=60)

KINDS = {Doing.UPLOAD: Kind.SHIPMENT_CREATE, Doing.CORRECT: Kind.SHIPMENT_CORRECT}


class Going(NamedTuple):
    order: Order
    upload: Upload
    facts: OrderFacts


def send(
    going: Sequence[Going],
    *,
    by: User | None,
    now: datetime,
    pause: timedelta = ONE_WAITS,
    batch: UUID | None = None,
) -> list[OutboundWrite]:
    """The writes that are new; each leaves after `pause` and can be withdrawn until then."""
    by_shop: dict[Shop, list[Wish]] = defaultdict(list)
    for each in going:
        by_shop[each.order.shop].append(_wish(each))
    rows: list[OutboundWrite] = []
    with transaction.atomic():
        for shop, wishes in by_shop.items():
            rows += ask(shop, wishes, by=by, now=now, pause=pause, batch=batch)
        transaction.on_commit(partial(wake, {row.shop_id for row in rows}, after=pause))
    return rows


def wake(shop_ids: Iterable[int], *, after: timedelta = timedelta(0)) -> None:
    """A worker looks as soon as something may leave; where the broker is gone, beat's next turn finds it."""
    for shop_id in shop_ids:
        try:
            push_shop.apply_async([shop_id], countdown=after.total_seconds() + 0.2, retry=False)
        except OperationalError as fault:
            log.warning("push.not_woken", shop=shop_id, fault=str(fault))


def _wish(going: Going) -> Wish:
    order, upload = going.order, going.upload
    parcel = corrected_parcel(going.facts, upload.package) if upload.doing is Doing.CORRECT else None
    shipment = Shipment(
        order_external_id=order.external_id,
        tracking_number=upload.number,
        carrier=upload.carrier,
        carrier_name=carrier_name(upload.carrier),
        tracking_url=tracking_url(upload.carrier, upload.number) or "",
        package_external_id=parcel.external_id if parcel else "",
        previous_number=parcel.number if parcel else "",
        lines=shipment_lines(upload.parts, others_wait=going.facts.parts_wait),
    )
    kind = KINDS[upload.doing]
    # The same number again after another is another correction; given again after it was taken back, another shipment.
    generation = parcel.numbers_told if parcel else going.facts.taken_back
    key = f"{kind}:{order.external_id}:{shipment.package_external_id}:{upload.number}:{generation}"
    return Wish(kind, key, order.external_id, to_builtins(shipment))
