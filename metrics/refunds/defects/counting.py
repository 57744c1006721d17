"""Orders with and without a defect, and how often each asked for a refund: rates, their ratio, its interval. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import exp, log, sqrt
from statistics import NormalDist

from msgspec import Struct

from metrics.counts import Counts

ANY = ""  # any defect, or any reason
SMALL = 5  # refunds with and without the defect together: fewer say little
Z = NormalDist().inv_cdf(0.975)  # of a 95 % interval


class Group(Struct, frozen=True):
    """Orders of inspected goods that have the same defects behind them and the same reasons after them."""

    defects: frozenset[str]
    reasons: frozenset[str]
    orders: int


class Ratio(Struct, frozen=True):
    """How many times as often; `low` and `high` bound it, None where there is nothing to reckon with."""

    value: float
    low: float | None
    high: float | None


class Cell(Struct, frozen=True):
    """Orders that asked for this reason, of those with the defect and of those without it."""

    defect: str
    reason: str
    present: Counts
    absent: Counts

    @property
    def ratio(self) -> Ratio | None:
        return ratio(self.present, self.absent)

    @property
    def is_small(self) -> bool:
        return self.present.numerator + self.absent.numerator < SMALL

    @property
    def is_sure(self) -> bool:
        """The whole interval is above 1, and the counts are not small."""
        found = self.ratio
        return not self.is_small and found is not None and found.low is not None and found.low > 1


class Table(Struct, frozen=True):
    """Defects by how many orders have them, reasons by how many orders gave them; a cell for each pair, and for ANY."""

    orders: int
    defects: list[str]
    reasons: list[str]
    cells: dict[tuple[str, str], Cell]


def ratio(present: Counts, absent: Counts) -> Ratio | None:
    """Relative risk with the logarithmic interval of Katz et al., Biometrics 34 (1978) 469-474:
    exp(ln RR ± z·sqrt(1/a − 1/n1 + 1/c − 1/n0)). None where a group is empty or nobody without the defect asked."""
    a, n1, c, n0 = present.numerator, present.denominator, absent.numerator, absent.denominator
    if not (n1 and n0 and c):
        return None
    value = (a / n1) / (c / n0)
    if not a:
        return Ratio(0.0, None, None)
    wide = Z * sqrt(1 / a - 1 / n1 + 1 / c - 1 / n0)
    return Ratio(value, exp(log(value) - wide), exp(log(value) + wide))


def table(groups: Sequence[Group]) -> Table:
    """An order with two defects counts once under each, and once under any."""
    with_defect: Counter[str] = Counter()
    with_reason: Counter[str] = Counter()
    both: Counter[tuple[str, str]] = Counter()
    for each in groups:
        defects, reasons = _with_any(each.defects), _with_any(each.reasons)
        with_defect.update(dict.fromkeys(defects, each.orders))
        with_reason.update(dict.fromkeys(reasons, each.orders))
        both.update({(defect, reason): each.orders for defect in defects for reason in reasons})
    total = sum(each.orders for each in groups)
    cells = {
        (defect, reason): _cell(defect, reason, both, with_defect, with_reason, total)
        for defect in {ANY, *with_defect}
        for reason in {ANY, *with_reason}
    }
    return Table(total, _most_first(with_defect), _most_first(with_reason), cells)


def _with_any(found: frozenset[str]) -> Iterable[str]:
    return (ANY, *found) if found else ()


def _cell(
    defect: str, reason: str, both: Counter[tuple[str, str]], defects: Counter[str], reasons: Counter[str], total: int
) -> Cell:  # fmt: skip
    asked, having = both[(defect, reason)], defects[defect]
    return Cell(defect, reason, Counts(asked, having), Counts(reasons[reason] - asked, total - having))


def _most_first(found: Counter[str]) -> list[str]:
    return [key for key, _ in sorted(found.items(), key=lambda each: (-each[1], each[0])) if key != ANY]
