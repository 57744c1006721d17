"""Channels in the browser: each shop's state in words, its buttons, and the quarantine with its own."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from fulfillment.accounts.roles import Role
from fulfillment.channels.errors import ClockSkew, NeedsAuthorisation
from fulfillment.channels.health import failure
from fulfillment.channels.models import CarrierFeed, Connection, QuarantinedItem, Wanted
from fulfillment.orders.models import Order
from tests import factories
from tests.desk.seen import signed_in

pytestmark = pytest.mark.django_db
ORDER = Path(__file__).parents[1] / "payloads" / "tiktok" / "order_in_transit.json"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def shop():
    return factories.create_shop(team=factories.create_team(), slug="us", name="Glow US")


@pytest.fixture
def line(shop, now):
    return Connection.objects.create(
        team=shop.team, shop=shop, state="ok", last_success_at=now, first_sync_finished_at=now
    )


@pytest.fixture
def client(line):
    return signed_in(line.team)


def kept(shop, now, *, payload=b'{"id": 7}', **fields):
    defaults = {"kind": "order", "external_id": "577", "sentence": "The order has no create_time."}
    return QuarantinedItem.objects.create(
        team=shop.team, shop=shop, payload=payload, first_seen_at=now, last_seen_at=now, **defaults | fields
    )


def words(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_line_that_works_says_so_and_when(client):
    text = words(client.get("/channels/"))
    assert "Everything that the channel told is here." in text
    assert "just now" in text


def test_a_fault_says_what_happened_the_fix_and_the_next_try(client, line, now):
    Connection.objects.filter(pk=line.pk).update(
        state="waiting", failures=3, problem="TikTok answered with an error.", fix="Wait; it is tried again",
        next_sync_at=now + timedelta(minutes=8),
    )  # fmt: skip
    text = words(client.get("/channels/"))
    assert "TikTok answered with an error." in text
    assert "<b>Wait; it is tried again.</b>" in text
    assert "3, next try <time" in text
    assert "Connect again" not in text


@pytest.mark.parametrize(
    ("error", "leads"),
    [
        (NeedsAuthorisation("The channel does not accept this connection's access token."), True),
        (ClockSkew(-900), False),  # no consent mends a clock
    ],
)
def test_a_line_that_only_a_new_consent_mends_leads_to_it(client, line, now, error, leads):
    Connection.objects.filter(pk=line.pk).update(**failure(line, error, now=now))
    text = words(client.get("/channels/"))

    assert escape(error.fix) in text
    assert ('href="/channels/connect/tiktok/">Connect again</a>' in text) == leads


def test_the_first_import_shows_its_progress(client, line):
    Connection.objects.filter(pk=line.pk).update(
        first_sync_finished_at=None, first_sync_total=8000, first_sync_done=2000
    )
    text = words(client.get("/channels/"))
    assert '<progress max="1" value="0.25"' in text
    assert "2,000 of about 8,000 orders" in text


def test_the_page_refreshes_itself_without_code_in_attributes(client):
    text = words(client.get("/channels/"))
    assert 'data-live hx-get="/channels/" hx-trigger="live"' in text
    assert 'hx-trigger="every' not in text
    fragment = words(client.get("/channels/", headers={"HX-Request": "true"}))
    assert fragment.startswith('<div id="shops"')


def test_pull_now_makes_the_shop_due_at_once(client, line, now):
    Connection.objects.filter(pk=line.pk).update(next_sync_at=now + timedelta(hours=1))
    text = words(client.post(f"/channels/{line.pk}/pull/", follow=True))
    assert "Glow US is pulled within seconds." in text
    line.refresh_from_db()
    assert line.next_sync_at <= timezone.now()


def test_pause_stops_the_reading_and_resume_takes_it_up(client, line):
    text = words(client.post(f"/channels/{line.pk}/pause/", follow=True))
    assert "Paused" in text
    line.refresh_from_db()
    assert not line.is_active
    text = words(client.post(f"/channels/{line.pk}/resume/", follow=True))
    assert "is read again" in text
    line.refresh_from_db()
    assert line.is_active
    assert line.next_sync_at <= timezone.now()


@pytest.mark.parametrize("act", ["pull", "pause", "resume"])
def test_a_manager_sees_channels_but_does_not_run_them(line, act):
    client = signed_in(line.team, Role.MANAGER)
    assert "Pull now" not in words(client.get("/channels/"))
    assert client.post(f"/channels/{line.pk}/{act}/").status_code == 403


@pytest.mark.parametrize("act", ["pull", "pause", "resume"])
def test_another_teams_line_does_not_exist(line, act):
    stranger = signed_in(factories.create_team())
    assert stranger.post(f"/channels/{line.pk}/{act}/").status_code == 404


def test_no_shop_says_what_to_do_next():
    assert "No shop is connected yet" in words(signed_in(factories.create_team()).get("/channels/"))


def test_the_quarantine_says_why_and_shows_the_payload_as_text(client, shop, now):
    item = kept(shop, now, payload=b'{"note": "<script>alert(1)</script>"}', times_seen=4)
    text = words(client.get("/channels/quarantine/"))
    assert "The order has no create_time." in text
    assert "4 times since" in text
    text = words(client.get(f"/channels/quarantine/{item.pk}/"))
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text


def test_the_page_of_an_unread_order_says_what_follows_and_what_to_do(client, shop, now):
    item = kept(shop, now)
    text = words(client.get(f"/channels/quarantine/{item.pk}/"))
    assert "no clock here until it is read" in text
    assert all(f"<b>{each}</b>" in text for each in ("Read again", "Tell support", "Dismiss"))

    order = factories.create_order(shop=shop, external_id="577")
    text = words(client.get(f"/channels/quarantine/{item.pk}/"))
    assert "as it was told before" in text
    assert f'href="/orders/{order.pk}/"' in text


def test_read_again_takes_an_order_that_can_be_read_now(client, shop, now):
    raw = ORDER.read_bytes()
    data = json.loads(raw)
    order_id = data["id"] if "id" in data else data["data"]["orders"][0]["id"]
    payload = raw if "id" in data else json.dumps(data["data"]["orders"][0]).encode()
    item = kept(shop, now, payload=payload, external_id=order_id)
    text = words(client.post(f"/channels/quarantine/{item.pk}/retry/", follow=True))
    assert f"Order {order_id} was read and taken." in text
    assert Order.objects.filter(shop=shop, external_id=order_id).exists()
    item.refresh_from_db()
    assert item.resolution == "retried"


def test_read_again_says_why_it_still_cannot(client, shop, now):
    item = kept(shop, now, payload=b"<html>")
    text = words(client.post(f"/channels/quarantine/{item.pk}/retry/", follow=True))
    assert "Still not readable:" in text
    item.refresh_from_db()
    assert item.resolved_at is None


def test_what_still_cannot_be_read_is_asked_for_anew_at_once(client, shop, line, now):
    """The channel may have mended it: what was kept never will be."""
    Connection.objects.filter(pk=line.pk).update(next_sync_at=now + timedelta(hours=1))
    item = kept(shop, now, payload=b"<html>")

    text = words(client.post(f"/channels/quarantine/{item.pk}/retry/", follow=True))

    assert "Glow US is asked for it anew: look again in a minute." in text
    assert Wanted.objects.get(connection=line, kind="order").external_id == "577"
    line.refresh_from_db()
    assert line.next_sync_at <= timezone.now()


@pytest.mark.parametrize(
    ("of_line", "of_item"),
    [
        ({"is_active": False}, {}),
        ({"state": "disconnected"}, {}),
        ({}, {"external_id": "unread-5f1d"}),
        ({}, {"kind": "package"}),
    ],
)
def test_what_cannot_be_asked_for_is_not(client, shop, line, now, of_line, of_item):
    Connection.objects.filter(pk=line.pk).update(**of_line)
    item = kept(shop, now, payload=b"<html>", **of_item)

    text = words(client.post(f"/channels/quarantine/{item.pk}/retry/", follow=True))

    assert "Still not readable:" in text
    assert "asked for it anew" not in text
    assert not Wanted.objects.exists()


def test_a_line_that_waits_after_failures_is_not_hurried(client, shop, line, now):
    later = now + timedelta(hours=1)
    Connection.objects.filter(pk=line.pk).update(next_sync_at=later, failures=3)

    client.post(f"/channels/quarantine/{kept(shop, now, payload=b'<html>').pk}/retry/")

    line.refresh_from_db()
    assert line.next_sync_at == later
    assert Wanted.objects.exists()


def test_a_dismissed_payload_is_listed_and_can_be_brought_back(client, shop, now):
    item = kept(shop, now)
    text = words(client.post(f"/channels/quarantine/{item.pk}/dismiss/", follow=True))
    assert "was dismissed" in text
    assert "Settled lately" in text
    text = words(client.post(f"/channels/quarantine/{item.pk}/reopen/", follow=True))
    assert "waits in quarantine again" in text
    item.refresh_from_db()
    assert (item.resolved_at, item.resolution) == (None, "")


def test_dismissing_twice_is_said(client, shop, now):
    item = kept(shop, now)
    client.post(f"/channels/quarantine/{item.pk}/dismiss/", follow=True)
    assert "settled already" in words(client.post(f"/channels/quarantine/{item.pk}/dismiss/", follow=True))


def test_what_was_refused_anew_is_not_brought_back_twice(client, shop, now):
    item = kept(shop, now, resolved_at=now, resolution="dismissed")
    kept(shop, now)
    text = words(client.post(f"/channels/quarantine/{item.pk}/reopen/", follow=True))
    assert "waits already" in text
    assert QuarantinedItem.objects.filter(resolved_at=None).count() == 1


@pytest.mark.parametrize("act", ["retry", "dismiss", "reopen"])
def test_another_teams_quarantine_does_not_exist(shop, now, act):
    item = kept(shop, now)
    stranger = signed_in(factories.create_team())
    assert stranger.post(f"/channels/quarantine/{item.pk}/{act}/").status_code == 404


def test_cost_does_not_grow_with_shops(client, line, now):
    client.get("/channels/")
    with CaptureQueriesContext(database) as few:
        client.get("/channels/")
    for _ in range(4):
        shop = factories.create_shop(team=line.team)
        Connection.objects.create(team=line.team, shop=shop, last_success_at=now)
        kept(shop, now)
    with CaptureQueriesContext(database) as many:
        client.get("/channels/")
    assert len(few) == len(many) <= 11


def test_the_worst_line_comes_first_and_equals_by_name(client, line, now):
    for name, state in (("Acme", "ok"), ("Zeta", "needs_attention"), ("Beta", "ok")):
        shop = factories.create_shop(team=line.team, slug=name.lower(), name=name)
        Connection.objects.create(
            team=line.team, shop=shop, state=state, problem="The consent was withdrawn.", last_success_at=now,
            first_sync_finished_at=now,
        )  # fmt: skip

    shops = client.get("/channels/").context["shops"]

    assert [each["connection"].shop.name for each in shops] == ["Zeta", "Acme", "Beta", "Glow US"]


def test_every_page_says_how_the_carriers_feeds_are_doing(client, line, now):
    feed = CarrierFeed.objects.create(
        team=line.team, kind="seventeentrack", state="needs_attention", problem="17TRACK refused the key.",
        fix="Enter the key again.", last_success_at=now, created_at=now, secrets=b"x",
    )  # fmt: skip

    first, second = client.get("/orders/").context["health"]

    assert (first["shop_name"], first["state"]) == ("17TRACK", "bad")
    assert (first["sentence"], first["action_label"]) == ("17TRACK refused the key", "Enter the key again")
    assert first["action_url"] == f"/channels/carriers/{feed.pk}/"
    assert second["shop_name"] == "Glow US"


def test_a_message_without_an_id_is_called_by_the_beginning_of_its_digest(client, shop, now):
    item = kept(shop, now, kind="webhook", external_id="sha256-9cf50f15fa189b5e8bb3", payload=b"[")

    for url in ("/channels/quarantine/", f"/channels/quarantine/{item.pk}/"):
        text = words(client.get(url))
        assert "Webhook 9cf50f15" in re.sub("<[^>]*>", "", text)
        assert "sha256" not in text
