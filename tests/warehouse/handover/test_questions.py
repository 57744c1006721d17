"""A carrier's program is asked: once, signed, until it took the list or a day is over."""

import hmac
import json
from datetime import timedelta
from hashlib import sha256

import pytest
from django.urls import reverse

from fulfillment.accounts.roles import Role
from fulfillment.warehouse.handover import asking, contacts, questions
from fulfillment.warehouse.models import CarrierContact, CarrierQuestion
from tests import factories
from tests.channels.outgoing.receiver import receiver
from tests.racing import at_once
from tests.warehouse.handover.test_morning import MORNING, handed_over

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def within(settings):
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True


@pytest.fixture
def program():
    with receiver() as found:
        yield found


def asked(program, parcels=1):
    """The lines, and the secret by which the program knows us."""
    lines = handed_over(factories.create_team(), parcels=parcels)
    secret = contacts.keep(lines[0].manifest.warehouse, "ups", url=program.url)
    by = factories.create_member(team=lines[0].team, role=Role.MANAGER, email="ana@glow.example")
    asking.ask(lines[0].manifest.warehouse, "ups", by=by, now=MORNING)
    return lines, secret


@pytest.mark.django_db
def test_a_program_is_told_the_list_once_with_a_signature_that_it_can_check(program):
    lines, secret = asked(program, parcels=2)

    assert [questions.call_programs(now=MORNING), questions.call_programs(now=MORNING + HOUR)] == [1, 0]

    ((headers, body),) = program.got
    moment, signed = headers["Firstscan-Signature"].removeprefix("t=").split(",v1=")
    assert signed == hmac.new(secret.encode(), f"{moment}.".encode() + body, sha256).hexdigest()
    told = json.loads(body)
    assert [each["number"] for each in told["parcels"]] == [each.number for each in lines]
    assert told["parcels"][0]["proof"] == "taken by Ray Diaz, 2 counted, receipt SF-77"
    assert (told["event"], told["carrier"], told["reply_to"]) == ("carrier.asked", "ups", "ana@glow.example")
    assert questions.mail(now=MORNING) == 0


@pytest.mark.django_db
def test_what_a_program_does_not_take_comes_again_with_the_same_id_and_is_given_up_after_a_day(program):
    asked(program)
    program.answers = [500] * 9
    now = MORNING
    for _ in range(12):
        questions.call_programs(now=now)
        now += 13 * HOUR

    row = CarrierQuestion.objects.get()
    assert "did not take it. It answered 500" in row.problem
    assert (row.told_at, row.attempts) == (None, len(questions.WAITS) + 1)
    assert len({headers["Firstscan-Delivery"] for headers, _ in program.got}) == 1
    assert len(program.got) == row.attempts


@pytest.mark.django_db(transaction=True)
def test_two_workers_call_a_program_once(program):
    asked(program)

    at_once(*[lambda: questions.call_programs(now=MORNING)] * 2)

    assert len(program.got) == 1


@pytest.mark.django_db
def test_a_manager_enters_a_program_and_sees_its_secret_once(client, settings):
    (line,) = handed_over(factories.create_team())
    client.force_login(factories.create_member(team=line.team, role=Role.MANAGER, email="ana@glow.example"))
    named = {"warehouse": line.manifest.warehouse_id, "carrier": "ups"}

    page = client.post(
        reverse("truck:contact"), named | {"address": "https://ups.example/asked"}, follow=True
    )

    assert b"whsec_" in page.content
    assert b"whsec_" not in client.get(reverse("truck:unscanned")).content
    assert CarrierContact.objects.get().address == "https://ups.example/asked"
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = False
    page = client.post(reverse("truck:contact"), named | {"address": "https://10.0.0.1/"}, follow=True)
    assert b"private network" in page.content
