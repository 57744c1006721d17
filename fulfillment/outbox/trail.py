"""The way of a write, step by step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from fulfillment.outbox.models import OutboundEvent, OutboundWrite


def note(
    writes: Iterable[UUID],
    kind: str,
    *,
    now: datetime,
    sentence: str = "",
    sentences: dict[UUID, str] | None = None,
) -> None:
    """The same step of each of these writes; `sentences` says it for each."""
    told = sentences or {}
    rows = OutboundWrite.objects.filter(pk__in=list(writes)).values_list("pk", "team")
    OutboundEvent.objects.bulk_create(
        OutboundEvent(team_id=team, write_id=pk, kind=kind, happened_at=now, sentence=told.get(pk, sentence))
        for pk, team in rows
    )
