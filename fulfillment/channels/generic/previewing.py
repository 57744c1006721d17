"""The first orders of a file as they would be taken, before anything is."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from pathlib import Path

from msgspec import Struct

from fulfillment.channels.generic import amounts, contents, guessing
from fulfillment.channels.generic.mapfile import ImportMap, column_of
from fulfillment.channels.generic.orders import Read, external_id
from fulfillment.channels.generic.reading import Row, rows
from fulfillment.channels.generic.sampling import Sample

SHOWN = 10
LOOKED_AT = 500  # rows


class Preview(Struct, frozen=True):
    """`warnings`: what holds of the file as a whole."""

    reads: list[Read]
    warnings: list[str]


def preview(path: Path, mapping: ImportMap, sample: Sample, *, now: datetime) -> Preview:
    """Raises BadFile or BadMap."""
    if "external_id" not in mapping.main:  # nothing was chosen or guessed yet
        return Preview([], list(_warnings(mapping, sample)))
    grouped: dict[str, list[Row]] = {}
    for row in islice(rows(path, mapping), LOOKED_AT):
        grouped.setdefault(external_id(row, mapping) or f"row {row.number}", []).append(row)
    read = contents.of(mapping).read
    reads = [read(group, mapping, now=now) for group in islice(grouped.values(), SHOWN)]
    return Preview(reads, list(_warnings(mapping, sample)))


def _warnings(mapping: ImportMap, sample: Sample) -> list[str]:
    found = []
    for name, stated in mapping.main.items():
        column = column_of(stated).column
        if name.endswith("_at") and guessing.zones_are_mixed(sample.values(column)):
            found.append(
                f"Some times in {column} carry their zone and others do not: those without are taken as "
                f"{mapping.file.time_zone}."
            )
    if unclear := _unclear(mapping, sample):
        found.append(
            f"Amounts like {unclear} may be a thousand or one with three digits behind it: say below, under The file, "
            "what amounts look like."
        )
    if any("\N{REPLACEMENT CHARACTER}" in str(value) for row in sample.rows[:200] for value in row.values()):
        found.append(
            f"Some bytes are not {mapping.file.encoding}: if names look wrong below, choose another encoding."
        )
    formulas = [
        name for name in sample.columns if any(_is_formula(value) for value in sample.values(name)[:200])
    ]
    if formulas:
        found.append(
            f"Cells in {', '.join(formulas)} begin like formulas: they are taken as plain text, and nothing is computed."
        )
    return found


def _unclear(mapping: ImportMap, sample: Sample) -> str:
    """An amount that nobody can read for sure; blank where it was said how amounts are written."""
    values = sample.amounts(mapping.order, mapping.line)
    return "" if mapping.file.decimal else next(filter(amounts.is_unclear, values), "")


def _is_formula(value: str) -> bool:
    return value.startswith(("=", "@")) or (value[:1] in "+-" and any(letter in value for letter in "(!"))
