"""Who may open and do what: every address, for strangers, outsiders and each role."""

import pytest
from django.db import transaction
from django.test import Client

from fulfillment.accounts.roles import Role, permits
from tests.access.places import PLACES, PUBLIC, Place, addresses
from tests.access.worlds import World
from tests.factories import create_user

FOR_ANYBODY_SIGNED_IN = {"switch-team"}
LOGIN = "/accounts/login/"


def method_of(place: Place) -> str:
    return "GET" if place.method == "both" else place.method


def ask(client: Client, method: str, url: str, place: Place, **headers: str) -> object:
    """The answer; what it changed is undone."""
    with transaction.atomic():
        sent = place.also if method == "POST" else None
        answer = (
            client.generic(method, url, headers=headers)
            if sent is None
            else client.post(url, sent, headers=headers)
        )
        list(answer.streaming_content if answer.streaming else ())
        transaction.set_rollback(True)
    return answer


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_every_address_is_in_the_table_and_nothing_else():
    assert {name for name, _ in addresses()} == {*PLACES, *PUBLIC}


@pytest.mark.parametrize(("name", "view"), addresses(), ids=[name for name, _ in addresses()])
def test_every_view_says_what_it_takes_to_open_it(name, view):
    permission = getattr(view, "permission", None)

    assert (permission is None) == (name in PUBLIC | FOR_ANYBODY_SIGNED_IN)
    assert name in PUBLIC or permission == PLACES[name].permission


def test_whoever_is_not_signed_in_is_asked_to(ours: World):
    for name, place in PLACES.items():
        url = place.url(name, ours, ours.member(Role.OWNER))

        plain = ask(Client(), method_of(place), url, place)
        htmx = ask(Client(), method_of(place), url, place, **{"HX-Request": "true"})

        assert (plain.status_code, htmx.status_code) == (302, 204), name
        assert plain["Location"].startswith(f"{LOGIN}?next=/"), name
        assert htmx["HX-Redirect"].startswith(f"{LOGIN}?next=/"), name


@pytest.mark.parametrize("role", Role)
def test_each_role_may_what_its_permissions_say(role, ours: World):
    user = ours.member(role)

    found = {
        name: ask(client_of(user), method_of(place), place.url(name, ours, user), place).status_code
        for name, place in PLACES.items()
    }

    assert found == {
        name: place.allowed if may(role, place) else place.denied for name, place in PLACES.items()
    }


def may(role: Role, place: Place) -> bool:
    return place.permission is None or permits(role, place.permission)


def test_what_belongs_to_one_team_is_not_there_for_another(ours: World, theirs: World):
    outsider = theirs.member(Role.OWNER)

    found = {
        name: ask(client_of(outsider), method_of(place), place.url(name, ours, outsider), place).status_code
        for name, place in PLACES.items()
    }

    assert found == {name: 404 if place.is_of_one_team else place.allowed for name, place in PLACES.items()}


def test_whoever_is_in_no_team_gets_nothing(ours: World):
    nobody = create_user()

    for name, place in PLACES.items():
        answer = ask(client_of(nobody), method_of(place), place.url(name, ours, nobody), place)
        assert answer.status_code in {403, 404}, name


def test_an_address_answers_to_its_own_method_only(ours: World):
    owner = ours.member(Role.OWNER)

    for name, place in PLACES.items():
        url = place.url(name, ours, owner)
        wrong = {"GET": ["POST"], "POST": ["GET", "HEAD"], "both": []}[place.method]
        for method in [*wrong, "PUT", "DELETE"]:
            assert ask(client_of(owner), method, url, place).status_code == 405, (name, method)
