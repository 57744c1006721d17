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
    changes = {name: decompose(before, after, parts) for name, parts in dimensions.items()}
    known = {name: change for name, change in changes.items() if change is not None}
    if not known:
        return None
    dimension = max(known, key=lambda name: _most_harm(known[name], better) - abs(known[name].several))
    change = known[dimension]
    return Explained(
        dimension=dimension,
        moved=float(rounded([change.whole])[0] * POINT),
        rows=_rows(change, better),
    )


def harm(points: Fraction, better: str) -> Fraction:
    return points if better == Better.LOWER else -points


def _most_harm(change: Change, better: str) -> Fraction:
    return max((harm(part.performance, better) for part in change.parts), default=Fraction())


def _rows(change: Change, better: str) -> list[Row]:
    """The parts that moved it most, worst first, then what is left of it in one line each; nothings are left away."""
    ranked = sorted(change.parts, key=lambda part: (-abs(part.performance), part.value))
    shown = [part for part in ranked[:SHOWN] if part.performance]
    others = sum((part.performance for part in ranked[len(shown) :]), Fraction())
    shown.sort(key=lambda part: (-harm(part.performance, better), part.value))
    told: list[tuple[str, Fraction, Part | None]] = [("part", part.performance, part) for part in shown]
    told += [("others", others, None), ("mix", change.mix, None), ("several", change.several, None)]
    points = rounded([each for _, each, _ in told])
    return [
        Row(kind=kind, points=float(steps * POINT), part=part)
        for (kind, _, part), steps in zip(told, points, strict=True)
        if steps or part
    ]
