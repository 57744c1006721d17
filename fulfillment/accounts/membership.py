"""Inviting, changing and removing members; a team always keeps an owner."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from fulfillment.accounts.models import Membership, Team, User
from fulfillment.accounts.roles import Role


class LastOwner(Exception):
    """The change would leave the team without an owner."""


class AlreadyMember(Exception):
    """This person is on the team."""


def invite(team: Team, *, email: str, role: Role) -> Membership:
    """The person is a member; a new account has no password until they set one by the link they get."""
    with transaction.atomic():
        user = User.objects.filter(email=email.lower()).first() or User.objects.create_user(email)
        try:
            with transaction.atomic():
                return Membership.objects.create(team=team, user=user, role=role)
        except IntegrityError:
            raise AlreadyMember from None


def change_role(membership: Membership, role: Role) -> None:
    with transaction.atomic():
        _keep_an_owner(membership, becomes=role)
        Membership.objects.filter(pk=membership.pk).update(role=role)


def remove(membership: Membership) -> None:
    with transaction.atomic():
        _keep_an_owner(membership, becomes=None)
        membership.delete()


def _keep_an_owner(membership: Membership, *, becomes: Role | None) -> None:
    """Locks the team's owners, so that two owners cannot remove each other at once."""
    owners = Membership.objects.select_for_update().filter(team=membership.team_id, role=Role.OWNER)
    others = [owner for owner in owners.order_by("pk") if owner.pk != membership.pk]
    if becomes != Role.OWNER and membership.role == Role.OWNER and not others:
        raise LastOwner
