"""A record that the database refuses is found by halving its batch, and quarantined alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

import structlog
from django.db import DatabaseError, DataError, transaction

from fulfillment.catalog.models import Shop
from fulfillment.channels import quarantine
from fulfillment.channels.ingest.outcome import Taken
from fulfillment.channels.records import (
    CancellationRecord,
    OrderRecord,
    PackageRecord,
    RefundRecord,
    Refusal,
    TicketRecord,
)

log = structlog.get_logger()

Record = TypeVar("Record", OrderRecord, PackageRecord, CancellationRecord, RefundRecord, TicketRecord)

# By SQLSTATE, the longest prefix that fits. Classes 22, 23 and 54 are about the values; everything else (a lost
# connection, a deadlock, a full disk) is about us, and the batch is tried again whole.
SENTENCES = {
    "22": "It holds a value that the database cannot store.",
    "22001": "A text in it is longer than we can store.",
    "22003": "A number in it is larger than we can store.",
    "22007": "A date in it cannot be read.",
    "22008": "A date in it is out of range.",
    "22021": "A text in it holds a character that cannot be stored.",
    "22P05": "A text in it holds a NUL character, which cannot be stored.",
    "23": "It contradicts what is already stored.",
    "23502": "A value that every record needs is missing.",
    "23514": "A number in it is negative where only zero or more makes sense.",
    "54": "A text in it is too long to be found again by an index.",
}


class Unstorable(Exception):
    """A value that the database would take and that would break every sum; the message is a sentence."""


def take_apart(
    shop: Shop,
    kind: str,
    records: Sequence[Record],
    take: Callable[[Sequence[Record]], Taken],
    *,
    payloads: Mapping[str, bytes],
    now: datetime,
) -> Taken:
    """What `take` makes of the records; of those it cannot store, only they are quarantined."""
    if not records:
        return Taken()
    try:
        with transaction.atomic():
            return take(records)
    except (DatabaseError, UnicodeError, OverflowError, Unstorable) as error:
        sentence = sentence_of(error)
        if sentence is None:
            raise
        if len(records) == 1:
            return _refuse(shop, kind, records[0], sentence, payloads, now=now)
    middle = len(records) // 2
    taken = take_apart(shop, kind, records[:middle], take, payloads=payloads, now=now)
    taken.add(take_apart(shop, kind, records[middle:], take, payloads=payloads, now=now))
    return taken


def sentence_of(error: Exception) -> str | None:
    """Why a value cannot be stored; None where the values are not to blame."""
    if isinstance(error, Unstorable):
        return str(error)
    if isinstance(error, UnicodeError):
        return "A text in it is not valid Unicode."
    if isinstance(error, OverflowError):
        return SENTENCES["22003"]
    state = getattr(error.__cause__, "sqlstate", None) or ("22P05" if isinstance(error, DataError) else "")
    return SENTENCES.get(state) or SENTENCES.get(state[:2])


def _refuse(
    shop: Shop, kind: str, record: Record, sentence: str, payloads: Mapping[str, bytes], *, now: datetime
) -> Taken:
    payload = payloads.get(record.external_id) or quarantine.record_payload(record)
    refusal = Refusal(kind=kind, external_id=record.external_id, sentence=sentence, payload=payload)
    quarantine.put(shop, [refusal], now=now)
    log.warning("ingest.quarantined", shop=shop.pk, kind=kind, sentence=sentence)
    return Taken(quarantined=[record.external_id])
