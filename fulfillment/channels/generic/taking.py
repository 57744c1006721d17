"""A batch of read orders goes into a shop, and what the shop made of them is said of their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct, structs

from fulfillment.catalog.models import Shop
from fulfillment.channels import ingest, quarantine
from fulfillment.channels.generic import suppliers
from fulfillment.channels.generic.grouping import Group
from fulfillment.channels.generic.orders import Note, Read, refused
from fulfillment.channels.models import QuarantinedItem
from fulfillment.channels.records import OrderRecord, TicketRecord

NOT_STORABLE, OLDER = "not_storable", "older_than_known"
OLDER_SENTENCE = "the shop knows something newer about this order; nothing was changed"


class Answer(Struct, frozen=True):
    """`refused`: sentence by external id. `older`: orders of which the shop knows something newer."""

    refused: Mapping[str, str]
    older: frozenset[str]


def take(shop: Shop, reads: Sequence[Read], *, now: datetime) -> Answer:
    """The readable orders are in the shop, with their suppliers, or in its quarantine."""
    records = [read.record for read in reads if isinstance(read.record, OrderRecord)]
    told = {
        (read.record.external_id, line): supplier
        for read in reads
        if read.record is not None
        for line, supplier in read.suppliers.items()
    }
    suppliers.create(shop, set(told.values()))
    taken = ingest.take_orders(shop=shop, records=records, now=now, source="import")
    suppliers.name(shop, told, now=now)
    return Answer(sentences(shop, taken.quarantined), frozenset(taken.stale))


def take_tickets(shop: Shop, reads: Sequence[Read], *, now: datetime) -> Answer:
    """The readable tickets are in the shop, or in its quarantine."""
    records = [read.record for read in reads if isinstance(read.record, TicketRecord)]
    taken = ingest.take_tickets(shop=shop, records=records, now=now)
    return Answer(sentences(shop, taken.quarantined, kind="ticket"), frozenset(taken.stale))


def answered(group: Group, read: Read, answer: Answer) -> Read:
    """`read` with what the shop said of it."""
    name = read.record.external_id if read.record is not None else ""
    if name in answer.refused:
        return refused(group.rows, name, NOT_STORABLE, answer.refused[name])
    if name in answer.older:
        note = Note(group.rows[0].number, name, OLDER, OLDER_SENTENCE, False)
        return structs.replace(read, notes=(*read.notes, note))
    return read


def sentences(shop: Shop, quarantined: Sequence[str], *, kind: str = "order") -> dict[str, str]:
    """Why the shop could not store each of these."""
    if not quarantined:
        return {}
    kept_as = {name: quarantine.storable(name)[: quarantine.LONGEST_ID] for name in quarantined}
    items = QuarantinedItem.objects.filter(
        shop=shop, kind=kind, resolved_at=None, external_id__in=kept_as.values()
    )
    said = dict(items.values_list("external_id", "sentence"))
    return {name: said[kept] for name, kept in kept_as.items()}
