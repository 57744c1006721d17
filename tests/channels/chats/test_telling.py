"""A room hears of an alert once when it is raised and once when it is gone, and holds nothing up."""

import json
import logging
from datetime import timedelta

import httpx
import pytest
from django.urls import reverse

from fulfillment.accounts.roles import Role
from fulfillment.alerts.models import Alert
from fulfillment.alerts.raising import Wrong, settle
from fulfillment.channels import pruning
from fulfillment.channels.chats import alarming, rooms, sending, telling
from fulfillment.channels.models import ChatPost, ChatRoom
from fulfillment.post import calling
from tests.channels.outgoing.receiver import receiver
from tests.factories import NOW, create_member, create_shop, create_team

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def within(settings):
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True
    settings.PUBLIC_URL = "https://firstscan.example"


def room_of(team, url, **wish):
    return rooms.connect(team, tool="json", url=url, **{"name": "#shipping", "now": NOW} | wish)


def trouble(shop, kind="channel_stopped", source="channel:1"):
    return Wrong(shop.team_id, source, kind, "TikTok refused", "Connect it again", "/channels/", shop.pk)


def tell(now):
    telling.queue_new(now=now)
    return sending.send_due(now=now, clock=lambda: now)


def heard(other):
    return [(told["about"], told["kind"]) for told in (json.loads(body) for _, body in other.got)]


def test_a_room_hears_once_that_something_is_wrong_and_once_that_it_is_gone():
    shop = create_shop()
    with receiver() as other:
        room_of(shop.team, other.url)
        settle(["channel:1"], [trouble(shop)], now=NOW)
        for minutes in range(3):
            tell(NOW + minutes * MINUTE)
        settle(["channel:1"], [], now=NOW + 9 * MINUTE)
        for minutes in range(10, 13):
            tell(NOW + minutes * MINUTE)

    assert heard(other) == [("raised", "channel_stopped"), ("gone", "channel_stopped")]
    told = json.loads(other.got[0][1])
    assert (told["shop"], told["fix"], told["link"]) == (
        shop.name,
        "Connect it again",
        "https://firstscan.example/channels/",
    )


def test_what_passes_before_a_room_was_told_is_told_neither_way():
    shop = create_shop()
    with receiver() as other:
        room_of(shop.team, other.url)
        other.answers = [503]
        settle(["channel:1"], [trouble(shop)], now=NOW)
        settle(["channel:2"], [trouble(shop, "quarantine", "channel:2")], now=NOW)  # patience of half an hour
        tell(NOW)
        settle(["channel:1", "channel:2"], [], now=NOW + MINUTE)
        tell(NOW + 60 * MINUTE)

    assert len(other.got) == 1
    assert [(post.state, post.said) for post in ChatPost.objects.all()] == [
        ("passed", "It had passed before it could be told.")
    ]


def test_rooms_choose_by_harm_or_by_kind_and_hear_nothing_of_other_teams_or_of_the_past():
    shop, theirs = create_shop(), create_shop()
    settle(["channel:0"], [trouble(shop, source="channel:0")], now=NOW - MINUTE)
    with receiver() as bad, receiver() as chosen, receiver() as silent:
        room_of(shop.team, bad.url, wants="bad")
        room_of(shop.team, chosen.url, wants="chosen", kinds=["consent_ending"], tells_gone=False)
        room_of(theirs.team, silent.url)
        wrong = [trouble(shop), trouble(shop, "consent_ending")]
        settle(["channel:1"], wrong, now=NOW)
        tell(NOW)
        settle(["channel:1"], [], now=NOW + MINUTE)
        tell(NOW + MINUTE)

    assert heard(bad) == [("raised", "channel_stopped"), ("gone", "channel_stopped")]
    assert heard(chosen) == [("raised", "consent_ending")]
    assert silent.got == []


def test_a_message_that_is_not_taken_comes_again_later_and_the_room_waits_as_long_as_it_was_asked_to():
    shop = create_shop()
    with receiver() as other:
        room_of(shop.team, other.url)
        other.answers, other.more = [429], {"Retry-After": "90"}
        settle(["channel:1"], [trouble(shop), trouble(shop, "consent_ending")], now=NOW)
        tell(NOW)
        tell(NOW + MINUTE)
        before = len(other.got)
        tell(NOW + 2 * MINUTE)

    assert (before, len(other.got)) == (1, 3)
    assert set(ChatPost.objects.values_list("state", flat=True)) == {"delivered"}


def test_a_room_that_is_gone_is_given_up_at_once_said_with_the_fix_and_raised_elsewhere():
    shop = create_shop()
    with receiver() as broken, receiver() as well:
        dead = room_of(shop.team, broken.url, name="#dead")
        room_of(shop.team, well.url)
        broken.answers, broken.says = [404] * 5, b"no_service"
        settle(["channel:1"], [trouble(shop)], now=NOW)
        tell(NOW)
        alarming.raise_alerts(now=NOW)
        tell(NOW + 10 * MINUTE)
        raised = Alert.objects.get(kind_code="chat_failing")
        tries = len(broken.got)
        broken.answers = []
        sending.send(telling.queue_test(dead, now=NOW + 11 * MINUTE), now=NOW + 11 * MINUTE)
        alarming.raise_alerts(now=NOW + 12 * MINUTE)

    post = ChatPost.objects.get(room=dead, about="raised")
    assert post.state == "given_up"
    assert post.said == (
        "There is no such webhook any more. Make a new one there and enter its address here. "
        "It answered 404: “no_service”."
    )
    assert (raised.sentence.split(":")[0], tries) == ("#dead", 1)
    assert heard(well) == [("raised", "channel_stopped"), ("raised", "chat_failing")]
    assert not Alert.objects.open().filter(kind_code="chat_failing").exists()


def test_what_left_without_an_answer_is_not_sent_twice_by_itself(monkeypatch):
    shop = create_shop()
    room = room_of(shop.team, "http://127.0.0.1:9/")
    settle(["channel:1"], [trouble(shop)], now=NOW)

    def late(*args, **kwargs):
        raise httpx.ReadTimeout("late")

    monkeypatch.setattr(calling.httpx.Client, "stream", late)
    tell(NOW)
    assert tell(NOW + timedelta(days=2)) == 0

    post = ChatPost.objects.get()
    assert (post.state, post.attempts) == ("unclear", 1)
    assert "Look there" in post.said
    assert rooms.is_failing(rooms.with_last(ChatRoom.objects.filter(pk=room.pk)).get())


def test_a_paused_room_hears_of_what_is_still_wrong_when_it_is_resumed():
    shop = create_shop()
    with receiver() as other:
        room = room_of(shop.team, other.url)
        ChatRoom.objects.update(is_active=False)
        settle(["channel:1"], [trouble(shop)], now=NOW)
        assert tell(NOW) == 0
        ChatRoom.objects.filter(pk=room.pk).update(is_active=True)
        tell(NOW + MINUTE)

    assert heard(other) == [("raised", "channel_stopped")]


def test_queueing_costs_the_same_for_any_number_of_rooms_and_alerts(django_assert_num_queries):
    shop = create_shop()
    for number in range(3):
        room_of(shop.team, "http://127.0.0.1:9/", name=f"#{number}")
    settle([], [trouble(shop, source=f"channel:{number}") for number in range(5)], now=NOW)
    with django_assert_num_queries(7):  # rooms, alerts, known, insert; savepoint, over, release
        assert telling.queue_new(now=NOW) == 15
    with django_assert_num_queries(6):
        assert telling.queue_new(now=NOW) == 0


def test_an_open_alert_that_was_told_long_ago_is_not_told_again_after_pruning():
    shop = create_shop()
    with receiver() as other:
        room_of(shop.team, other.url)
        settle(["channel:1"], [trouble(shop)], now=NOW)
        tell(NOW)
        pruning.prune(now=NOW + timedelta(days=40))
        tell(NOW + timedelta(days=40))
        settle(["channel:1"], [], now=NOW + timedelta(days=41))
        tell(NOW + timedelta(days=41))

    assert heard(other) == [("raised", "channel_stopped"), ("gone", "channel_stopped")]


def test_the_page_connects_tests_shows_the_answer_and_never_the_address(client, caplog):
    caplog.set_level(logging.DEBUG)
    team = create_team()
    client.force_login(create_member(team=team, role=Role.OPERATOR))
    page = reverse("channels:chats")
    with receiver() as other:
        url = f"{other.url}services/T000/very-secret"
        other.answers, other.says = [500], f"cannot post to {url}".encode()
        form = {"tool": "json", "name": "#ops", "url": url, "wants": "all", "tells_gone": "on"}
        made = client.post(page, form, follow=True)
        room = ChatRoom.objects.get()
        again = client.post(reverse("channels:chat-test", args=[room.pk]), follow=True)
        kept = client.post(
            reverse("channels:chat", args=[room.pk]),
            form | {"url": "", "wants": "chosen", "kinds": ["quarantine"]},
            follow=True,
        )

    assert "was not taken" in made.content.decode()
    assert "It answered 500: “cannot post to …”" in made.content.decode()
    assert b"The message was taken" in again.content
    assert b"Kept." in kept.content
    room.refresh_from_db()
    assert (room.wants, room.kinds, room.tells_gone, room.host) == (
        "chosen",
        ["quarantine"],
        True,
        "127.0.0.1",
    )
    shown = [client.get(page).content.decode(), made.content.decode(), kept.content.decode(), str(vars(room))]
    shown += [record.getMessage() for record in caplog.records]
    assert [text for text in shown if "very-secret" in text] == []


def test_an_address_in_a_private_network_or_of_another_tool_is_refused_and_what_was_typed_stays(
    client, settings
):
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = False
    client.force_login(create_member(team=create_team(), role=Role.OWNER))
    form = {"tool": "json", "name": "#ops", "url": "https://169.254.169.254/x", "wants": "chosen"}

    empty = client.post(reverse("channels:chats"), form)
    private = client.post(reverse("channels:chats"), form | {"wants": "all"})
    other = client.post(
        reverse("channels:chats"),
        form | {"wants": "all", "tool": "slack", "url": "https://discord.com/api/x"},
    )

    assert b"Choose at least one kind" in empty.content
    assert b"address of a private network" in private.content
    assert b"This is an address of Discord: choose Discord." in other.content
    assert b'value="#ops"' in other.content
    assert not ChatRoom.objects.exists()
