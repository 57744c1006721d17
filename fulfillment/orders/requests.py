"""Buyers' requests: what they are called, and which of them wait for an answer of ours. Rows in, words out."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from fulfillment.accounts.models import Team
from fulfillment.orders.answer_times import NOBODY_SAYS, AnswerBy, Basis, answer_by
from fulfillment.orders.models import Cancellation, Order, Refund
from fulfillment.policies.rules import Rules

NOUNS = {
    "refund": "Refund without return",
    "return": "Return and refund",
    "replacement": "Replacement",
    "exchange": "Exchange",
}
WAITS = frozenset({"requested", "needs_attention"})
ASKERS = ("buyer", "unknown")
Request = Cancellation | Refund


def noun(row: Request) -> str:
    return NOUNS.get(row.kind, "Refund") if isinstance(row, Refund) else "Cancellation"


def waits_for_us(row: Request) -> bool:
    """Where the channel told a moment to answer by, or an open request of the buyer's."""
    if row.closed_at is not None:
        return False
    return row.answer_by_at is not None or (row.status in WAITS and row.initiator in ASKERS)


def waiting(model: type[Cancellation] | type[Refund], team: Team) -> QuerySet[Any]:
    """All of the team that wait for us, the least time first; the same as `waits_for_us` says of one."""
    asked = Q(answer_by_at__isnull=False) | Q(status__in=WAITS, initiator__in=ASKERS)
    open_ = model._default_manager.filter(asked, team=team, closed_at=None)
    return open_.order_by(F("answer_by_at").asc(nulls_last=True), "pk")


def answer_by_of(row: Request, rules: Rules | None) -> AnswerBy:
    """The rulebook, where the market has one, knows a time for cancellations alone."""
    if isinstance(row, Cancellation) and rules:
        return answer_by(told_at=row.answer_by_at, asked_at=row.requested_at, rules=rules)
    return AnswerBy(row.answer_by_at, Basis.TOLD) if row.answer_by_at else NOBODY_SAYS


def of_order(order: Order) -> list[Request]:
    """All that wait for us, the one with the least time first."""
    rows: list[Request] = [*order.cancellations.all(), *order.refunds.all()]
    return sorted(filter(waits_for_us, rows), key=_least_time_first)


def _least_time_first(row: Request) -> tuple[bool, float]:
    until = row.answer_by_at
    return until is None, until.timestamp() if until else -row.remote_updated_at.timestamp()
