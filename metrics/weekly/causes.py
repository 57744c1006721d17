"""A rate's change as a few lines that add up: who did worse, who better, what came from the mix. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct

from fulfillment.policies.terms import Better
from metrics.counts import Counts
from metrics.decomposition import Change, Part, decompose, rounded

SHOWN = 3
POINT = 100


class Row(Struct, frozen=True, kw_only=True):
    """`part` None: the mix, or the rest. `points` are rounded so that all rows add up to the rounded change."""

    kind: str  # part, mix, others, several
    points: float
    part: Part | None = None


class Explained(Struct, frozen=True, kw_only=True):
    dimension: str
    moved: float
    rows: list[Row]


def explain(
    before: Counts, after: Counts, dimensions: Mapping[str, Mapping[str, tuple[Counts, Counts]]], better: str
) -> Explained | None:
    """By the dimension of which one part alone did most harm and few units have several values; of equals the first.

    None without two weeks to compare.
    """
    if not before.denominator or not after.denominator or not dimensions:
        return None
    dimension = max(dimensions, key=lambda name: _telling(before, after, dimensions[name], better))
    change = decompose(before, after, dimensions[dimension])
    if change is None:
        return None
    return Explained(
        dimension=dimension,
        moved=float(rounded([change.whole])[0] * POINT),
        rows=_rows(change, better),
    )


def harm(points: Fraction, better: str) -> Fraction:
    return points if better == Better.LOWER else -points


def _telling(before: Counts, after: Counts, parts: Mapping[str, tuple[Counts, Counts]], better: str) -> float:
    """The most harm of one part less what units with several values blur, roughly: it only chooses."""
    of_before = sum(was.denominator for was, _ in parts.values())
    of_after = sum(now.denominator for _, now in parts.values())
    if not of_before or not of_after:
        return -1.0
    sign = 1 if better == Better.LOWER else -1
    most = max(
        sign
        * (was.denominator / of_before + now.denominator / of_after)
        / 2
        * (now.numerator / now.denominator - was.numerator / was.denominator)
        if was.denominator and now.denominator
        else 0.0
        for was, now in parts.values()
    )
    moved = sum(now.numerator for _, now in parts.values()) / of_after
    moved -= sum(was.numerator for was, _ in parts.values()) / of_before
    whole = after.numerator / after.denominator - before.numerator / before.denominator
    return round(most - abs(whole - moved), 9)  # so that equals are equal


def _rows(change: Change, better: str) -> list[Row]:
    """The parts that moved it most, worst first, then what is left of it in one line each; nothings are left away."""
    ranked = sorted(change.parts, key=lambda part: (-abs(part.performance), part.value))
    shown = [part for part in ranked[:SHOWN] if part.performance]
    performance = change.performance
    others = performance - sum((part.performance for part in shown), Fraction())
    shown.sort(key=lambda part: (-harm(part.performance, better), part.value))
    told: list[tuple[str, Fraction, Part | None]] = [("part", part.performance, part) for part in shown]
    told += [
        ("others", others, None),
        ("mix", change.whole - change.several - performance, None),
        ("several", change.several, None),
    ]
    points = rounded([each for _, each, _ in told])
    return [
        Row(kind=kind, points=float(steps * POINT), part=part)
        for (kind, _, part), steps in zip(told, points, strict=True)
        if steps or part
    ]
