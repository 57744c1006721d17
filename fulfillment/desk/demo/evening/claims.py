"""Claims for parcels that were handed over and that nobody ever scanned: one paid, one answered, one just opened."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from fulfillment.accounts.models import Team, User
from fulfillment.warehouse.handover import claiming
from fulfillment.warehouse.handover.claim_states import ClaimState
from fulfillment.warehouse.models import Claim, ManifestLine

SURE = timedelta(days=3)  # what is scanned late is scanned by then
OPENED_AFTER = timedelta(days=2, hours=15)
LAST = timedelta(minutes=20)  # ago, the newest step of all
Step = tuple[timedelta, ClaimState, str, str, Decimal | None]  # after its opening; note, reference, money

PAID: tuple[Step, ...] = (
    (timedelta(hours=1), ClaimState.ASKED, "Manifest and receipt sent along.", "", None),
    (timedelta(days=2), ClaimState.ACCEPTED, "Lost between dock and hub.", "CL-884102", Decimal("38.00")),
    (timedelta(days=5), ClaimState.PAID, "On the carrier's invoice.", "", None),
)
ANSWERED: tuple[Step, ...] = (
    (timedelta(hours=2), ClaimState.ASKED, "Manifest and receipt sent along.", "", None),
    (
        timedelta(hours=26),
        ClaimState.ANSWERED,
        "Searching the hub; answer within five days.",
        "CL-884517",
        None,
    ),
)


def follow_claims(team: Team, by: User, *, now: datetime) -> None:
    rows = ManifestLine.objects.filter(team=team, handed_over_at__lte=now - SURE).unscanned()
    lines = rows.order_by("handed_over_at", "pk")[:3]
    for line, steps in zip(lines, (PAID, ANSWERED, ()), strict=False):
        assert line.handed_over_at is not None
        opened_at = min(line.handed_over_at + OPENED_AFTER, now - LAST)
        claim = claiming.open_claim(line, by=by, now=opened_at)
        for after, state, note, reference, amount in steps:
            _step(claim, opened_at + after, state, note, reference, amount, line, by, now)


def _step(
    claim: Claim, at: datetime, state: ClaimState, note: str, reference: str, amount: Decimal | None,
    line: ManifestLine, by: User, now: datetime,
) -> None:  # fmt: skip
    """Done by then; what would come later has not."""
    if at > now - LAST:
        return
    claim.refresh_from_db()
    currency = "GBP" if line.manifest.warehouse.country == "GB" else "USD"
    claiming.step(
        claim, state, note=note, reference=reference, amount=amount, currency=currency, by=by, now=at
    )
