"""A refused request is told in our words and logged in one line: no traceback of our own guards."""

import io
import logging

import pytest
from django.test import Client, override_settings
from django.urls import path

from fulfillment.accounts.roles import Role
from fulfillment.urls import urlpatterns as real
from tests.factories import create_member, create_team

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey_url")]


def failing(request):
    raise RuntimeError("a fault of ours")


urlpatterns = [*real, path("failing/", failing)]


@pytest.fixture
def logged(monkeypatch) -> io.StringIO:
    """What the product's own handler writes."""
    handler = next(each for each in logging.root.handlers if type(each) is logging.StreamHandler)
    written = io.StringIO()
    monkeypatch.setattr(handler, "stream", written)
    return written


def client_of(role: Role, **options: bool) -> Client:
    client = Client(raise_request_exception=False, **options)
    client.force_login(create_member(team=create_team(), role=role))
    return client


REFUSED = {
    "a role that may not": (403, lambda: client_of(Role.INSPECTOR).get("/orders/")),
    "a page that is not there": (404, lambda: client_of(Role.OWNER).get("/nowhere/")),
    "a button's address in the browser": (405, lambda: client_of(Role.OWNER).get("/team/switch/")),
    "a form of another time": (
        403,
        lambda: client_of(Role.OWNER, enforce_csrf_checks=True).post("/team/switch/", {"team": "x"}),
    ),
    "a host that is not ours": (400, lambda: Client().get("/accounts/login/", headers={"host": "evil.example"})),
    "a form of too many fields": (
        400,
        lambda: client_of(Role.OWNER).post("/team/", {f"field{number}": "" for number in range(1200)}),
    ),
    "a body that is no form": (
        400,
        lambda: client_of(Role.OWNER).post("/team/", b"--x", content_type="multipart/form-data; boundary=\xe9"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_a_refusal_is_one_line_in_the_log_and_words_on_the_page(what, logged):
    status, ask = REFUSED[what]
    answer = ask()

    assert answer.status_code == status
    assert len(logged.getvalue().splitlines()) == 1, logged.getvalue()
    assert "Traceback" not in logged.getvalue()
    assert 'class="entrance"' in answer.content.decode()


@override_settings(ROOT_URLCONF="tests.accounts.test_refusals")
def test_a_fault_of_ours_keeps_its_traceback(logged):
    assert client_of(Role.OWNER).get("/failing/").status_code == 500
    assert "RuntimeError: a fault of ours" in logged.getvalue()


def test_a_machine_gets_no_page_for_the_wrong_method():
    answer = client_of(Role.OWNER).get("/team/switch/", headers={"accept": "application/json"})

    assert (answer.status_code, answer.content) == (405, b"")
