"""Who subscribed is told: once, signed, again until it is taken."""

import hmac
import json
import logging
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from django.urls import reverse

from fulfillment.accounts.roles import Role
from fulfillment.channels.models import WebhookDelivery, WebhookSubscription
from fulfillment.channels.outgoing import leasing, queueing, sending, subscribing
from fulfillment.channels.outgoing.leasing import WAITS
from fulfillment.orders.models import OrderEvent
from fulfillment.orders.watch import watch_due
from fulfillment.tracking.judging import judge_due_packages
from tests.channels.api.asking import Program, order, own_store, package
from tests.channels.outgoing.receiver import receiver
from tests.factories import create_member, create_team

pytestmark = pytest.mark.django_db
KINDS = ["order.level_changed", "package.verdict_changed", "order.placed"]


@pytest.fixture(autouse=True)
def within(settings):
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True


def subscribed(team, url, kinds=KINDS):
    return subscribing.subscribe(team, url=url, kinds=kinds, now=datetime.now(UTC))


def tell(now=None):
    now = now or datetime.now(UTC)
    queueing.queue_new(now=now)
    return sending.send_due(now=now, clock=lambda: now)


def late_order(program, shop, name="1001"):
    due = (datetime.now(UTC) - timedelta(hours=3)).isoformat()
    program.bring(shop, "orders", order(name, dispatch_due_at=due))
    program.bring(shop, "packages", package(f"P{name}", name, tracking_number="NONSENSE"))
    now = datetime.now(UTC)
    while judge_due_packages(now=now) or watch_due(now=now):
        pass


def test_what_happens_is_told_once_with_the_order_and_a_signature_that_can_be_checked():
    shop = own_store()
    program = Program(shop.team)
    late_order(program, shop, "past")
    with receiver() as other:
        _, secret = subscribed(shop.team, other.url)
        late_order(program, shop)
        tell()
        tell()

    told = {headers["Firstscan-Event"]: (headers, body) for headers, body in other.got}
    assert sorted(told) == sorted(KINDS)
    assert len(other.got) == 3  # nothing twice, nothing of the past
    headers, body = told["order.level_changed"]
    moment, signed = headers["Firstscan-Signature"].removeprefix("t=").split(",v1=")
    assert signed == hmac.new(secret.encode(), f"{moment}.".encode() + body, sha256).hexdigest()
    message = json.loads(body)
    assert message["id"] == headers["Firstscan-Delivery"]
    assert (message["order"]["id"], message["order"]["level"]) == ("1001", "will_count_late")
    assert b"Quist" not in body
    verdict = json.loads(told["package.verdict_changed"][1])["data"]
    assert (verdict["package"], verdict["to"], verdict["reasons"][0]) == (
        "P1001",
        "invalid",
        "unknown_format",
    )


def test_a_message_that_is_not_taken_comes_again_later_with_the_same_id_until_it_is_given_up():
    shop, now = own_store(), datetime.now(UTC)
    with receiver() as other:
        row, _ = subscribed(shop.team, other.url)
        queueing.queue_test(row, now=now)
        other.answers = [500, 302, 404]
        for wait in (timedelta(0), *WAITS[:3]):
            now += wait
            assert tell(now) == 1
            assert tell(now) == 0
        assert len({headers["Firstscan-Delivery"] for headers, _ in other.got}) == 1
        assert WebhookDelivery.objects.get().state == "delivered"

        queueing.queue_test(row, now=now)
        other.answers = [500] * 99
        for wait in (timedelta(0), *WAITS):
            now += wait
            tell(now)
    last = WebhookDelivery.objects.exclude(state="delivered").get()
    assert (last.state, last.attempts, last.status) == ("given_up", len(WAITS) + 1, 500)
    assert "500" in last.said


def test_nobody_at_the_address_is_a_sentence_not_a_crash():
    shop = own_store()
    row, _ = subscribed(shop.team, "http://127.0.0.1:9/")

    sent = sending.send(queueing.queue_test(row, now=datetime.now(UTC)), now=datetime.now(UTC))

    assert (sent.is_taken, sent.said) == (False, "It could not be reached: ConnectError.")
    assert WebhookDelivery.objects.get().state == "waiting"


def test_a_message_in_another_workers_hands_is_left_alone_and_taken_over_when_that_one_died():
    shop, now = own_store(), datetime.now(UTC)
    row, _ = subscribed(shop.team, "http://127.0.0.1:9/")
    delivery = queueing.queue_test(row, now=now)

    assert [each.pk for each in leasing.claim(WebhookDelivery.objects.all(), now=now)] == [delivery.pk]
    assert leasing.claim(WebhookDelivery.objects.all(), now=now) == []
    assert sending.send(delivery, now=now) is None
    assert [each.pk for each in leasing.claim(WebhookDelivery.objects.all(), now=now + leasing.LEASE)] == [
        delivery.pk
    ]


def test_a_paused_subscription_is_told_afterwards_and_another_teams_events_never():
    shop, theirs = own_store(), own_store(slug="theirs")
    with receiver() as other:
        subscribed(shop.team, other.url)
        WebhookSubscription.objects.update(is_active=False)
        late_order(Program(shop.team), shop)
        late_order(Program(theirs.team), theirs, "zorbug")
        tell()
        assert other.got == []
        WebhookSubscription.objects.update(is_active=True)
        tell()
    assert len(other.got) == 3
    assert not any(b"zorbug" in body for _, body in other.got)


def test_what_is_old_enough_to_be_settled_is_not_read_again_and_what_commits_late_is_not_missed():
    shop, now = own_store(), datetime.now(UTC)
    row, _ = subscribed(shop.team, "http://127.0.0.1:9/", ["order.placed"])
    program = Program(shop.team)
    program.bring(shop, "orders", order("1"), order("2"))
    first, _ = OrderEvent.objects.filter(kind="order.placed").order_by("pk")
    OrderEvent.objects.filter(pk=first.pk).update(kind="unseen")  # as if its transaction had not ended yet

    assert queueing.queue_new(now=now) == 1
    OrderEvent.objects.filter(pk=first.pk).update(kind="order.placed")
    assert queueing.queue_new(now=now) == 1
    assert queueing.queue_new(now=now) == 0
    queueing.queue_new(now=now + timedelta(minutes=6))

    row.refresh_from_db()
    assert row.position == OrderEvent.objects.latest("pk").pk
    assert WebhookDelivery.objects.count() == 2


def test_a_subscription_by_the_api_is_told_its_secret_once_and_removed():
    program = Program(own_store().team)

    made = program.post("webhooks", {"url": "https://hooks.example.com/in", "events": KINDS})
    bad = program.post("webhooks", {"url": "https://hooks.example.com/in", "events": ["order.eaten"]})
    typed = program.post("webhooks", {"url": "https://hooks.example.com/in"})
    listed = program.get("webhooks").json()["webhooks"]

    assert (made.status_code, made.json()["secret"][:6]) == (201, "whsec_")
    assert (bad.status_code, typed.status_code, typed.json()["error"]["code"]) == (422, 422, "wrong_body")
    assert [(each["url"], "secret" in each) for each in listed] == [("https://hooks.example.com/in", False)]
    pk = listed[0]["id"]
    assert Program(create_team()).client.delete(f"/api/v1/webhooks/{pk}").status_code == 401
    other = Program(create_team())
    assert other.client.delete(f"/api/v1/webhooks/{pk}", headers=other.headers()).status_code == 404
    assert program.client.delete(f"/api/v1/webhooks/{pk}", headers=program.headers()).status_code == 204


def test_an_address_in_a_private_network_cannot_be_subscribed(settings):
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = False

    answer = Program(own_store().team).post("webhooks", {"url": "https://169.254.169.254/", "events": KINDS})

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "cannot_subscribe")


def test_the_page_shows_the_secret_once_tests_the_address_and_sends_again(client, caplog):
    caplog.set_level(logging.DEBUG)
    team = create_team()
    client.force_login(create_member(team=team, role=Role.OWNER))
    with receiver() as other:
        made = client.post(reverse("channels:webhooks"), {"url": other.url, "kinds": KINDS})
        secret = made.context["secret"]
        row = WebhookSubscription.objects.get()
        log = reverse("channels:webhook-log", args=[row.pk])
        other.answers = [503]
        failed = client.post(reverse("channels:webhook-test", args=[row.pk]), follow=True)
        delivery = WebhookDelivery.objects.get()
        again = client.post(reverse("channels:webhook-again", args=[delivery.pk]), follow=True)

    assert secret in made.content.decode()
    assert b"was not taken. It answered 503" in failed.content
    assert b"The message was taken" in again.content
    assert len(other.got) == 2
    shown = [client.get(reverse("channels:webhooks")).content.decode(), client.get(log).content.decode()]
    shown += [repr(row), str(vars(row)), repr(delivery), repr(sending.Letter(delivery, row.url, secret))]
    shown += [record.getMessage() for record in caplog.records]
    assert [text for text in shown if secret in text] == []

    for act in ("pause", "resume"):
        client.post(reverse(f"channels:webhook-{act}", args=[row.pk]))
        row.refresh_from_db()
        assert row.is_active == (act == "resume")
    client.post(reverse("channels:webhook-remove", args=[row.pk]))
    assert not WebhookSubscription.objects.exists()
