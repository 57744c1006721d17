"""What a settled write leaves at its order: an event, a reason to look again, and the wish to read it back."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction

from fulfillment.channels import base, wanting
from fulfillment.channels.answering import Asked
from fulfillment.channels.models import Connection
from fulfillment.orders import watch
from fulfillment.orders.history import record
from fulfillment.orders.models import Order
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import ANSWERS, BUNDLES, Kind, State
from fulfillment.tracking.numbers import carrier_name

DONE = {
    Kind.SHIPMENT_CREATE: "tracking.uploaded",
    Kind.SHIPMENT_CORRECT: "tracking.corrected",
    Kind.SHIPMENT_CANCEL: "tracking.taken_back",
    Kind.CANCELLATION_APPROVE: "request.granted",
    Kind.CANCELLATION_REJECT: "request.refused",
    Kind.RETURN_APPROVE: "request.granted",
    Kind.RETURN_REJECT: "request.refused",
    Kind.PACKAGES_COMBINE: "packages.combined",
    Kind.PACKAGES_UNCOMBINE: "packages.taken_apart",
    Kind.PACKAGES_SPLIT: "packages.split",
}
REFUSED = {State.REFUSED: "tracking.upload_refused", State.NEEDS_PERSON: "tracking.upload_unclear"}

ANSWER_REFUSED = {
    State.REFUSED: "request.answer_refused",
    State.NEEDS_PERSON: "request.answer_unclear",
}
BUNDLE_REFUSED = {State.REFUSED: "packages.refused", State.NEEDS_PERSON: "packages.unclear"}


def settled(
    connection: Connection, write: OutboundWrite, state: State, *, sentence: str, now: datetime
) -> None:
    """In the transaction of the answer. The order is read again either way: a refusal has its cause there."""
    is_answer, is_bundle = Kind(write.kind) in ANSWERS, Kind(write.kind) in BUNDLES
    failed = ANSWER_REFUSED if is_answer else BUNDLE_REFUSED if is_bundle else REFUSED
    kind = DONE.get(Kind(write.kind)) if state is State.DONE else failed.get(state)
    if kind is None:
        return
    about = list(write.payload["order_external_ids"]) if is_bundle else [write.subject]
    named = Order.objects.filter(shop=write.shop_id, external_id__in=about)
    orders = list(named.order_by("pk").values_list("pk", flat=True))
    of = _of_answer if is_answer else _of_bundle if is_bundle else _of_parcel
    data = of(write, sentence)
    record(
        orders, kind=kind, key=f"{kind}:{write.pk}:{write.attempts}", data=data, by=write.created_by, now=now
    )
    watch.wake(orders, now=now)
    wanting.want(connection, "order", about, now=now)
    transaction.on_commit(partial(_read_soon, connection, now))
    if is_answer and base.reads_requests_alone(connection.shop.channel):
        asked = "cancellation" if write.payload["asked"] == Asked.CANCELLATION else "refund"
        wanting.want(connection, asked, [write.payload["request_external_id"]], now=now)


def _read_soon(connection: Connection, now: datetime) -> None:
    """Whoever pressed is looking at the order: its parcel does not wait for the next poll. Alone, for a round locks
    orders and its line together."""
    Connection.objects.filter(pk=connection.pk, failures=0).update(next_sync_at=now)


def _of_parcel(write: OutboundWrite, sentence: str) -> dict[str, str]:
    number, carrier = write.payload["tracking_number"], write.payload.get("carrier", "")
    note = f"{number}, {carrier_name(carrier)}" if carrier else number
    return {"note": f"{note}. {sentence}" if sentence else note, "number": number, "write": str(write.pk)}


def _of_bundle(write: OutboundWrite, sentence: str) -> dict[str, str]:
    groups = write.payload["groups"]
    orders = ", ".join(write.payload["order_external_ids"])
    what = f"{len(groups)} packages" if groups else f"Orders {orders}"
    return {"note": f"{what}. {sentence}" if sentence else what, "write": str(write.pk)}


def _of_answer(write: OutboundWrite, sentence: str) -> dict[str, str]:
    reason = write.payload.get("reason_words", "")
    note = ". ".join(filter(None, (reason, sentence)))
    return {"note": note, "request": write.payload["request_external_id"], "write": str(write.pk)}
