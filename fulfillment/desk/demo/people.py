"""Whoever does in the demonstration what a manager would."""

from __future__ import annotations

from fulfillment.accounts.models import Membership, Team, User
from fulfillment.accounts.roles import Role


def manager_of(team: Team) -> User | None:
    managers = Membership.objects.filter(team=team, role=Role.MANAGER).select_related("user")
    member = managers.order_by("pk").first()
    return member.user if member else None
