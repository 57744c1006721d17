"""Orders in short form: enough to see that something changed, cheap to list by the hundred."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import Raw, Struct
from msgspec.json import Decoder

from fulfillment.channels.base import Listing
from fulfillment.channels.comparing import Entry
from fulfillment.channels.refusals import REFUSABLE
from fulfillment.channels.values import identifier
from fulfillment.channels.woocommerce import walking
from fulfillment.channels.woocommerce.client import WooClient, stamp
from fulfillment.channels.woocommerce.mapping.values import moment
from fulfillment.channels.woocommerce.payloads import Id, Moment, Word
from fulfillment.channels.woocommerce.walking import SECOND


class Ref(Struct):
    id: Id = None


class Short(Struct):
    """The fields of the short form that tell whether anything changed."""

    id: Id = None
    status: Word = ""
    date_modified_gmt: Moment = None
    refunds: list[Ref] | None = None


SHORT = Decoder(Short)
FIELDS = "id,status,date_modified_gmt,refunds"


def read(raw: Raw) -> Short | None:
    try:
        return SHORT.decode(raw)
    except (ValueError, RecursionError):
        return None


def placed(client: WooClient, *, since: datetime, until: datetime, token: str) -> Listing:
    """Orders placed in the span by id, oldest first; `after` leaves its own second out."""
    params = {"after": stamp(since - SECOND), "before": stamp(until), "_fields": FIELDS}

    def ask(more: Mapping[str, object]) -> tuple[list[Raw], int | None]:
        return client.orders(params | dict(more))

    rows, onward = walking.by_id(ask, {}, walking.read_walk(token))
    found = [row for raw in rows if (row := read(raw)) and identifier(row.id)]
    return Listing([_entry(row) for row in found], walking.write_walk(onward))


def _entry(row: Short) -> Entry:
    try:
        return Entry(
            identifier(row.id), str(row.status or ""), moment(row.date_modified_gmt, "date_modified_gmt")
        )
    except REFUSABLE:
        return Entry(identifier(row.id), "")
