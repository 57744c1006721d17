"""What follows for kits whenever goods are dealt: what boxes took leaves the ledger, and holds stand as they should."""

from __future__ import annotations

from datetime import datetime

from fulfillment.accounts.models import User
from fulfillment.warehouse.kits import holding, using
from fulfillment.warehouse.models import BrandKit


def settle(team_id: int, *, now: datetime, by: User | None = None) -> None:
    """One query of a team without kits. The caller holds the team's lock of stock."""
    if BrandKit.objects.filter(team=team_id).exists():
        using.settle(team_id, now=now)
        holding.settle_holds(team_id, now=now, by=by)
