"""Who is on a team, with which role; a team always keeps an owner."""

import threading

import pytest
from django.db import connection

from fulfillment.accounts import membership
from fulfillment.accounts.membership import AlreadyMember, LastOwner
from fulfillment.accounts.models import Membership, Team, User
from fulfillment.accounts.roles import PERMISSIONS, May, Role, permits
from tests.factories import create_member, create_team, create_user

SEES = {May.SEE_ORDERS, May.SEE_METRICS, May.SEE_RULES, May.SEE_CHANNELS, May.SEE_WAREHOUSE}


def owner_of(team: Team) -> Membership:
    return Membership.objects.get(team=team, user=create_member(team=team, role=Role.OWNER))


def at_once(*acts) -> list[Exception | None]:
    """Each act on a connection of its own, all started together; what each raised."""
    barrier = threading.Barrier(len(acts))
    raised: list[Exception | None] = [None] * len(acts)

    def run(place, act):
        try:
            barrier.wait(timeout=10)
            act()
        except Exception as error:
            raised[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return raised


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.OWNER, set(May)),
        (
            Role.MANAGER,
            SEES
            | {
                May.ACT_ON_ORDERS,
                May.APPROVE,
                May.BRAND,
                May.CHANGE_RULES,
                May.CHANGE_WAREHOUSE,
                May.INSPECT,
                May.DECIDE,
            },
        ),
        (Role.OPERATOR, SEES | {May.ACT_ON_ORDERS, May.RUN_CHANNELS, May.INSPECT}),
        (Role.INSPECTOR, {May.INSPECT, May.SEE_WAREHOUSE}),
    ],
)
def test_what_each_role_may_do(role, may):
    assert {permission for permission in May if permits(role, permission)} == may


def test_every_role_has_its_permissions():
    assert PERMISSIONS.keys() == set(Role)


@pytest.mark.django_db
def test_an_invited_stranger_has_an_account_without_a_password():
    row = membership.invite(create_team(), email="New@Example.com", role=Role.MANAGER)

    assert (row.user.email, row.role) == ("new@example.com", "manager")
    assert not row.user.has_usable_password()


@pytest.mark.django_db
def test_an_invited_colleague_of_another_team_keeps_their_account():
    user = create_user(email="ann@example.com")

    assert membership.invite(create_team(), email="ANN@example.com", role=Role.OPERATOR).user == user


@pytest.mark.django_db
def test_nobody_is_invited_twice():
    team = create_team()
    membership.invite(team, email="ann@example.com", role=Role.OPERATOR)

    with pytest.raises(AlreadyMember):
        membership.invite(team, email="Ann@example.com", role=Role.OWNER)
    assert Membership.objects.get().role == "operator"


@pytest.mark.django_db
def test_the_last_owner_can_neither_leave_nor_step_down():
    team = create_team()
    owner = owner_of(team)
    create_member(team=team, role=Role.MANAGER)
    owner_of(create_team())

    with pytest.raises(LastOwner):
        membership.remove(owner)
    with pytest.raises(LastOwner):
        membership.change_role(owner, Role.MANAGER)
    membership.change_role(owner, Role.OWNER)
    assert Membership.objects.get(pk=owner.pk).role == "owner"


@pytest.mark.django_db
def test_one_of_two_owners_may_leave():
    team = create_team()
    first, second = owner_of(team), owner_of(team)

    membership.remove(first)

    assert [row.pk for row in team.memberships.all()] == [second.pk]


@pytest.mark.django_db
def test_the_role_that_counts_is_the_stored_one():
    team = create_team()
    first = owner_of(team)
    second = Membership.objects.get(user=create_member(team=team, role=Role.OPERATOR))
    Membership.objects.filter(pk=second.pk).update(role=Role.OWNER)  # behind the back of `second`
    membership.remove(first)

    with pytest.raises(LastOwner):
        membership.remove(second)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(5))
def test_two_owners_cannot_remove_each_other_at_once(round_):
    team = create_team()
    first, second = owner_of(team), owner_of(team)

    raised = at_once(lambda: membership.remove(first), lambda: membership.change_role(second, Role.OPERATOR))

    assert sorted(type(error).__name__ for error in raised) == ["LastOwner", "NoneType"]
    assert Membership.objects.filter(team=team, role=Role.OWNER).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(5))
def test_two_teams_may_invite_the_same_stranger_at_once(round_):
    teams = [create_team(), create_team()]

    raised = at_once(
        *[
            lambda team=team: membership.invite(team, email="ann@example.com", role=Role.OPERATOR)
            for team in teams
        ]
    )

    assert raised == [None, None]
    assert User.objects.get().memberships.count() == 2
