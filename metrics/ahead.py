"""What is known of a rate ahead: the outlook with what it is made of, and how such outlooks turned out. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct

from fulfillment.policies.rulebook import MetricRule
from fulfillment.policies.terms import Better
from metrics.forecast import Open, Outlook, Replayed, flipped, flipped_week


class Ahead(Struct, frozen=True, kw_only=True):
    """`told` and `past` speak of the rate as it is published, `harm` of the share that counts against us.

    `opened` are the units still undecided, each with its probability of counting against us; `unknown` of them have no
    pace yet and are taken to be as usual. `mendable` count against us and can still be put right. `ripens`: days that
    are over go on changing; then no single order is told its probability. `settles_on`: foretold is what these days
    become once all of them are decided.
    """

    rule: MetricRule
    zone: str
    evaluated_on: date
    since_on: date
    today: date
    told: Outlook
    harm: Outlook
    opened: list[Open]
    mendable: list[Open] = []
    unknown: int = 0
    past: list[Replayed]
    stretch: float
    ripens: bool = False
    settles_on: date | None = None

    @property
    def excess(self) -> float | None:
        """How far the expected share of harm lies past the target, as a fraction; None without a target."""
        tolerated = self.tolerated
        return None if tolerated is None else self.harm.expected - tolerated

    @property
    def tolerated(self) -> float | None:
        """The share that may count against us before the target."""
        return None if self.rule.target is None else tolerated(self.rule.target, self.rule.better)


def tolerated(limit: Decimal, better: Better) -> float:
    return float(limit if better == Better.LOWER else 1 - limit)


def ahead_of(*, rule: MetricRule, harm: Outlook, past: list[Replayed], **told: Any) -> Ahead:
    """Of what was reckoned with what counts against us."""
    good = rule.better == Better.HIGHER
    return Ahead(
        rule=rule,
        harm=harm,
        told=flipped(harm) if good else harm,
        past=[flipped_week(each) for each in past] if good else past,
        **told,
    )
