"""Who packs, loads and drives in the demo. Nobody signs in as one of them: they have no password."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import NamedTuple

from fulfillment.accounts.models import Membership, Team, User
from fulfillment.accounts.roles import Role

PACKERS = (("rosa.mendoza", "Rosa", "Mendoza"), ("tom.okafor", "Tom", "Okafor"))
INSPECTORS = (("wei.zhang", "Wei", "Zhang"), ("ines.duarte", "Ines", "Duarte"))
LOADER = ("dale.whitaker", "Dale", "Whitaker")
DRIVERS = {
    "ups": ("Ray Diaz", "Keisha Brown"),
    "fedex": ("Marcus Lee", "Anita Flores"),
    "usps": ("Gloria Hayes", "Sam Nguyen"),
    "royal_mail": ("Callum Price", "Priya Nair"),
    "dpd": ("Gareth Evans", "Zofia Nowak"),
}
ANY_DRIVER = ("Luis Ortega", "Hannah Moss")
RECEIPTS = {"usps": "SCAN form 9475 7111 {:04d}", "royal_mail": "OBA {:08d}"}


class Crew(NamedTuple):
    packers: list[User]
    loader: User


def crew_of(team: Team) -> Crew:
    """The same people however often it is asked."""
    packers = [_member(team, *each, role=Role.INSPECTOR) for each in PACKERS]
    return Crew(packers, _member(team, *LOADER, role=Role.OPERATOR))


def inspectors_of(team: Team) -> list[User]:
    return [_member(team, *each, role=Role.INSPECTOR) for each in INSPECTORS]


def driver_of(carrier: str, departs_at: datetime) -> str:
    """Two take turns on each route."""
    return DRIVERS.get(carrier, ANY_DRIVER)[departs_at.toordinal() % 2]


def receipt_of(carrier: str, rng: Random) -> str:
    number = rng.randrange(10**4, 10**8)
    return RECEIPTS.get(carrier, "PU-{:08d}").format(number if carrier != "usps" else number % 10**4)


def _member(team: Team, name: str, first: str, last: str, *, role: Role) -> User:
    email = f"{name}@{team.slug}.example"
    user = User.objects.filter(email=email).first() or User.objects.create_user(
        email, first_name=first, last_name=last
    )
    Membership.objects.get_or_create(team=team, user=user, defaults={"role": role})
    return user
