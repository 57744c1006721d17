"""One run of an order file into a shop: in batches, each committed with the place reached, so that a run can be taken up again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
from django.db import connection as db
from django.db import transaction
from msgspec import Struct, field

from fulfillment.catalog.models import Shop
from fulfillment.channels import ingest
from fulfillment.channels.generic.mapfile import ImportMap
from fulfillment.channels.generic.orders import Note, Read, external_id, read_order
from fulfillment.channels.generic.reading import Row, rows
from fulfillment.channels.models import ImportReject, ImportRun

BATCH = 1000  # orders a transaction


class Summary(Struct):
    """What became of a file: every row is in `rows`, every order in taken or rejected."""

    rows: int = 0
    taken: int = 0
    rejected: int = 0  # orders
    notes: Counter[str] = field(default_factory=Counter)  # by code


Progress = Callable[[Summary], None]


class Group(Struct, frozen=True):
    """All rows of one order, and up to which row number nothing earlier is still waiting."""

    rows: tuple[Row, ...]
    settled_until: int


def grouped(path: Path, mapping: ImportMap) -> Iterator[Group]:
    """The file's orders with all their rows, wherever those stand; in flat memory where they stand together."""
    last_seen = {
        external_id(row, mapping): row.number for row in rows(path, mapping) if row.values is not None
    }
    waiting: dict[str, list[Row]] = {}
    for row in rows(path, mapping):
        name = external_id(row, mapping) if row.values is not None else ""
        if row.values is None or not name:
            yield Group((row,), _settled(waiting, row.number))
            continue
        waiting.setdefault(name, []).append(row)
        if last_seen[name] == row.number:
            done = waiting.pop(name)
            yield Group(tuple(done), _settled(waiting, row.number))


def _settled(waiting: dict[str, list[Row]], number: int) -> int:
    return min((each[0].number - 1 for each in waiting.values()), default=number)


def dry_run(path: Path, mapping: ImportMap, *, now: datetime) -> tuple[Summary, list[Note]]:
    """What an import would say, without writing anything."""
    summary, notes = Summary(), []
    for group in grouped(path, mapping):
        read = _read(group, mapping, now)
        _count(summary, group, read)
        notes += read.notes
    return summary, notes


def run(
    path: Path, shop: Shop, mapping: ImportMap, *, now: datetime, progress: Progress
) -> tuple[Summary, ImportRun]:
    """The file's orders are in the shop, and every refused or odd row has its note; taken up where an earlier run stopped.

    Importing the same file with the same mapping again changes nothing.
    """
    import_run, is_new = ImportRun.objects.get_or_create(
        shop=shop, digest=_digest(path, mapping), defaults={"team": shop.team, "file_name": path.name}
    )
    summary = Summary()
    start = 0 if is_new or import_run.finished_at else import_run.rows_done
    for batch in _batches(grouped(path, mapping), start):
        reads = [_read(group, mapping, now) for group in batch]
        for group, read in zip(batch, reads, strict=True):
            _count(summary, group, read)
        with transaction.atomic():
            _take(shop, reads, now=now)
            _keep_notes(import_run, batch, reads)
            import_run.rows_done = batch[-1].settled_until
            import_run.save(update_fields=["rows_done"])
        progress(summary)
    _finish(import_run, now=now)
    return summary, import_run


def _batches(groups: Iterator[Group], start: int) -> Iterator[list[Group]]:
    batch = []
    for group in groups:
        if group.rows[-1].number <= start:
            continue
        batch.append(group)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _read(group: Group, mapping: ImportMap, now: datetime) -> Read:
    broken = group.rows[0]
    if broken.values is None:
        return Read(None, (Note(broken.number, "", "unreadable_row", broken.problem, True),))
    return read_order(group.rows, mapping, now=now)


def _count(summary: Summary, group: Group, read: Read) -> None:
    summary.rows += len(group.rows)
    summary.taken += read.record is not None
    summary.rejected += read.record is None
    summary.notes.update(note.code for note in read.notes)


def _take(shop: Shop, reads: Sequence[Read], *, now: datetime) -> None:
    records = [read.record for read in reads if read.record is not None]
    suppliers = {
        (read.record.external_id, line): supplier
        for read in reads
        if read.record is not None
        for line, supplier in read.suppliers.items()
    }
    if records:
        _create_suppliers(shop, set(suppliers.values()))
        ingest.take_orders(shop=shop, records=records, now=now, source="import")
        _name_suppliers(shop, suppliers)


CREATE_SUPPLIERS = """
INSERT INTO catalog_supplier (team_id, code, name)
SELECT %s, code, left(name, 120) FROM unnest(%s::text[], %s::text[]) AS told (code, name) ORDER BY code
ON CONFLICT (team_id, code) DO NOTHING
"""
NAME_SUPPLIERS = """
UPDATE orders_orderline line SET supplier_id = supplier.id
FROM unnest(%s::text[], %s::text[], %s::text[]) AS told (order_external_id, line_external_id, code)
JOIN orders_order o ON o.shop_id = %s AND o.external_id = told.order_external_id
JOIN catalog_supplier supplier ON supplier.team_id = o.team_id AND supplier.code = told.code
WHERE line.order_id = o.id AND line.external_id = told.line_external_id
  AND line.supplier_id IS DISTINCT FROM supplier.id
"""


def _create_suppliers(shop: Shop, suppliers: set[tuple[str, str]]) -> None:
    told = dict(sorted(suppliers))
    if told:
        with db.cursor() as cursor:
            cursor.execute(CREATE_SUPPLIERS, [shop.team_id, list(told), list(told.values())])


def _name_suppliers(shop: Shop, suppliers: dict[tuple[str, str], tuple[str, str]]) -> None:
    """A file names the supplier line by line; a SKU may have several."""
    if suppliers:
        orders, lines = zip(*suppliers, strict=True)
        codes = [code for code, _ in suppliers.values()]
        with db.cursor() as cursor:
            cursor.execute(NAME_SUPPLIERS, [list(orders), list(lines), codes, shop.pk])


def _keep_notes(import_run: ImportRun, batch: Sequence[Group], reads: Sequence[Read]) -> None:
    payloads = {row.number: row.values or {} for group in batch for row in group.rows}
    ImportReject.objects.bulk_create(
        [
            ImportReject(
                team_id=import_run.team_id,
                run=import_run,
                row=note.row,
                external_id=note.external_id,
                code=note.code,
                sentence=note.sentence,
                is_rejected=note.is_rejected,
                payload=msgspec.to_builtins(payloads[note.row]) if note.is_rejected else {},
            )
            for read in reads
            for note in read.notes
        ],
        ignore_conflicts=True,
    )


def _finish(import_run: ImportRun, *, now: datetime) -> None:
    kept = ImportReject.objects.filter(run=import_run)
    import_run.rejected = kept.filter(is_rejected=True).count()
    import_run.noted = kept.filter(is_rejected=False).count()
    import_run.finished_at = now
    import_run.save()


def _digest(path: Path, mapping: ImportMap) -> str:
    digest = hashlib.sha256(msgspec.json.encode(mapping))
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
