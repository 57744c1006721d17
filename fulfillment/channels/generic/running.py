"""The steps of an upload that take long: one worker at a time holds its lease, and goes on where a dead one stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import structlog

from fulfillment.channels import leases
from fulfillment.channels.generic import contents, importing
from fulfillment.channels.generic.grouping import OrderFile, survey
from fulfillment.channels.generic.importing import Summary
from fulfillment.channels.generic.mapfile import ImportMap
from fulfillment.channels.generic.orders import Note
from fulfillment.channels.generic.refusing import BadFile, BadMap
from fulfillment.channels.generic.uploading import path_of
from fulfillment.channels.models import ImportReject, ImportRun, ImportUpload
from fulfillment.channels.models.importing import WORKING
from fulfillment.channels.quarantine import storable

LEASE = timedelta(minutes=5)  # a survey of the largest file takes less, and each batch renews it
MOST_NOTES = 100_000  # of one check: whoever has more has the wrong mapping
UNKNOWN_STATUS = "is not in the map's [statuses]"
log = structlog.get_logger()


class Lost(Exception):
    """Another worker has taken over, or the upload is gone: stop writing at once."""


class Work:
    """One turn at one upload, under its lease."""

    def __init__(self, upload: ImportUpload, token: UUID, clock: Callable[[], datetime]) -> None:
        self.upload, self.token, self.clock = upload, token, clock

    def save(self, **changes: Any) -> None:
        mine = ImportUpload.objects.filter(pk=self.upload.pk, lease_token=self.token)
        if not mine.update(leased_until_at=self.clock() + LEASE, **changes):
            raise Lost

    def progress(self, summary: Summary) -> None:
        self.save(rows_done=summary.rows, orders_done=summary.taken, orders_refused=summary.rejected)

    def end(self, state: str, **changes: Any) -> None:
        self.save(state=state, ended_at=self.clock(), **changes)
        leases.give_back(ImportUpload.objects.filter(pk=self.upload.pk), self.token)


def due(*, now: datetime) -> list[UUID]:
    """Uploads that wait for a worker."""
    waiting = ImportUpload.objects.filter(leases.free(now), state__in=WORKING)
    return list(waiting.values_list("pk", flat=True))


def work(upload_id: UUID, *, clock: Callable[[], datetime]) -> bool:
    """The upload's step is done, or failed with a sentence; False where there was nothing to do, or somebody does it."""
    mine = ImportUpload.objects.filter(pk=upload_id, state__in=WORKING)
    token = leases.take(mine, now=clock(), lease=LEASE)
    if token is None:
        return False
    upload = ImportUpload.objects.select_related("shop__team", "run").get(pk=upload_id)
    turn = Work(upload, token, clock)
    try:
        STEPS[upload.state](turn)
    except (BadFile, BadMap, OSError) as error:
        said = (
            str(error)
            if isinstance(error, BadFile | BadMap)
            else "The file is no longer here. Bring it again."
        )
        turn.end("failed", problem=said)
    except Lost:
        log.info("import.lost", upload=str(upload_id))
    return True


def mapping_of(upload: ImportUpload) -> ImportMap:
    return msgspec.convert(upload.mapping, ImportMap)


def _check(turn: Work) -> None:
    """Every order is really taken and rolled back: what the import would say is known, and nothing is changed."""
    upload, now = turn.upload, turn.clock()
    file = _survey(upload)
    check_run, _ = ImportRun.objects.update_or_create(
        shop=upload.shop,
        digest=f"check:{upload.pk}",
        defaults={"team": upload.team, "file_name": upload.file_name, "rows_done": 0, "finished_at": None},
    )
    check_run.rejects.all().delete()
    turn.save(check_run=check_run)
    notes = _Notes(check_run)
    summary = importing.dry_run(file, lambda: upload.shop, now=now, progress=turn.progress, report=notes.keep)
    turn.progress(summary)
    turn.end("checked", rows_total=summary.rows, unknown_words=sorted(notes.unknown)[:50])


def _import(turn: Work) -> None:
    upload, now = turn.upload, turn.clock()
    summary, run = importing.run(
        _survey(upload), upload.shop, now=now, progress=turn.progress, can_be_undone=True
    )
    turn.progress(summary)
    turn.end("imported", run=run)


def _undo(turn: Work) -> None:
    counts = turn.upload.undone or {"taken_back": 0, "kept": 0}
    run = turn.upload.run
    if run is None:
        raise BadFile("Nothing was imported of this file.")
    undo_batch = contents.of(mapping_of(turn.upload)).undo_batch
    while any(done := undo_batch(run, now=turn.clock())):
        counts = {"taken_back": counts["taken_back"] + done[0], "kept": counts["kept"] + done[1]}
        turn.save(undone=counts)
    turn.end("undone", undone=counts)


def _survey(upload: ImportUpload) -> OrderFile:
    return survey(path_of(upload), mapping_of(upload))


class _Notes:
    """The notes of a check, kept as those of an import are, up to a number that no one reads."""

    def __init__(self, run: ImportRun) -> None:
        self.run, self.left = run, MOST_NOTES
        self.unknown: set[str] = set()

    def keep(self, notes: Iterable[Note]) -> None:
        kept = list(notes)[: self.left]
        self.left -= len(kept)
        for note in kept:
            if note.sentence.endswith(UNKNOWN_STATUS):
                self.unknown.add(note.sentence.removeprefix("status '").removesuffix(f"' {UNKNOWN_STATUS}"))
        ImportReject.objects.bulk_create([_reject(self.run, note) for note in kept], ignore_conflicts=True)


def _reject(run: ImportRun, note: Note) -> ImportReject:
    return ImportReject(
        team_id=run.team_id,
        run=run,
        row=note.row,
        external_id=storable(note.external_id),
        code=note.code,
        sentence=storable(note.sentence),
        is_rejected=note.is_rejected,
    )


STEPS: dict[str, Callable[[Work], None]] = {"checking": _check, "importing": _import, "undoing": _undo}
