"""A shared tablet changes hands by a PIN, within one team, for roles of the floor, and not by trying."""

import pytest
from django.urls import reverse

from fulfillment.accounts import pins
from fulfillment.accounts.models import Membership
from fulfillment.accounts.roles import Role
from tests import factories
from tests.racing import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return factories.create_team()


def of(team, role=Role.INSPECTOR, pin=""):
    row = Membership.objects.get(user=factories.create_member(team=team, role=role), team=team)
    if pin:
        pins.keep(row, pin)
    return row


def signed_in(client, row):
    client.force_login(row.user)
    return client


def holder(client):
    return client.get(reverse("captures:session")).json()["user"]


def take_over(client, row, pin):
    return client.post(reverse("people-switch", args=[row.pk]), {"pin": pin}, follow=True).content.decode()


def test_whoever_knows_the_pin_takes_the_tablet_over(team, client):
    mine, other = of(team), of(team, Role.OPERATOR, "2468")
    signed_in(client, mine)
    assert str(other.user) in client.get(reverse("people")).content.decode()

    take_over(client, other, "2468")

    assert holder(client) == other.user_id


def test_a_wrong_pin_changes_nothing_and_five_end_it(team, client):
    mine, other = of(team), of(team, pin="2468")
    signed_in(client, mine)

    said = [take_over(client, other, "1111") for _ in range(5)]

    assert "4 tries are left" in said[0]
    assert "last try" in said[4]
    assert "does not work any more" in take_over(client, other, "2468")
    assert holder(client) == mine.user_id


def test_a_right_pin_begins_the_count_anew(team, client):
    mine, other = of(team), of(team, pin="2468")
    signed_in(client, mine)
    take_over(client, other, "1111")

    take_over(client, other, "2468")

    assert Membership.objects.get(pk=other.pk).pin_misses == 0


@pytest.mark.parametrize("role", [Role.OWNER, Role.MANAGER])
def test_nobody_becomes_owner_or_manager_by_a_pin(team, client, role):
    high = of(team, role)
    with pytest.raises(pins.NotSwitched):
        pins.keep(high, "2468")
    promoted = of(team, pin="2468")
    Membership.objects.filter(pk=promoted.pk).update(role=role)
    signed_in(client, of(team))

    assert "does not work" in take_over(client, promoted, "2468")
    assert pins.people(team) == []


def test_a_pin_of_another_team_is_not_there(team, client):
    foreign = of(factories.create_team(), pin="2468")
    signed_in(client, of(team))

    assert client.post(reverse("people-switch", args=[foreign.pk]), {"pin": "2468"}).status_code == 404


@pytest.mark.parametrize("pin", ["", "12", "123456789", "12a4", "٣٤٥٦", "7777"])
def test_what_is_no_good_pin_is_refused_with_a_sentence(team, client, pin):
    signed_in(client, of(team))

    page = client.post(reverse("people"), {"pin": pin}).content.decode()

    assert "pin-error" in page
    assert not Membership.objects.exclude(pin="").exists()


def test_a_pin_is_kept_hashed(team, client):
    mine = of(team)
    signed_in(client, mine).post(reverse("people"), {"pin": "2468"})

    assert "2468" not in Membership.objects.get(pk=mine.pk).pin
    assert pins.people(team) == [mine]


@pytest.mark.django_db(transaction=True)
def test_many_tries_at_once_are_no_more_tries(team, rf):
    other = of(team, pin="2468")

    def attempt():
        pins.switch(rf.get("/"), Membership.objects.get(pk=other.pk), "1111")

    told = at_once(*[attempt] * 8, refused=(pins.NotSwitched,))

    assert sum("does not work any more" in str(each) for each in told) == 3
