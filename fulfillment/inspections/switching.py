"""How strictly the next lot of one supplier and product is inspected, from how the last ones did. Pure.

Source: ISO 2859-1:1999, 9.3. Reduced inspection also needs that production runs steadily and that whoever answers for
the quality wants it: that is said from outside.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from fulfillment.inspections.sampling import AQLS, Kind, plan

WINDOW, TOO_MANY = 5, 2  # two of five or fewer consecutive lots
ENOUGH_GOOD = 5
MOST_BAD_WHILE_TIGHTENED = 5
SCORE_FOR_REDUCED = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """One lot of the series, as first submitted (a resubmitted one does not count)."""

    size: int
    level: str
    aql: str
    nonconforming: int
    is_accepted: bool


@dataclass(frozen=True, slots=True)
class Severity:
    """Under what kind the next lot is inspected, and what of the series is remembered for the next change."""

    kind: Kind = Kind.NORMAL
    is_stopped: bool = False  # five lots failed under tightened inspection: the supplier must act first
    score: int = 0
    recent: tuple[bool, ...] = ()  # whether each of the last lots under this kind was accepted
    bad: int = 0  # lots not accepted since it was tightened


def severity_after(lots: Iterable[Lot], *, may_reduce: bool = False) -> Severity:
    """What holds after these lots, oldest first."""
    severity = Severity()
    for lot in lots:
        severity = _after(severity, lot, may_reduce=may_reduce)
    return severity


def _after(severity: Severity, lot: Lot, *, may_reduce: bool) -> Severity:
    recent = (*severity.recent, lot.is_accepted)[-WINDOW:]
    if severity.kind == Kind.REDUCED:
        stays = lot.is_accepted and may_reduce
        return replace(severity, recent=recent) if stays else Severity()
    if severity.kind == Kind.TIGHTENED:
        return _after_tightened(replace(severity, recent=recent), lot)
    if recent.count(False) >= TOO_MANY:
        return Severity(Kind.TIGHTENED)
    score = severity.score + _points(lot) if _points(lot) else 0
    if may_reduce and score >= SCORE_FOR_REDUCED:
        return Severity(Kind.REDUCED)
    return replace(severity, recent=recent, score=score)


def _after_tightened(severity: Severity, lot: Lot) -> Severity:
    if not lot.is_accepted:
        bad = severity.bad + 1
        return replace(severity, bad=bad, is_stopped=bad >= MOST_BAD_WHILE_TIGHTENED)
    if len(severity.recent) >= ENOUGH_GOOD and all(severity.recent[-ENOUGH_GOOD:]):
        return Severity()
    return severity


def _points(lot: Lot) -> int:
    """Of the switching score: 3 where it had passed one AQL stricter, 2 where so few are allowed that none is looked for."""
    if not lot.is_accepted:
        return 0
    if plan(lot.size, lot.level, lot.aql).accept <= 1:
        return 2
    stricter = AQLS[AQLS.index(lot.aql) - 1]
    return 3 if lot.nonconforming <= plan(lot.size, lot.level, stricter).accept else 0
