"""One ticket, complaint or review from its rows, by the map: a record to ingest, or a refusal with a sentence. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fulfillment.channels.generic import guessing, oddities
from fulfillment.channels.generic.fields import Fields
from fulfillment.channels.generic.mapfile import ImportMap
from fulfillment.channels.generic.orders import DAMAGED, Note, Read, external_id, refused
from fulfillment.channels.generic.reading import Row
from fulfillment.channels.generic.values import Unreadable
from fulfillment.channels.records import TicketRecord

LONGEST_TEXT, LONGEST_ID = 2000, 64


def read_ticket(rows: Sequence[Row], mapping: ImportMap, *, now: datetime) -> Read:
    """`rows` are all rows of one ticket; where they differ the first counts."""
    first = rows[0]
    if first.values is None:
        return refused(rows, "", "unreadable_row", first.problem)
    name = external_id(first, mapping)
    if not name:
        return refused(rows, "", "no_ticket_id", "it does not say which ticket it is")
    if DAMAGED in name:
        return refused(rows, name, "damaged_id", f"its id holds bytes that are not {mapping.file.encoding}")
    if len(name) > LONGEST_ID:
        return refused(rows, name[:LONGEST_ID], "long_id", f"its id has more than {LONGEST_ID} characters")
    kept, repeated = oddities.without_repeats(rows, mapping)
    fields = Fields(first.values, mapping.ticket, mapping.file)
    try:
        record, odd = _record(fields, mapping)
    except Unreadable as error:
        return refused(rows, name, "unreadable", str(error))
    odd += oddities.of_rows(kept, mapping) + oddities.of_times(fields.skipped(), line_due=False)
    notes = [Note(first.number, name, code, sentence, False) for code, sentence in odd]
    notes += [Note(row.number, name, *oddities.REPEATED, False) for row in repeated]
    return Read(record, tuple(notes))


def _record(fields: Fields, mapping: ImportMap) -> tuple[TicketRecord, list[oddities.Odd]]:
    opened_at = fields.moment("opened_at")
    if opened_at is None:
        raise Unreadable("it does not say when it was opened")
    closed_at = fields.moment("closed_at")
    odd: list[oddities.Odd] = []
    if closed_at and closed_at < opened_at:
        odd.append(("closed_before_opened", "closed before it was opened"))
    kind_word, status_word = fields.text("kind"), fields.text("status")
    kind = guessing.ticket_kind(kind_word) if kind_word else mapping.file.kind_if_empty
    if not kind:
        kind = mapping.file.kind_if_empty
        odd.append(("unknown_kind", f"kind {kind_word!r} is unknown; taken as a {kind}"))
    status = guessing.ticket_status(status_word) if status_word else ""
    if status_word and not status:
        odd.append(
            ("unknown_status", f"status {status_word!r} is unknown; it counts as open unless it has an end")
        )
    return TicketRecord(
        external_id=fields.text("external_id"),
        kind=kind,
        order_external_id=fields.text("order")[:LONGEST_ID],
        status="closed" if closed_at else status or "open",
        rating=_rating(fields.text("rating")),
        reason=fields.text("reason")[:200],
        reason_text=fields.text("reason_text")[:200],
        sku_code=fields.text("sku_code")[:200],
        text=fields.text("text")[:LONGEST_TEXT],
        opened_at=opened_at,
        answer_by=fields.moment("answer_by_at"),
        closed_at=closed_at,
        # Without a time of its own a row is as new as the last thing it tells.
        updated_at=fields.moment("updated_at") or max(opened_at, closed_at or opened_at),
    ), odd  # fmt: skip


def _rating(word: str) -> int | None:
    """`4`, `4.0` or `4/5`; None where there is none."""
    if not word:
        return None
    stars = word.partition("/")[0].strip().removesuffix(".0")
    if stars not in {"1", "2", "3", "4", "5"}:
        raise Unreadable(f"rating {word!r} is not a number of stars from 1 to 5")
    return int(stars)
