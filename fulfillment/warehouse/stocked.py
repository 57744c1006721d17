"""Which teams keep stock, and the lock that one holds at a time who gives it out or takes it away."""

from __future__ import annotations

from fulfillment.warehouse.models import StockedTeam


def changed(team_id: int) -> None:
    """What the team's orders may be given is dealt anew; call it in the transaction that changes the stock."""
    if not StockedTeam.objects.filter(team=team_id).update(is_changed=True):
        StockedTeam.objects.get_or_create(team_id=team_id)


def lock(team_id: int) -> StockedTeam:
    """The team's row, until the transaction ends. Whoever needs lots and orders takes this first."""
    StockedTeam.objects.get_or_create(team_id=team_id)
    return StockedTeam.objects.select_for_update().get(team=team_id)
