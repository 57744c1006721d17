"""How many pieces count as looked at: each with all its answers and something that shows it was there. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fulfillment.inspections.words import Proof

WHOLE = 0  # the lot as a whole, instead of a piece


@dataclass(frozen=True, slots=True)
class Seen:
    """One piece as the device told it."""

    number: int
    answers: Mapping[str, str]
    proof: str
    proof_text: str
    captured_at: datetime


@dataclass(frozen=True, slots=True)
class Proven:
    looked_at: int  # pieces with all their answers and a proof, pictures under way included
    shown: int  # of these, whose proof is here
    unproven: tuple[int, ...]  # pieces that were answered for without any


def standing(rows: Iterable[Seen]) -> dict[int, Seen]:
    """Of a piece that was looked at again the later one."""
    return {row.number: row for row in sorted(rows, key=lambda row: row.captured_at)}


def proven(rows: Iterable[Seen], *, asked: frozenset[str], arrived: frozenset[UUID]) -> Proven:
    """`asked`: checks of each piece; `arrived`: pictures that are here."""
    pieces = [row for number, row in sorted(standing(rows).items()) if number != WHOLE]
    answered = [row for row in pieces if asked <= row.answers.keys()]
    told = [row for row in answered if _is_proof(row)]
    shown = [row for row in told if row.proof != Proof.PHOTO or _uuid(row.proof_text) in arrived]
    return Proven(len(told), len(shown), tuple(row.number for row in answered if not _is_proof(row)))


def _is_proof(row: Seen) -> bool:
    return row.proof in set(Proof) and bool(row.proof_text)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
