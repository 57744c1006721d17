"""A batch of papers is made, chunk by chunk: each is kept with what became of its orders, so a dead worker's is taken up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import DatabaseError, transaction
from django.db.models import F

from fulfillment.channels import leases
from fulfillment.channels.labels import joining, making, numbering
from fulfillment.channels.labels.making import Made
from fulfillment.channels.models import LabelBatch, LabelPart, LabelSheet
from fulfillment.channels.models.papers import WORKING

CHUNK = 50  # orders; about a second's work
LEASE = timedelta(minutes=3)  # a chunk of labels that a slow platform is asked for takes less
log = structlog.get_logger()
Clock = Callable[[], datetime]


class Lost(Exception):
    """Another worker has taken over: stop writing at once."""


def due(*, now: datetime) -> list[UUID]:
    waiting = LabelBatch.objects.filter(leases.free(now), state__in=WORKING)
    return list(waiting.values_list("pk", flat=True))


def work(batch_id: UUID, *, clock: Clock) -> bool:
    """The batch is done, or failed with a sentence; False where there was nothing to do, or somebody does it."""
    mine = LabelBatch.objects.filter(pk=batch_id, state__in=WORKING)
    token = leases.take(mine, now=clock(), lease=LEASE, state="printing")
    if token is None:
        return False
    batch = LabelBatch.objects.select_related("team", "asked_by").get(pk=batch_id)
    try:
        while sheets := _next(batch):
            _print(batch, sheets, token, clock)
        _finish(batch, token, clock)
    except Lost:
        log.info("labels.lost", batch=str(batch_id))
    return True


def _next(batch: LabelBatch) -> list[LabelSheet]:
    rows = LabelSheet.objects.filter(batch=batch, state="waiting").select_related(
        "order__shop", "order__truck"
    )
    return list(rows.order_by("place")[:CHUNK])


def _print(batch: LabelBatch, sheets: Sequence[LabelSheet], token: UUID, clock: Clock) -> None:
    made = _made(batch, sheets, now=clock())
    pages = [page for each in made for page in each.pages]
    with transaction.atomic():
        refused = sum(not each.pages for each in made)
        count = {"done": F("done") + len(made), "refused": F("refused") + refused}
        _save(batch, token, leased_until_at=clock() + LEASE, **count)
        _settle(made)
        if pages:
            LabelPart.objects.create(
                team_id=batch.team_id, batch=batch, first_place=sheets[0].place, content=joining.joined(pages)
            )
        numbering.record(batch, made, now=clock())


def _made(batch: LabelBatch, sheets: Sequence[LabelSheet], *, now: datetime) -> list[Made]:
    """One order that cannot be set stops none of the others."""
    try:
        return making.make(batch, sheets, now=now)
    except DatabaseError:
        raise
    except Exception:
        log.exception("labels.not_set", batch=str(batch.pk), orders=[each.order_id for each in sheets])
        if len(sheets) == 1:
            return [Made(sheets[0], problem=making.BROKEN)]
        return [found for sheet in sheets for found in _made(batch, [sheet], now=now)]


def _settle(made: Sequence[Made]) -> None:
    for each in made:
        each.sheet.state = "printed" if each.pages else "refused"
        each.sheet.problem = each.problem
        each.sheet.paper = each.sheet.paper if each.pages else ""
        each.sheet.printing = each.sheet.printing if each.pages else None
    LabelSheet.objects.bulk_update([each.sheet for each in made], ["state", "problem", "paper", "printing"])


def _finish(batch: LabelBatch, token: UUID, clock: Clock) -> None:
    parts = LabelPart.objects.filter(batch=batch).order_by("first_place")
    content, pages = joining.whole(bytes(each) for each in parts.values_list("content", flat=True))
    with transaction.atomic():
        _save(
            batch, token, state="done", content=content if pages else None, pages=pages, ended_at=clock(),
            lease_token=None, leased_until_at=None,
        )  # fmt: skip
        parts.delete()


def _save(batch: LabelBatch, token: UUID, **changes: Any) -> None:
    if not LabelBatch.objects.filter(pk=batch.pk, lease_token=token).update(**changes):
        raise Lost
