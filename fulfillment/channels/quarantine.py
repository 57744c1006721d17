"""Payloads that could not be taken: kept with a sentence, retried after a fix, counted until resolved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

import msgspec
from django.db import IntegrityError, connection, transaction

from fulfillment.catalog.models import Shop
from fulfillment.channels.models import QuarantinedItem
from fulfillment.channels.records import (
    CancellationRecord,
    OrderRecord,
    PackageRecord,
    RefundRecord,
    Refusal,
    TicketRecord,
)

AnyRecord = OrderRecord | PackageRecord | CancellationRecord | RefundRecord | TicketRecord
RECORDS: dict[str, type[AnyRecord]] = {
    "order": OrderRecord,
    "package": PackageRecord,
    "cancellation": CancellationRecord,
    "refund": RefundRecord,
    "ticket": TicketRecord,
}
# A record whose payload was not at hand is kept as itself, under this first word.
OWN_FORM = b"firstscan-record:"
LONGEST_ID = 200


class Resolution(StrEnum):
    RETRIED = "retried"
    SUPERSEDED = "superseded"  # a newer answer for the same thing was taken
    DISMISSED = "dismissed"


PUT = """
INSERT INTO channels_quarantineditem AS q (
    team_id, shop_id, kind, external_id, sentence, payload, first_seen_at, last_seen_at, times_seen, resolution
)
SELECT %(team)s, %(shop)s, r.kind, r.external_id, r.sentence, r.payload, %(now)s, %(now)s, 1, ''
FROM unnest(%(kinds)s::text[], %(ids)s::text[], %(sentences)s::text[], %(payloads)s::bytea[])
    AS r(kind, external_id, sentence, payload)
ORDER BY r.kind, r.external_id
ON CONFLICT (shop_id, kind, external_id) WHERE resolved_at IS NULL DO UPDATE SET
    sentence = excluded.sentence, payload = excluded.payload, last_seen_at = excluded.last_seen_at,
    times_seen = q.times_seen + 1
"""


def put(shop: Shop, refusals: Iterable[Refusal], *, now: datetime) -> int:
    """Each refused thing has one open row with its newest payload and sentence; answers how many. One statement."""
    rows = {(item.kind, _plain(item.external_id)): item for item in refusals}
    if rows:
        values: dict[str, Any] = {
            "team": shop.team_id,
            "shop": shop.pk,
            "now": now,
            "kinds": [kind for kind, _ in rows],
            "ids": [external_id for _, external_id in rows],
            "sentences": [storable(item.sentence) for item in rows.values()],
            "payloads": [bytes(item.payload) for item in rows.values()],
        }
        with connection.cursor() as cursor:
            cursor.execute(PUT, values)
    return len(rows)


def resolve(
    shop: Shop,
    kind: str,
    external_ids: Sequence[str],
    *,
    now: datetime,
    resolution: Resolution = Resolution.SUPERSEDED,
) -> int:
    """What was quarantined of these is settled; answers how many there were."""
    open_items = QuarantinedItem.objects.filter(shop=shop, kind=kind, resolved_at=None)
    return open_items.filter(external_id__in=external_ids).update(resolved_at=now, resolution=resolution)


def retry(
    item: QuarantinedItem,
    *,
    mapped: Callable[[bytes], AnyRecord | Refusal],
    take: Callable[[AnyRecord], bool],
    now: datetime,
) -> bool:
    """Maps and takes the payload again; True where it is in the database now and the item settled.

    `take` answers whether the record was stored (ingest quarantines it again, with its sentence, where not).
    """
    read = _read(item, mapped)
    if isinstance(read, Refusal):
        put(item.shop, [read], now=now)
        return False
    if not take(read):
        return False
    QuarantinedItem.objects.filter(pk=item.pk).update(resolved_at=now, resolution=Resolution.RETRIED)
    return True


def dismiss(item: QuarantinedItem, *, now: datetime) -> bool:
    """The item is settled without having been taken; False where it was settled already."""
    open_item = QuarantinedItem.objects.filter(pk=item.pk, resolved_at=None)
    return bool(open_item.update(resolved_at=now, resolution=Resolution.DISMISSED))


def undo_dismiss(item: QuarantinedItem) -> bool:
    """The item waits again; False where it is not dismissed, or was refused anew and waits under another row."""
    dismissed = QuarantinedItem.objects.filter(pk=item.pk, resolution=Resolution.DISMISSED)
    try:
        with transaction.atomic():
            return bool(dismissed.update(resolved_at=None, resolution=""))
    except IntegrityError:
        return False


def record_payload(record: AnyRecord) -> bytes:
    """A record as it can be kept where its payload is not at hand."""
    try:
        return OWN_FORM + msgspec.json.encode(record)
    except UnicodeError:
        return repr(record).encode("ascii", "backslashreplace")


def _read(item: QuarantinedItem, mapped: Callable[[bytes], AnyRecord | Refusal]) -> AnyRecord | Refusal:
    payload = bytes(item.payload)
    if not payload.startswith(OWN_FORM):
        return mapped(payload)
    try:
        return _decoder(item.kind).decode(payload.removeprefix(OWN_FORM))
    except msgspec.MsgspecError as error:
        sentence = f"It cannot be read again: {error}."
        return Refusal(kind=item.kind, external_id=item.external_id, sentence=sentence, payload=payload)


@cache
def _decoder(kind: str) -> msgspec.json.Decoder[AnyRecord]:
    return msgspec.json.Decoder(RECORDS[kind])


def _plain(external_id: str) -> str:
    return storable(external_id)[:LONGEST_ID]


def storable(value: str) -> str:
    """`value` as a text column can hold it."""
    return value.replace("\0", "␀").encode(errors="replace").decode()
