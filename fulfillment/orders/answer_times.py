"""Until when a buyer's request to cancel waits for our answer, and who says so. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from fulfillment.policies.rules import Rules

OWN_STORE = "own_store"


class Basis(StrEnum):
    """Who says until when; blank where nobody does."""

    TOLD = "told"  # by the channel, with the request
    RULED = "ruled"  # by a source of the market's rulebook
    GUESSED = "guessed"  # the rulebook has a value, and no source states it
    NOBODY = ""


class AnswerBy(NamedTuple):
    at: datetime | None
    basis: Basis
    hours: int = 0  # after the request, where that is how it was reckoned


NOBODY_SAYS = AnswerBy(None, Basis.NOBODY)


def answer_by(*, told_at: datetime | None, asked_at: datetime | None, rules: Rules) -> AnswerBy:
    """Only a platform answers for the seller; what an own store takes its time for is its own affair."""
    if told_at is not None:
        return AnswerBy(told_at, Basis.TOLD)
    if asked_at is None or rules.platform == OWN_STORE:
        return NOBODY_SAYS
    hours = rules.buyer_cancel_answer_hours
    is_said = rules.stated["buyer_cancel_answer.hours"].confirmed
    return AnswerBy(asked_at + timedelta(hours=hours), Basis.RULED if is_said else Basis.GUESSED, hours)


def then(found: AnswerBy) -> str:
    """What comes after that time, as a clause."""
    return {
        Basis.TOLD: "after that the channel decides",
        Basis.RULED: f"{found.hours} h after it was asked: then the platform grants it, says the rulebook",
        Basis.GUESSED: f"reckoned as {found.hours} h after it was asked: no source tells this market's time",
    }.get(found.basis, "")
