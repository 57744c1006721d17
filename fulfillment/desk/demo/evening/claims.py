"""Claims for parcels that were handed over and that nobody ever scanned: paid, refused, answered, just opened."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

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

REFUSED: tuple[Step, ...] = (
    (timedelta(hours=3), ClaimState.ASKED, "Manifest and receipt sent along.", "", None),
    (timedelta(days=3), ClaimState.REFUSED, "Says that it never reached the hub.", "CL-884733", None),
)
FIRST: tuple[tuple[Step, ...], ...] = (PAID, ANSWERED, ())
MOST = 12


def follow_claims(team: Team, by: User, *, now: datetime) -> None:
    """Of each evening's parcels, at different times of the day; the oldest have come to their end."""
    rows = ManifestLine.objects.filter(team=team, handed_over_at__lte=now - SURE).unscanned()
    lines = list(rows.order_by("handed_over_at", "pk")[:MOST])
    for place, line in enumerate(lines):
        assert line.handed_over_at is not None
        rng = Random(line.number)
        after = OPENED_AFTER + timedelta(minutes=rng.randint(0, 400))
        opened_at = min(line.handed_over_at + after, now - LAST - timedelta(minutes=place))
        claim = claiming.open_claim(line, by=by, now=opened_at)
        steps = FIRST[place] if place < len(FIRST) else rng.choice((PAID, PAID, REFUSED, ANSWERED))
        for after, state, note, reference, amount in steps:
            paid = amount + rng.randint(-9, 30) if amount and place else amount
            number = f"{reference[:3]}{rng.randrange(10**6):06d}" if reference and place > 1 else reference
            _step(claim, opened_at + after, state, note, number, paid, line, by, now)


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
