"""An alert is raised once, told once, and gone by itself; two workers never make two of it."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection as db

from fulfillment.accounts.roles import Role
from fulfillment.alerts import mailing, raising
from fulfillment.alerts.catalogue import KINDS
from fulfillment.alerts.models import Alert, Muted
from fulfillment.alerts.raising import Wrong
from tests.factories import NOW, create_member, create_shop, create_team

MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return create_shop(team=create_team())


def wrong(shop, kind="channel_stopped", sentence="The token was revoked", source="channel:1"):
    return Wrong(shop.team_id, source, kind, sentence, "Connect it again", "/channels/", shop.pk)


def test_what_stays_wrong_is_raised_once_and_keeps_its_moment(shop):
    assert raising.settle(["channel:1"], [wrong(shop)], now=NOW) == (1, 0)
    assert raising.settle(["channel:1"], [wrong(shop, sentence="Still")], now=NOW + MINUTE) == (0, 0)

    [alert] = Alert.objects.all()
    assert (alert.raised_at, alert.sentence, alert.resolved_at) == (NOW, "Still", None)


def test_it_is_gone_when_its_cause_is_and_raised_anew_when_it_comes_back(shop):
    raising.settle(["channel:1"], [wrong(shop)], now=NOW)
    assert raising.settle(["channel:1"], [], now=NOW + MINUTE) == (0, 1)
    assert raising.settle(["channel:1"], [wrong(shop)], now=NOW + 2 * MINUTE) == (1, 0)

    assert Alert.objects.count() == 2
    assert Alert.objects.open().get().raised_at == NOW + 2 * MINUTE


def test_what_others_watch_is_left_alone(shop):
    raising.settle(["channel:2"], [wrong(shop, source="channel:2")], now=NOW)

    assert raising.settle(["channel:1"], [], now=NOW) == (0, 0)
    assert Alert.objects.open().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_raise_one_alert(shop):
    ready, outcomes = Barrier(2), []

    def work():
        ready.wait()
        outcomes.append(raising.settle(["channel:1"], [wrong(shop)], now=NOW))
        db.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == [(0, 0), (1, 0)]
    assert Alert.objects.count() == 1


def test_members_who_can_mend_it_get_one_mail_with_everything(shop):
    for role in Role:
        create_member(team=shop.team, role=role, email=f"{role}@glow.example")
    muted = create_member(team=shop.team, role=Role.OPERATOR, email="quiet@glow.example")
    Muted.objects.create(team=shop.team, user=muted)
    raising.settle(
        ["channel:1"], [wrong(shop), wrong(shop, "quarantine", "3 payloads wait in quarantine")], now=NOW
    )

    assert mailing.tell(now=NOW + KINDS["quarantine"].patience) == 2
    assert mailing.tell(now=NOW + timedelta(days=1)) == 0

    assert [each.to for each in mail.outbox] == [["operator@glow.example"], ["owner@glow.example"]]
    first = mail.outbox[0]
    assert first.subject == "Glow US: The token was revoked and 1 more"
    assert "3 payloads wait in quarantine" in first.body
    assert "Connect it again" in first.body


def test_what_passes_within_its_patience_is_nobodys_mail(shop):
    create_member(team=shop.team, role=Role.OWNER)
    raising.settle(["channel:1"], [wrong(shop, "channel_failing", "It answers 500")], now=NOW)
    assert mailing.tell(now=NOW + 19 * MINUTE) == 0
    raising.settle(["channel:1"], [], now=NOW + 19 * MINUTE)

    assert mailing.tell(now=NOW + 30 * MINUTE) == 0
    assert mail.outbox == []


def test_a_mail_that_cannot_leave_is_tried_again(shop, monkeypatch):
    create_member(team=shop.team, role=Role.OWNER)
    raising.settle(["channel:1"], [wrong(shop)], now=NOW)

    def refuse(self, messages):
        raise ConnectionRefusedError("the mail server is away")

    with monkeypatch.context() as away:
        away.setattr(EmailBackend, "send_messages", refuse)
        assert mailing.tell(now=NOW) == 0
    assert Alert.objects.get().told_at is None

    assert mailing.tell(now=NOW + MINUTE) == 1


def test_links_in_mails_begin_with_the_public_address(shop, settings):
    settings.PUBLIC_URL = "https://firstscan.example/"
    create_member(team=shop.team, role=Role.OWNER)
    raising.settle(["channel:1"], [wrong(shop)], now=NOW)
    mailing.tell(now=NOW)

    assert "https://firstscan.example/channels/" in mail.outbox[0].body
    assert "https://firstscan.example/alerts/" in mail.outbox[0].body
