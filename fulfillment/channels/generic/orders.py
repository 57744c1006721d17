"""One order from its rows, by the map: a record to ingest, or a refusal with a sentence. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from fulfillment.channels.generic import oddities
from fulfillment.channels.generic.fields import Fields
from fulfillment.channels.generic.lines import Lines, Suppliers, read_lines
from fulfillment.channels.generic.mapfile import ImportMap, column_of
from fulfillment.channels.generic.reading import Row
from fulfillment.channels.generic.values import Unreadable, text
from fulfillment.channels.records import BuyerRecord, OrderRecord, TicketRecord
from fulfillment.policies import countries

BUYER = ("name", "email", "phone", "line1", "city", "region", "postal_code")
DAMAGED = "\N{REPLACEMENT CHARACTER}"


class Note(Struct, frozen=True):
    """About one row: why it was refused, or what is odd about it though it was taken."""

    row: int
    external_id: str
    code: str
    sentence: str
    is_rejected: bool


class Read(Struct, frozen=True):
    """One order or ticket of the file. `record` is None where it was refused; then every row has its note."""

    record: OrderRecord | TicketRecord | None
    notes: tuple[Note, ...]
    suppliers: Suppliers = {}


def external_id(row: Row, mapping: ImportMap) -> str:
    """The order or ticket that the row belongs to; blank where it does not say."""
    try:
        return text((row.values or {}).get(column_of(mapping.main["external_id"]).column))
    except Unreadable:
        return ""


def read_order(rows: Sequence[Row], mapping: ImportMap, *, now: datetime) -> Read:
    """`rows` are all rows of one order, in the file's order, or one row that belongs to none."""
    first = rows[0]
    if first.values is None:
        return refused(rows, "", "unreadable_row", first.problem)
    name = external_id(first, mapping)
    if not name:
        return refused(rows, "", "no_order_id", "it does not say which order it belongs to")
    if DAMAGED in name:
        return refused(
            rows, name, "damaged_id", f"its order id holds bytes that are not {mapping.file.encoding}"
        )
    kept, repeated = oddities.without_repeats(rows, mapping)
    try:
        lines = read_lines(kept, mapping)
        fields = Fields(first.values, mapping.order, mapping.file)
        record = _record(fields, lines, mapping, now=now)
    except Unreadable as error:
        return refused(rows, name, "unreadable", str(error))
    odd = oddities.of(record, lines.dues)
    odd += oddities.of_rows(kept, mapping) + oddities.of_country(fields.text("country"))
    odd += oddities.of_times(fields.skipped(), line_due=lines.skipped)
    notes = [Note(first.number, name, code, sentence, False) for code, sentence in odd]
    notes += [Note(row.number, name, *oddities.REPEATED, False) for row in repeated]
    return Read(record, tuple(notes), lines.suppliers)


def refused(rows: Sequence[Row], name: str, code: str, sentence: str) -> Read:
    """Every row of the order says why."""
    return Read(None, tuple(Note(row.number, name, code, sentence, True) for row in rows))


def _record(fields: Fields, lines: Lines, mapping: ImportMap, *, now: datetime) -> OrderRecord:
    word = fields.text("status")
    status = mapping.statuses.get(word) or (None if word else mapping.file.status_if_empty)
    if status is None:
        raise Unreadable(f"status {word!r} is not in the map's [statuses]")
    placed_at = fields.moment("placed_at")
    if placed_at is None:
        raise Unreadable("it does not say when it was placed")
    paid_at, ready_at = fields.moment("paid_at"), fields.moment("ready_at")
    scanned_at, delivered_at = fields.moment("scanned_at"), fields.moment("delivered_at")
    cancelled_at = fields.moment("cancelled_at")
    told = (placed_at, paid_at, ready_at, scanned_at, delivered_at, cancelled_at)
    due = fields.moment("dispatch_due_at") or min(lines.dues, default=None)
    is_total_told = "total" in mapping.order
    return OrderRecord(
        external_id=fields.text("external_id"),
        number=fields.text("number"),
        copied_from=fields.text("copied_from"),
        # Without a time of its own a row is as new as the last thing it tells.
        updated_at=fields.moment("updated_at")
        or max((at for at in told if at and at <= now), default=placed_at),
        status=status,
        channel_status=word or status,
        placed_at=placed_at,
        paid_at=paid_at,
        ready_at=ready_at,
        scanned_at=scanned_at,
        delivered_at=delivered_at,
        cancelled_at=cancelled_at,
        ready_due_at=due,
        scan_due_at=due,
        delivery_due_at=fields.moment("delivery_due_at"),
        total=fields.amount("total") if is_total_told else lines.total(),
        currency=fields.text("currency") or mapping.file.currency,
        country=countries.code_of(fields.text("country")) or mapping.file.country,
        buyer=_buyer(fields),
        lines=lines.records,
    )


def _buyer(fields: Fields) -> BuyerRecord:
    told = {name: fields.text(f"buyer_{name}") for name in BUYER}
    return BuyerRecord(external_id=fields.text("buyer_id"), country=fields.file.country, **told)
