"""Wanted products by stage: who waits longest stands first, and of each column so many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from msgspec import Struct

from fulfillment.accounts.models import Team
from sourcing.models import SourcingRequest
from sourcing.seeking.stages import ON_BOARD, TURNS, Stage, Turn, is_past, waits_too_long

A_COLUMN = 20


class Card(Struct, frozen=True):
    row: SourcingRequest
    turn: Turn
    waits_too_long: bool
    is_past: bool


class Column(Struct, frozen=True):
    stage: Stage
    turn: Turn
    cards: list[Card]
    count: int


def columns(team: Team, *, now: datetime, is_mine_of: int | None = None) -> list[Column]:
    """One query for the counts and one for each stage, however many requests there are."""
    rows = of_team(team, is_mine_of)
    counts = dict(rows.order_by().values_list("stage").annotate(count=Count("pk")))
    today = now.astimezone(ZoneInfo(team.time_zone)).date()
    return [
        Column(stage, TURNS[stage], _cards(rows, stage, now, today), counts.get(stage.value, 0))
        for stage in ON_BOARD
    ]


def of_team(team: Team, is_mine_of: int | None = None) -> QuerySet[SourcingRequest]:
    rows = SourcingRequest.objects.of(team)
    return rows.filter(owner=is_mine_of) if is_mine_of else rows


def described(rows: QuerySet[SourcingRequest]) -> QuerySet[SourcingRequest]:
    asked, priced = Count("quotes"), Count("quotes", filter=Q(quotes__from_quantities__len__gt=0))
    return rows.select_related("owner", "photo", "offer__supplier", "offer__sku").annotate(
        asked=asked, priced=priced
    )


def card_of(row: SourcingRequest, now: datetime, today: date) -> Card:
    stage = Stage(row.stage)
    late = waits_too_long(stage, row.stage_at, now)
    return Card(row, TURNS[stage], late, is_past(row.wanted_on, stage, today))


def _cards(rows: QuerySet[SourcingRequest], stage: Stage, now: datetime, today: date) -> list[Card]:
    order = ("-stage_at", "-pk") if stage == Stage.OFFERED else ("stage_at", "pk")
    found = described(rows.filter(stage=stage.value)).order_by(*order)[:A_COLUMN]
    return [card_of(each, now, today) for each in found]


HEADER = (
    "request", "title", "link", "units", "price at most", "currency", "wanted on", "stage", "in it since", "owner",
    "suppliers asked", "quotes", "offer", "from", "made at", "closed because",
)  # fmt: skip


def every(team: Team) -> Iterator[list[list[Any]]]:
    """All requests of the team, the newest first, in handfuls for a file."""
    rows = described(SourcingRequest.objects.of(team)).order_by("-pk")
    handful: list[list[Any]] = []
    for row in rows.iterator(chunk_size=500):
        handful.append(_cells(row))
        if len(handful) == 500:
            yield handful
            handful = []
    yield handful


def _cells(row: Any) -> list[Any]:
    offer = row.offer
    return [
        str(row), row.title, row.link, row.quantity, "" if row.price is None else row.price, row.currency,
        row.wanted_on or "", TURNS[Stage(row.stage)].label, row.stage_at, str(row.owner or ""), row.asked, row.priced,
        offer.sku.code if offer else "", offer.supplier.name if offer else "", row.made_at, row.closed_why,
    ]  # fmt: skip
