"""One run of an order file into a shop: in batches, each committed with the place reached, so that it can be taken up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.db import transaction
from msgspec import Struct, field

from fulfillment.catalog.models import Shop
from fulfillment.channels.generic import contents, rejects
from fulfillment.channels.generic.grouping import Group, OrderFile, grouped
from fulfillment.channels.generic.orders import Note, Read
from fulfillment.channels.generic.taking import answered
from fulfillment.channels.models import ImportRun

BATCH = 1000  # orders a transaction


class Summary(Struct):
    """What became of a file: every row is in `rows`, every order in taken or rejected; rows of no order count as one."""

    rows: int = 0
    taken: int = 0
    rejected: int = 0
    notes: Counter[str] = field(default_factory=Counter)  # by code
    taken_up_after: int = 0  # the row where an earlier run had stopped

    def count(self, group: Group, read: Read) -> None:
        self.rows += len(group.rows)
        self.taken += read.record is not None
        self.rejected += read.record is None
        self.notes.update(note.code for note in read.notes)


Progress = Callable[[Summary], None]


def dry_run(
    file: OrderFile,
    find_shop: Callable[[], Shop],
    *,
    now: datetime,
    progress: Progress,
    report: Callable[[Iterable[Note]], None],
) -> Summary:
    """Says what an import would say: each batch is really taken, the database's own objections included, and undone."""
    summary = Summary()
    for batch in _batches(grouped(file)):
        with transaction.atomic():
            reads = _take(find_shop(), batch, file, now=now)
            transaction.set_rollback(True)
        for group, read in zip(batch, reads, strict=True):
            summary.count(group, read)
            report(read.notes)
        progress(summary)
    return summary


def run(
    file: OrderFile, shop: Shop, *, now: datetime, progress: Progress, can_be_undone: bool = False
) -> tuple[Summary, ImportRun]:
    """The file's orders are in the shop, and every refused or odd row has its note; taken up where an earlier run stopped.

    Importing the same file with the same mapping again changes nothing. `can_be_undone`: what it changes is kept.
    """
    import_run = _begin(file, shop)
    summary = Summary(taken_up_after=import_run.rows_done)
    groups = _count_done(grouped(file), file, import_run, summary, now=now)
    for batch in _batches(groups):
        with transaction.atomic():
            reads = _take(shop, batch, file, now=now, remembered_by=import_run if can_be_undone else None)
            rejects.keep(import_run, batch, reads)
            import_run.rows_done = batch[-1].settled_until
            import_run.orders_done = summary.taken + sum(read.record is not None for read in reads)
            import_run.save(update_fields=["rows_done", "orders_done"])
        for group, read in zip(batch, reads, strict=True):
            summary.count(group, read)
        progress(summary)
    rejects.count(import_run)
    import_run.finished_at = now
    import_run.save()
    return summary, import_run


@transaction.atomic
def _begin(file: OrderFile, shop: Shop) -> ImportRun:
    """The run of this file: one that stopped goes on, one that was finished starts over with an empty report."""
    known = {"team": shop.team, "file_name": file.path.name}
    import_run, _ = ImportRun.objects.get_or_create(shop=shop, digest=file.digest, defaults=known)
    if import_run.finished_at:
        import_run.rejects.all().delete()
        import_run.imported.exclude(kept="").delete()
        import_run.rows_done = import_run.orders_done = 0
        import_run.finished_at = None
        import_run.save()
    return import_run


def _count_done(
    groups: Iterator[Group], file: OrderFile, import_run: ImportRun, summary: Summary, *, now: datetime
) -> Iterator[Group]:
    """The groups still to take; those that an earlier run took are counted as it left them."""
    answer = rejects.answer(import_run) if import_run.rows_done else None
    done_until, read = import_run.rows_done, contents.of(file.mapping).read
    for group in groups:
        if answer is None or group.rows[-1].number > done_until:
            yield group
        else:
            summary.count(group, answered(group, read(group.rows, file.mapping, now=now), answer))


def _batches(groups: Iterator[Group]) -> Iterator[list[Group]]:
    while batch := list(islice(groups, BATCH)):
        yield batch


def _take(
    shop: Shop,
    batch: Sequence[Group],
    file: OrderFile,
    *,
    now: datetime,
    remembered_by: ImportRun | None = None,
) -> list[Read]:
    held = contents.of(file.mapping)
    reads = [held.read(group.rows, file.mapping, now=now) for group in batch]
    names = [read.record.external_id for read in reads if read.record] if remembered_by else []
    was = held.snapshot(shop, names)
    answer = held.take(shop, reads, now=now)
    if remembered_by:
        held.remember(remembered_by, was, names, now=now)
    return [answered(group, read, answer) for group, read in zip(batch, reads, strict=True)]
