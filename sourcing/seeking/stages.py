"""Where a wanted product stands on its way to an offer, whose turn it is, and since when it waits too long. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple


class Stage(StrEnum):
    WANTED = "wanted"  # nobody was asked yet
    ASKED = "asked"
    QUOTED = "quoted"
    SAMPLE = "sample"  # asked for, or on its way
    DECIDE = "decide"  # a good sample lies here
    OFFERED = "offered"
    CLOSED = "closed"


class Turn(NamedTuple):
    """`patience`: a request that stands longer in the stage is told to be waiting too long."""

    label: str
    whose: str  # us or supplier; blank: nobody waits
    next: str
    patience: timedelta | None


DAY = timedelta(days=1)
TURNS = {
    Stage.WANTED: Turn("Wanted", "us", "Ask suppliers for quotes", 2 * DAY),
    Stage.ASKED: Turn("Asked", "supplier", "Suppliers quote", 3 * DAY),
    Stage.QUOTED: Turn("Quoted", "us", "Compare, and ask for a sample", 3 * DAY),
    Stage.SAMPLE: Turn("Sample", "supplier", "The sample comes and is looked at", 14 * DAY),
    Stage.DECIDE: Turn("To approve", "us", "Approve it into an offer", 2 * DAY),
    Stage.OFFERED: Turn("Offered", "", "Ask for a promise, then buy for orders", None),
    Stage.CLOSED: Turn("Closed", "", "", None),
}
ON_BOARD = tuple(each for each in Stage if each != Stage.CLOSED)


class QuoteState(NamedTuple):
    is_priced: bool
    is_sample_asked: bool
    is_sample_good: bool | None  # None: nobody looked at it yet


def stage_of(quotes: Iterable[QuoteState], *, is_offered: bool, is_closed: bool) -> Stage:
    """The furthest that any quote has come."""
    rows = list(quotes)
    if is_closed:
        return Stage.CLOSED
    if is_offered:
        return Stage.OFFERED
    if any(each.is_sample_good for each in rows):
        return Stage.DECIDE
    if any(each.is_sample_asked and each.is_sample_good is None for each in rows):
        return Stage.SAMPLE
    if any(each.is_priced for each in rows):
        return Stage.QUOTED
    return Stage.ASKED if rows else Stage.WANTED


def waits_too_long(stage: Stage, since: datetime, now: datetime) -> bool:
    patience = TURNS[stage].patience
    return patience is not None and now - since > patience


def is_past(wanted_on: date | None, stage: Stage, today: date) -> bool:
    """The day it was wanted by is over, and nobody offers it yet."""
    return wanted_on is not None and wanted_on < today and stage not in (Stage.OFFERED, Stage.CLOSED)
