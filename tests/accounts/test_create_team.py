"""`manage.py create_team`: the door by which the first owner comes in."""

import io
import re

import pytest
from django.core.management import CommandError, call_command

from fulfillment.accounts.models import Membership, Team, User
from tests.factories import create_team, create_user

pytestmark = pytest.mark.django_db


def create(*arguments: str) -> str:
    said = io.StringIO()
    call_command("create_team", *arguments, stdout=said)
    return said.getvalue()


def test_a_new_owner_gets_a_password_that_works(client):
    said = create("glow-traders", "--owner", "Ann@Example.com", "--time-zone", "Europe/Berlin")

    password = re.search(r"ann@example\.com signs in with (\S+)", said)[1]
    assert client.login(email="ann@example.com", password=password)
    row = Membership.objects.get()
    assert (row.team.name, row.team.time_zone, row.role) == ("Glow Traders", "Europe/Berlin", "owner")


def test_a_known_owner_keeps_their_password(client):
    create_user(email="ann@example.com", password="as-it-was-2026")

    said = create("glow", "--owner", "ann@example.com", "--name", "Glow")

    assert said == "Team glow is owned by ann@example.com.\n"
    assert client.login(email="ann@example.com", password="as-it-was-2026")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("glow", "--owner", "ann@example.com"), "There is a team 'glow' already"),
        (("new", "--owner", "nonsense"), "'nonsense' is not an e-mail address"),
        (("not a slug", "--owner", "ann@example.com"), "'not a slug' cannot name a team"),
        (("x" * 51, "--owner", "ann@example.com"), "cannot name a team"),
        (("new", "--owner", "ann@example.com", "--time-zone", "Mars/Base"), "'Mars/Base' is not a time zone"),
    ],
)
def test_wrong_use_says_the_fix_and_leaves_nothing(arguments, said):
    create_team(slug="glow")

    with pytest.raises(CommandError, match=said) as caught:
        create(*arguments)

    assert caught.value.returncode == 2
    assert Team.objects.count() == 1
    assert not User.objects.exists()
