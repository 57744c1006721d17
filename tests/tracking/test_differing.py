"""Channel and carrier side by side: a truth table, the order's page, and the list of those that wait."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fulfillment.accounts.roles import Role
from fulfillment.tracking.differing import Sides, difference, sentence
from fulfillment.tracking.models import TrackingEvent
from tests.factories import create_member, create_order, create_package, create_shop, create_team

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SCAN, BEFORE, LATER = NOW - 6 * HOUR, NOW - 8 * HOUR, NOW - HOUR


def sides(status="ready", channel="tiktok", *, told=None, spoke=BEFORE, scan=None, delivered=None):
    return Sides(channel, status, told, spoke, scan, delivered)


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        (sides(), None),
        (sides(scan=SCAN), "scanned"),
        (sides("to_ship", scan=SCAN), "scanned"),
        (sides(scan=SCAN, channel="shopify"), "scanned"),
        (sides(scan=SCAN, channel="woocommerce"), None),  # it never tells scans: nothing is late
        (sides(scan=SCAN, delivered=LATER), "delivered"),
        (sides(scan=SCAN, told=SCAN), None),
        (sides("in_transit", scan=SCAN), None),
        (sides("in_transit", scan=SCAN, told=SCAN, delivered=LATER), "delivered"),
        (sides("in_transit", told=SCAN), "unscanned"),
        (sides("in_transit", told=SCAN, spoke=None), None),  # the carrier never said anything
        (sides("delivered", scan=SCAN, told=SCAN), None),
        (sides("cancelled", scan=SCAN), None),
    ],
)
def test_what_the_two_sides_differ_in(seen, code):
    found = difference(seen)

    assert (found.code if found else None) == code
    if found:
        before, after = sentence(found, seen.channel)
        assert before
        assert after.startswith(", ")


def test_the_sentence_names_both_sides():
    found = difference(sides(scan=SCAN))

    assert sentence(found, "tiktok") == (
        "Carrier scanned",
        ", TikTok not updated yet: it says ready, not scanned",
    )


@pytest.fixture
def team(db):
    return create_team()


@pytest.fixture
def member(client, team):
    client.force_login(create_member(team=team, role=Role.OPERATOR))
    return client


def scanned(team, hours_ago=6, **fields):
    now = datetime.now(UTC)
    at = now - hours_ago * HOUR
    order = create_order(shop=create_shop(team=team), status="ready")
    package = create_package(
        orders=[order], tracking_number="9400111899223197428490", shipped_at=now - 30 * HOUR,
        first_scan_at=at, first_event_at=at, **{"verdict": "valid"} | fields,
    )  # fmt: skip
    TrackingEvent.objects.create(
        team=team, package=package, kind="accepted", happened_at=at, description="Accepted", source="carrier"
    )
    return package


def text_of(answer):
    return " ".join(answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ").split())


def test_the_orders_page_and_the_list_say_what_both_say(member, team):
    package = scanned(team)
    of_order = reverse("tracking:of-order", args=[package.orders.get().pk])

    for url in (of_order, reverse("tracking:behind")):
        text = text_of(member.get(url))
        assert "Carrier scanned 6 h ago" in text
        assert "TikTok not updated yet: it says ready, not scanned" in text


def test_who_waits_longest_stands_first_and_who_agrees_is_not_there(member, team):
    shorter, longer = scanned(team, hours_ago=3), scanned(team, hours_ago=9)
    scanned(team, status="in_transit")
    scanned(team, channel_scan_at=NOW)
    scanned(team, verdict="invalid")
    scanned(create_team())

    packages = member.get(reverse("tracking:behind")).context["packages"]

    assert [each["row"] for each in packages] == [longer, shorter]
    assert 'Scanned, channel behind <span class="count">2</span>' in text_of(
        member.get(reverse("tracking:list"))
    )


def test_a_channels_scan_is_held_against_the_carriers_messages_only_where_these_are_read(member, team):
    package = scanned(team, status="in_transit", channel_scan_at=datetime.now(UTC) - 3 * HOUR)
    package.events.update(kind="label_created")
    of_order = reverse("tracking:of-order", args=[package.orders.get().pk])

    assert "TikTok says in transit since 3 h ago" in text_of(member.get(of_order))
    package.events.update(kind="accepted")
    assert "TikTok says" not in text_of(member.get(of_order))


def test_where_both_agree_the_page_says_so(member):
    assert "Both sides agree" in text_of(member.get(reverse("tracking:behind")))


def test_more_parcels_are_no_more_queries(member, team):
    def queries(more):
        for _ in range(more):
            scanned(team)
        with CaptureQueriesContext(connection) as captured:
            member.get(reverse("tracking:behind"))
        return len(captured)

    queries(1)
    assert queries(1) == queries(10)
