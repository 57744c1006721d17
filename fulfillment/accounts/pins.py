"""A tablet that several people share: whoever takes it over types a PIN, so that each one's work stands under their name.

A PIN works only where somebody of the same team is signed in already, only for roles of the floor, and a few times.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F
from django.utils import timezone

from fulfillment.accounts import access
from fulfillment.accounts.models import Membership, Team
from fulfillment.accounts.roles import Role

FLOOR = (Role.INSPECTOR, Role.OPERATOR)  # who may do more signs in with a password
SHORTEST, LONGEST = 4, 8
TRIES = 5  # then the password is needed, and a new PIN


class NotSwitched(Exception):
    """Nothing was changed; the text says why and what to do."""


def keep(membership: Membership, pin: str) -> None:
    """It is theirs from now on; said while signed in by oneself."""
    if membership.role not in FLOOR:
        raise NotSwitched(
            "A PIN is for inspectors and operators: owners and managers sign in with their password."
        )
    if not pin.isdecimal() or not pin.isascii() or not SHORTEST <= len(pin) <= LONGEST:
        raise NotSwitched(f"A PIN has {SHORTEST} to {LONGEST} digits.")
    if len(set(pin)) == 1:
        raise NotSwitched("All digits are the same: anybody would try that first.")
    Membership.objects.filter(pk=membership.pk).update(pin=make_password(pin), pin_misses=0)


def people(team: Team) -> list[Membership]:
    """Who has a PIN that still works."""
    rows = Membership.objects.filter(team=team, role__in=FLOOR, pin_misses__lt=TRIES).exclude(pin="")
    return list(rows.select_related("user").order_by("user__first_name", "user__email"))


def switch(request: Any, to: Membership, pin: str) -> None:
    """The tablet is `to`'s. Each try counts before it is judged, so many at once are no more tries."""
    mine = Membership.objects.filter(pk=to.pk, role__in=FLOOR, pin_misses__lt=TRIES).exclude(pin="")
    if not mine.update(pin_misses=F("pin_misses") + 1):
        raise NotSwitched("This PIN does not work any more: sign in with the password and choose a new one.")
    to.refresh_from_db(fields=["pin", "pin_misses"])
    if not check_password(pin, to.pin):
        left = TRIES - to.pin_misses
        raise NotSwitched(
            f"That is not the PIN of {to.user}; {left} tries are left."
            if left
            else "That was the last try: sign in with the password."
        )
    Membership.objects.filter(pk=to.pk).update(pin_misses=0, last_used_at=timezone.now())
    login(request, to.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    access.switch_to(request, to.team)
