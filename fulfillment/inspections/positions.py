"""Which pieces of a lot are taken, and what stands beside them on a picture: known by nobody before it is opened. Pure.

Every n-th piece from a random start, which the UUID of the inspection gives; the tablet computes the same.
"""

from __future__ import annotations

from uuid import UUID


def position(inspection: UUID, number: int, *, sample: int, lot_size: int) -> int:
    """The piece of the lot, counted from 1, that is sample `number`, counted from 1 as well."""
    start = int(inspection.hex[:8], 16) * lot_size // 2**32
    return (start + (number - 1) * lot_size // max(sample, 1)) % lot_size + 1


def code(inspection: UUID) -> str:
    """Written on a card beside the piece: no picture of another inspection has it."""
    return inspection.hex[-4:].upper()
