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
        user = _account(email)
        try:
            with transaction.atomic():
                return Membership.objects.create(team=team, user=user, role=role)
        except IntegrityError:
            raise AlreadyMember from None


def change_role(membership: Membership, role: Role) -> None:
    """Raises LastOwner."""
    with transaction.atomic():
        if role != Role.OWNER:
            _keep_another_owner(membership)
        Membership.objects.filter(pk=membership.pk).update(role=role)


def remove(membership: Membership) -> None:
    """Raises LastOwner."""
    with transaction.atomic():
        _keep_another_owner(membership)
        membership.delete()


def _account(email: str) -> User:
    """The account of that address, made without a password if there is none; also where two invite at once."""
    known = User.objects.filter(email=email.lower())
    if found := known.first():
        return found
    try:
        with transaction.atomic():
            return User.objects.create_user(email)
    except IntegrityError:
        return known.get()


def _keep_another_owner(membership: Membership) -> None:
    """Changes of one team follow each other, so that two owners cannot remove each other at once."""
    Team.objects.select_for_update(no_key=True).get(pk=membership.team_id)
    owners = set(
        Membership.objects.filter(team=membership.team_id, role=Role.OWNER).values_list("pk", flat=True)
    )
    if owners == {membership.pk}:
        raise LastOwner
