"""The carriers' pages: connecting after a live call, the secret shown once, state and what to do, the way out."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fulfillment.accounts.roles import Role
from fulfillment.catalog.models import FROM_THE_BEGINNING
from fulfillment.channels.carriers import rounds
from fulfillment.channels.carriers.telling import told_from
from fulfillment.channels.models import CarrierFeed, CarrierMessage, FollowedNumber
from fulfillment.channels.secrets import unseal
from fulfillment.channels.sync import utc_now
from tests.channels.carriers.making import create_feed, event, own_message, post, sign
from tests.factories import create_member, create_shop, create_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return create_team()


@pytest.fixture
def operator(client, team):
    client.force_login(create_member(team=team, role=Role.OPERATOR))
    return client


def text_of(answer):
    return " ".join(answer.content.decode().split())


def page(feed):
    return reverse("channels:carrier-feed", args=[feed.pk])


def test_a_key_is_tested_by_a_live_call_and_kept_encrypted(operator, team, box, settings):
    settings.SEVENTEENTRACK_API_URL = box.url
    form = {"way": "seventeentrack", "seventeentrack-api_key": "demo-17track-key"}

    answer = operator.post(reverse("channels:carriers"), form, follow=True)

    feed = CarrierFeed.objects.get(team=team)
    assert "17TRACK is connected. 100,000 of 100,000 numbers are left." in text_of(answer)
    assert f"/webhooks/carriers/{feed.pk}/" in text_of(answer)
    assert unseal(bytes(feed.secrets)) == {"api_key": "demo-17track-key"}
    assert b"demo-17track-key" not in bytes(feed.secrets)
    assert "demo-17track-key" not in answer.content.decode()


def test_from_its_connection_on_a_feed_tells_the_scans_of_shops_whose_channel_does_not(
    operator, team, box, settings
):
    settings.SEVENTEENTRACK_API_URL = box.url
    silent, telling_itself = create_shop(team=team, scans_told_from_at=None), create_shop(team=team)
    assert told_from(team, now=utc_now()) is None
    before = utc_now()

    operator.post(
        reverse("channels:carriers"), {"way": "seventeentrack", "seventeentrack-api_key": "demo-17track-key"}
    )

    silent.refresh_from_db()
    telling_itself.refresh_from_db()
    assert silent.scans_told_from_at >= before
    assert telling_itself.scans_told_from_at == FROM_THE_BEGINNING
    assert told_from(team, now=before) == before


@pytest.mark.parametrize("kind", ["seventeentrack", "aftership"])
def test_a_key_that_is_not_accepted_keeps_nothing_and_says_why(operator, box, settings, kind):
    settings.SEVENTEENTRACK_API_URL = settings.AFTERSHIP_API_URL = box.url

    answer = operator.post(reverse("channels:carriers"), {"way": kind, f"{kind}-api_key": "wrong-key"})

    assert answer.status_code == 400
    assert "does not accept the key." in text_of(answer)
    assert "wrong-key" not in answer.content.decode()
    assert not CarrierFeed.objects.exists()


def test_a_form_without_a_key_says_what_is_missing(operator):
    answer = operator.post(reverse("channels:carriers"), {"way": "seventeentrack"})

    assert answer.status_code == 400
    assert "This field is required." in text_of(answer)


def test_an_own_program_gets_its_secret_once_and_the_old_one_lives_for_a_day(operator, team, client):
    operator.post(reverse("channels:carriers"), {"way": "own"})
    feed = CarrierFeed.objects.get(team=team)
    assert "it has no secret yet" in text_of(operator.get(page(feed))).lower()

    first = operator.post(reverse("channels:carrier-secret", args=[feed.pk])).context["secret"]
    shown = operator.post(reverse("channels:carrier-secret", args=[feed.pk]))
    second = shown.context["secret"]

    assert second in shown.content.decode()
    assert second not in operator.get(page(feed)).content.decode()
    assert shown["Cache-Control"].count("no-store")
    feed.refresh_from_db()
    for n, secret in enumerate((first, second)):
        body = own_message("RR123456785CN", event(utc_now()), id=f"e{n}")
        assert post(client, feed, body, **sign("own", body, secret=secret)) == 200


def test_an_aggregators_secret_is_not_made_here(operator, team):
    feed = create_feed("seventeentrack", team=team)

    operator.post(reverse("channels:carrier-secret", args=[feed.pk]))

    feed.refresh_from_db()
    assert unseal(bytes(feed.secrets)) == {"api_key": "key-of-17track"}


def test_the_channels_page_says_how_each_feed_is_doing(operator, team):
    create_feed(
        "seventeentrack",
        team=team,
        state="needs_attention",
        failures=2,
        problem="It is shut.",
        fix="Open it.",
    )

    text = text_of(operator.get(reverse("channels:list")))

    assert "Needs you" in text
    assert "It is shut. <b>Open it.</b>" in text


def test_a_message_that_could_not_be_read_is_shown_read_again_dismissed_and_brought_back(operator, team):
    feed = create_feed(team=team)
    row = CarrierMessage.objects.create(
        team=team, feed=feed, message_id="m", body=b"<b>no json</b>", received_at=utc_now()
    )
    rounds.run(feed.pk, clock=utc_now)
    text = text_of(operator.get(page(feed)))
    assert "1 message could not be read. <b>Look at them.</b>" in text
    assert "&lt;b&gt;no json" in text

    def press(act):
        operator.post(reverse(f"channels:carrier-{act}", args=[row.pk]))
        row.refresh_from_db()
        return row.outcome

    assert [press("retry"), press("dismiss"), press("reopen")] == ["refused", "dismissed", "refused"]


def test_paused_it_stores_and_reads_later_and_disconnected_it_is_gone(operator, team, client):
    feed = create_feed(team=team)
    operator.post(reverse("channels:carrier-pause", args=[feed.pk]))
    body = own_message("RR123456785CN", event(utc_now()))
    assert post(client, feed, body) == 200
    assert rounds.run(feed.pk, clock=utc_now) is False

    operator.post(reverse("channels:carrier-resume", args=[feed.pk]))
    assert rounds.run(feed.pk, clock=utc_now)
    assert CarrierMessage.objects.get().outcome == "unmatched"

    FollowedNumber.objects.create(team=team, feed=feed, number="X1", since_at=utc_now())
    operator.post(reverse("channels:carrier-disconnect", args=[feed.pk]))
    feed.refresh_from_db()
    assert (bytes(feed.secrets), feed.state, feed.is_active) == (b"", "disconnected", False)
    assert not FollowedNumber.objects.exists()
    assert post(client, feed, body) == 410
    operator.post(reverse("channels:carrier-resume", args=[feed.pk]))
    feed.refresh_from_db()
    assert feed.is_active is False
    assert "Connect again" in text_of(operator.get(page(feed)))


def test_without_any_feed_left_stores_are_judged_by_their_own_word_again(operator, team):
    feed, other = create_feed(team=team), create_feed("aftership", team=team)
    store, told = create_shop(team=team, scans_told_from_at=utc_now()), create_shop(team=team)

    operator.post(reverse("channels:carrier-disconnect", args=[feed.pk]))
    store.refresh_from_db()
    assert store.scans_told_from_at
    operator.post(reverse("channels:carrier-disconnect", args=[other.pk]))

    for shop in (store, told):
        shop.refresh_from_db()
    assert (store.scans_told_from_at, told.scans_told_from_at) == (None, FROM_THE_BEGINNING)


def test_the_page_is_a_fixed_number_of_queries(operator, team):
    feed = create_feed(team=team)

    def queries(messages):
        for n in range(messages):
            CarrierMessage.objects.create(
                team=team, feed=feed, message_id=f"{messages}-{n}", body=b"x", received_at=utc_now(),
                outcome="refused",
            )  # fmt: skip
        with CaptureQueriesContext(connection) as captured:
            operator.get(page(feed))
        return len(captured)

    queries(0)
    assert queries(1) == queries(20)
