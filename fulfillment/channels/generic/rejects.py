"""The report of an import: a row of its own for every refused or odd row of the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fulfillment.channels.generic.grouping import Group
from fulfillment.channels.generic.orders import Read
from fulfillment.channels.generic.reading import Row
from fulfillment.channels.generic.taking import NOT_STORABLE, OLDER, Answer
from fulfillment.channels.models import ImportReject, ImportRun
from fulfillment.channels.quarantine import storable

LONGEST_RAW = 10_000


def keep(import_run: ImportRun, batch: Sequence[Group], reads: Sequence[Read]) -> None:
    """Every note of the batch stands in the report once; refused rows with what they held."""
    held = {row.number: row for group in batch for row in group.rows}
    ImportReject.objects.bulk_create(
        [
            ImportReject(
                team_id=import_run.team_id,
                run=import_run,
                row=note.row,
                external_id=storable(note.external_id),
                code=note.code,
                sentence=storable(note.sentence),
                is_rejected=note.is_rejected,
                payload=_payload(held[note.row]) if note.is_rejected else {},
            )
            for read in reads
            for note in read.notes
        ],
        ignore_conflicts=True,
    )


def count(import_run: ImportRun) -> None:
    """Sets how many rows were refused, and how many notes stand on rows that were taken."""
    import_run.rejected = import_run.rejects.filter(is_rejected=True).count()
    import_run.noted = import_run.rejects.filter(is_rejected=False).count()


def answer(import_run: ImportRun) -> Answer:
    """What the shop said of the orders that the run has taken so far."""
    said = import_run.rejects.filter(code__in=[NOT_STORABLE, OLDER])
    rows = list(said.values_list("external_id", "code", "sentence"))
    return Answer(
        {name: sentence for name, code, sentence in rows if code == NOT_STORABLE},
        frozenset(name for name, code, _ in rows if code == OLDER),
    )


def _payload(row: Row) -> dict[str, Any]:
    return row.values if row.values is not None else {"raw": storable(row.raw[:LONGEST_RAW])}
