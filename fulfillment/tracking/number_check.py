"""What a pasted number is: the carriers that write such numbers, its check digit, and the team's packages that have it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fulfillment.accounts.models import Team
from fulfillment.tracking.models import Package
from fulfillment.tracking.numbers import (
    ANY_POST,
    LONGEST_TEXT,
    Check,
    carrier_name,
    identify,
    normalise,
    tracking_url,
)

MOST = 20  # packages of one number that are listed
SAYS = {
    Check.VALID: ("ok", "Its check digit is right."),
    Check.UNVERIFIABLE: ("plain", "It has the right shape; such numbers have no check digit, so no more can be said."),
    Check.INVALID: ("breach", "Its check digit is wrong: at least one character is mistyped."),
}  # fmt: skip


@dataclass(frozen=True)
class Reading:
    carrier: str
    tone: str
    says: str
    url: str | None


@dataclass(frozen=True)
class Checked:
    """`readings`, best first; `packages` of the team alone, whoever else may have the number."""

    given: str
    number: str
    readings: Sequence[Reading]
    packages: Sequence[Package]
    is_more: bool = False

    @property
    def is_right(self) -> bool:
        return any(reading.tone == "ok" for reading in self.readings)

    @property
    def is_wrong(self) -> bool:
        """Every carrier that it could be of would refuse it, or there is none."""
        return all(reading.tone == "breach" for reading in self.readings)


def check(team: Team, text: str) -> Checked | None:
    """None where nothing was pasted. Two queries, one where no package has it."""
    given = text.replace("\0", "").strip()
    number = normalise(given) if len(given) <= LONGEST_TEXT else ""
    if not given:
        return None
    rows = Package.objects.filter(team=team, tracking_number=number) if number else Package.objects.none()
    found = list(
        rows.select_related("shop").prefetch_related("orders").order_by("-shipped_at", "-pk")[: MOST + 1]
    )
    return Checked(given[:LONGEST_TEXT], number, _readings(given, number), found[:MOST], len(found) > MOST)


def _readings(given: str, number: str) -> list[Reading]:
    return [
        Reading(
            "Any postal service" if candidate.carrier == ANY_POST else carrier_name(candidate.carrier),
            *SAYS[candidate.check],
            None if candidate.check is Check.INVALID else tracking_url(candidate.carrier, number),
        )
        for candidate in identify(given)
    ]
