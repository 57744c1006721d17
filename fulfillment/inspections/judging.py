"""What an inspection comes to, from what was answered and found. Pure; the tablet says the same before it sends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from fulfillment.inspections.asking import Asked
from fulfillment.inspections.proof import WHOLE, Proven, Seen, proven, standing
from fulfillment.inspections.sampling import Plan
from fulfillment.inspections.verdicts import Count, Defect, Verdict, verdict


@dataclass(frozen=True, slots=True)
class Found:
    """A defect of one piece, or of so many pieces of the whole lot."""

    number: int
    check: str
    severity: str
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Judged:
    verdict: Verdict
    counts: dict[str, int]  # pieces by class of defects
    proven: Proven
    unanswered: tuple[str, ...]  # checks of the lot as a whole


def judge(asked: Asked, seen: Iterable[Seen], found: Iterable[Found], *, arrived: frozenset[UUID]) -> Judged:
    """FAILED at once; PASSED only with every answer and every proof here."""
    rows = standing(seen)
    counts = _counts(asked, rows, found)
    shown = proven(rows.values(), asked=asked.of_pieces(), arrived=arrived)
    whole = rows[WHOLE].answers.keys() if WHOLE in rows else frozenset()
    unanswered = tuple(sorted(asked.of_lot() - whole))
    came_to = verdict(
        {
            each: Count(counts[each], _plan(asked, each)) for each in Defect
        },
        looked_at=shown.shown,
    )  # fmt: skip
    if came_to == Verdict.PASSED and unanswered:
        came_to = Verdict.OPEN
    return Judged(came_to, dict(counts), shown, unanswered)


def _counts(asked: Asked, rows: dict[int, Seen], found: Iterable[Found]) -> dict[str, int]:
    """A failed answer without a defect of its own counts as one of its check's class."""
    pieces: dict[str, set[int]] = defaultdict(set)
    whole: dict[str, int] = defaultdict(int)
    named = set()
    for each in found:
        named.add((each.number, each.check))
        if each.number == WHOLE:
            whole[each.severity] += each.quantity
        else:
            pieces[each.severity].add(each.number)
    for number, row in rows.items():
        for check in asked.checks:
            answer = row.answers.get(check.key)
            if answer is None or (number, check.key) in named or not check.is_failed(answer):
                continue
            if number == WHOLE:
                whole[check.severity] += 1
            else:
                pieces[check.severity].add(number)
    return {each.value: len(pieces[each]) + whole[each] for each in Defect}


def _plan(asked: Asked, severity: Defect) -> Plan:
    one = asked.classes[severity]
    return Plan("", one.sample, one.accept, one.reject, "", one.sample >= asked.size)
