"""The crossed counts as a table: the values with most harm first, periods in their order. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from msgspec import Struct

from metrics.counts import Counts
from metrics.crossing.dimensions import Dimension
from metrics.definitions import Definition

ROWS, COLUMNS = 25, 12


class Table(Struct, frozen=True, kw_only=True):
    """`cells` by (row, column); those of hidden values are left away, `more_*` says how many values they are."""

    rows: list[str]
    columns: list[str]
    cells: dict[tuple[str, str], Counts]
    more_rows: int
    more_columns: int


def against(definition: Definition, counts: Counts) -> int:
    return counts.denominator - counts.numerator if definition.numerator_is_good else counts.numerator


def table_of(
    crossed: Mapping[tuple[str, str], Counts], definition: Definition, rows: Dimension, columns: Dimension
) -> Table:
    by_row: dict[str, Counts] = defaultdict(Counts)
    by_column: dict[str, Counts] = defaultdict(Counts)
    for (row, column), counts in crossed.items():
        by_row[row] += counts
        by_column[column] += counts
    shown_rows = _ranked(by_row, definition, rows, ROWS)
    shown_columns = _ranked(by_column, definition, columns, COLUMNS)
    kept = {*shown_rows}, {*shown_columns}
    return Table(
        rows=shown_rows,
        columns=shown_columns,
        cells={key: counts for key, counts in crossed.items() if key[0] in kept[0] and key[1] in kept[1]},
        more_rows=len(by_row) - len(shown_rows),
        more_columns=len(by_column) - len(shown_columns),
    )


def _ranked(
    totals: Mapping[str, Counts], definition: Definition, dimension: Dimension, most: int
) -> list[str]:
    """Of periods the last ones, oldest first; of other values those with most harm, worst first."""
    if dimension.is_time:
        return sorted(totals)[-most:]
    worst = sorted(
        totals, key=lambda value: (-against(definition, totals[value]), -totals[value].denominator, value)
    )
    return worst[:most]
