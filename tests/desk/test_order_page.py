"""The order page: the clock in words, the way as one bar, every event readable, holds and requests, fixed cost."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.desk import events, way
from fulfillment.desk.order_facts import dispatched_by
from fulfillment.orders.models import Hold, Lane, LanePace, Order, OrderEvent
from fulfillment.orders.paces import Pace
from fulfillment.orders.sentences import span
from tests import factories
from tests.desk.seen import signed_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def shop():
    return factories.create_shop(team=factories.create_team(), slug="us", name="Glow US")


@pytest.fixture
def client(shop):
    return signed_in(shop.team)


def order_of(shop, now, **fields):
    defaults = {"placed_at": now - 20 * HOUR, "stage": "to_ship", "is_open": True, "level": "at_risk"}
    return factories.create_order(shop=shop, **defaults | fields)


def told(order, kind, now, *, source="channel", **data):
    return OrderEvent.objects.create(
        team=order.team,
        order=order,
        kind=kind,
        key=f"{kind}:{len(data)}",
        happened_at=now,
        source=source,
        data=data,
    )


def page_of(client, order):
    response = client.get(f"/orders/{order.pk}/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_time_left_is_said_with_the_deadlines_source(client, shop, now):
    order = order_of(shop, now, dispatch_due_at=now + 9 * HOUR, due_source="platform")
    text = page_of(client, order)
    assert "8 h 59 m left" in text
    assert "the platform's own deadline" in text


def test_an_estimated_deadline_names_the_rulebook(client, shop, now):
    text = page_of(client, order_of(shop, now, dispatch_due_at=now + 9 * HOUR, due_source="estimated"))
    assert 'estimated from the <a href="/rulebook/">' in text


def test_past_due_is_said_in_words_and_never_as_negative_time(client, shop, now):
    order = order_of(shop, now, dispatch_due_at=now - timedelta(days=12, hours=18, minutes=5))
    text = page_of(client, order)
    assert "12 d 18 h past the deadline" in text
    assert "\N{MINUS SIGN}" not in text
    assert "likely to be late" not in text


def test_a_lane_is_named_by_people_and_carriers_never_by_a_warehouse_number(client, shop, now):
    supplier = factories.create_supplier(team=shop.team, name="Bright Agents")
    lane = Lane.objects.create(
        team=shop.team, shop=shop, supplier=supplier, warehouse="7318529937405363001", carrier="ups"
    )
    text = page_of(client, order_of(shop, now, lane=lane))
    assert "Bright Agents → UPS" in text
    assert "7318529937405363001" not in text


def test_a_warehouse_with_a_name_is_part_of_the_lane(client, shop, now):
    lane = Lane.objects.create(team=shop.team, shop=shop, warehouse="ONT-3", carrier="usps")
    assert "ONT-3 → USPS" in page_of(client, order_of(shop, now, lane=lane))


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("order.placed", {}, "Order placed"),
        ("cancellation.requested", {"initiator": "buyer"}, "Cancellation requested by the buyer"),
        ("cancellation.closed", {"status": "withdrawn"}, "Cancellation withdrawn"),
        ("cancellation.closed", {"status": "rejected"}, "Cancellation refused"),
        ("refund.requested", {"initiator": "buyer"}, "Refund requested by the buyer"),
        ("refund.closed", {"status": "completed"}, "Refund granted"),
        ("refund.closed", {}, "Refund closed"),
        ("order.cancelled", {"initiator": "system"}, "Cancelled by the platform"),
        ("order.cancelled", {}, "Cancelled"),
        ("order.level_changed", {"to": "at_risk"}, "Now: at risk"),
        ("order.dispatched", {"due_at": "2026-01-01T00:00:00Z"}, "Dispatched late"),
        ("order.dispatched", {"due_at": "2999-01-01T00:00:00+00:00"}, "Dispatched"),
        ("package.first_scanned", {}, "Package first scanned"),
    ],
)
def test_every_event_reads_as_words(shop, now, kind, data, words):
    assert events.words_of(told(order_of(shop, now), kind, now, **data))[0] == words


def test_reasons_of_a_level_are_said_by_their_names(shop, now):
    order = order_of(shop, now)
    event = told(order, "order.level_changed", now, source="watch", to="at_risk", reasons=["no_number"])
    line = events.describe(event, order)
    assert line["detail"] == "No tracking number"
    assert line["source"] == "Firstscan"


def test_a_request_told_twice_stands_once(shop, now):
    order = order_of(shop, now)
    told(order, "order.cancel_requested", now)
    told(order, "cancellation.requested", now, initiator="buyer")
    assert [line["text"] for line in events.timeline(order.events.all(), order)] == [
        "Cancellation requested by the buyer"
    ]


def test_the_way_tints_a_stage_that_takes_longer_than_usual_and_leaves_out_momentary_ones(shop):
    monday = datetime(2026, 11, 16, 18, 0, tzinfo=UTC)  # 10:00 in Los Angeles: no weekend within
    LanePace.objects.create(
        team=shop.team, shop=shop, stage="to_ship", observations=50, quantiles=[2.0] * 19, learned_at=monday
    )
    order = factories.create_order(
        shop=shop, placed_at=monday, paid_at=monday, status="delivered", is_open=False, shipping_type="seller",
        ready_at=monday + 10 * HOUR, scanned_at=monday + 10 * HOUR, delivered_at=monday + 20 * HOUR,
    )  # fmt: skip
    drawn = way.of(order, pace=None, now=monday + 30 * HOUR)["segments"]
    assert [each["label"] for each in drawn] == ["buyer's hour", "to label", "to delivery"]
    to_label = drawn[1]
    assert (to_label["hours"], to_label["tone"]) == (span(9 * HOUR), "breach")
    assert to_label["usual"] == "usually 2 h"
    assert drawn[2]["tone"] is None
    assert sum(each["share"] for each in drawn) == pytest.approx(100)


def test_the_way_shows_when_a_parcel_was_handed_over(shop):
    monday = datetime(2026, 11, 16, 18, 0, tzinfo=UTC)
    order = factories.create_order(
        shop=shop, placed_at=monday, paid_at=monday, status="ready", stage="awaiting_scan", shipping_type="seller",
        ready_at=monday + 4 * HOUR, handed_over_at=monday + 7 * HOUR,
    )  # fmt: skip

    drawn = way.of(order, pace=None, now=monday + 12 * HOUR)["segments"]

    assert [(each["label"], each["hours"]) for each in drawn][-2:] == [
        ("to hand-over", span(3 * HOUR)),
        ("to first scan", span(5 * HOUR)),
    ]
    assert [each["kind"] for each in drawn][-2:] == ["past", "now"]


@pytest.mark.parametrize(("hours", "tone"), [(12, None), (25, "breach")])
def test_the_stage_in_which_the_deadline_passed_is_tinted_whatever_is_usual(shop, hours, tone):
    monday = datetime(2026, 11, 16, 18, 0, tzinfo=UTC)
    order = factories.create_order(
        shop=shop, placed_at=monday, paid_at=monday, status="ready", stage="awaiting_scan", shipping_type="seller",
        ready_at=monday + 4 * HOUR, dispatch_due_at=monday + 24 * HOUR,
    )  # fmt: skip

    *before, current = way.of(order, pace=None, now=monday + hours * HOUR)["segments"]

    assert (current["kind"], current["tone"]) == ("now", tone)
    assert not any(each["tone"] for each in before)


def test_an_open_orders_usual_rest_is_drawn_up_to_its_usual_end(shop):
    monday = datetime(2026, 11, 16, 18, 0, tzinfo=UTC)
    now = monday + 4 * HOUR
    order = factories.create_order(
        shop=shop, placed_at=monday, paid_at=monday, stage="to_ship", is_open=True,
        dispatch_due_at=monday + 40 * HOUR,
    )  # fmt: skip
    pace = Pace(0.2, 12.0, 36.0, now + 30 * HOUR, 50, "shop", "needs 12 h")
    drawn = way.of(order, pace=pace, now=now)
    ahead = [(each["label"], each["hours"]) for each in drawn["segments"] if each["kind"] == "expected"]
    assert ahead == [("usual rest", span(6 * HOUR)), ("to first scan", span(6 * HOUR))]
    marks = {mark["label"].split()[0]: mark["at"] for mark in drawn["marks"]}
    assert marks["due"] == pytest.approx(100)
    assert marks["usual"] == pytest.approx(40)
    assert marks["now"] == pytest.approx(10)


def test_an_inspector_may_not_open_it_and_is_led_to_pages_of_their_own(shop, now):
    response = signed_in(shop.team, Role.INSPECTOR).get(f"/orders/{order_of(shop, now).pk}/")
    assert response.status_code == 403
    assert 'href="/truck/"' in response.content.decode()


def test_actions_are_only_offered_while_the_order_is_open(client, shop, now):
    assert 'data-dialog-open="hold"' in page_of(client, order_of(shop, now))
    closed = order_of(shop, now, is_open=False, status="delivered", stage="delivered")
    text = page_of(client, closed)
    assert 'data-dialog-open="hold"' not in text
    assert "Delivered" in text


def test_cost_does_not_grow_with_events_lines_and_holds(client, shop, now):
    small, large = order_of(shop, now), order_of(shop, now)
    for number in range(12):
        factories.create_line(order=large)
        told(large, f"order.thing_{number}", now)
        Hold.objects.create(
            team=shop.team,
            order=large,
            reason=f"reason_{number}",
            owner="us",
            placed_at=now,
            placed_by=client.user,
        )
    factories.create_line(order=small)
    told(small, "order.placed", now)
    Hold.objects.create(team=shop.team, order=small, reason="by_hand", owner="us", placed_at=now)
    page_of(client, small)
    counted = []
    for order in (small, large):
        with CaptureQueriesContext(connection) as queries:
            page_of(client, order)
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert counted[1] <= 28


def test_the_page_names_the_event_that_stops_the_markets_clock(client, shop, now) -> None:
    british = factories.create_shop(team=shop.team, market="GB", time_zone="Europe/London")
    due = {"dispatch_due_at": now + 9 * HOUR, "due_source": "platform"}

    assert "first scan due" in page_of(client, order_of(shop, now, **due))
    assert "label or number due" in page_of(client, order_of(british, now, **due))


def test_the_page_says_in_words_who_told_of_the_dispatch() -> None:
    order = factories.create_order(dispatched_source="ready")

    assert dispatched_by(order) == "the moment TikTok Shop got its label or number"
    assert dispatched_by(factories.create_order()) == ""


def test_every_mark_of_the_way_names_its_zone_and_every_span_has_one_style(shop):
    monday = datetime(2026, 11, 16, 18, 0, tzinfo=UTC)
    order = factories.create_order(
        shop=shop, placed_at=monday, paid_at=monday, is_open=True, dispatch_due_at=monday + 80 * HOUR,
    )  # fmt: skip
    drawn = way.of(order, pace=None, now=monday + 50 * HOUR)

    assert len(drawn["marks"]) == 3
    assert all(mark["label"].endswith(" PST") for mark in drawn["marks"])
    assert all(
        re.fullmatch(r"(\d+ d )?\d+ (h|min|m)( \d+ m)?|\d+ d", each["hours"]) for each in drawn["segments"]
    )


def test_a_pre_orders_wait_for_its_release_is_a_stage_of_its_own_and_no_delay(shop):
    monday = datetime(2026, 11, 16, 18, 0, tzinfo=UTC)
    LanePace.objects.create(
        team=shop.team, shop=shop, stage="to_ship", observations=50, quantiles=[2.0] * 19, learned_at=monday
    )
    order = factories.create_order(
        shop=shop, placed_at=monday, paid_at=monday, kind="pre_order", release_at=monday + 48 * HOUR,
    )  # fmt: skip

    waiting = way.of(order, pace=None, now=monday + 24 * HOUR)["segments"]
    assert [(each["label"], each["kind"], each["tone"]) for each in waiting[-1:]] == [
        ("until release", "now", None)
    ]
    released = way.of(order, pace=None, now=monday + 72 * HOUR)["segments"]
    assert [(each["label"], each["tone"]) for each in released[-2:]] == [
        ("until release", None),
        ("to label", None),
    ]


def test_a_live_refresh_brings_the_new_level_and_keeps_the_packages_that_stand(client, shop, now):
    order = order_of(shop, now)
    whole = page_of(client, order)
    fragment = client.get(f"/orders/{order.pk}/", headers={"HX-Request": "true"}).content.decode()

    assert 'hx-swap-oob="innerHTML:#order-state"' in fragment
    assert 'hx-swap-oob="innerHTML:#order-state"' not in whole
    key = re.search(r'id="packages-(\S+)" hx-preserve', fragment)[1]
    assert f'id="packages-{key}"' in whole
    Order.objects.filter(pk=order.pk).update(packages_total=1)
    assert f'id="packages-{key}"' not in page_of(client, order)


def test_what_happened_at_one_moment_is_told_in_the_order_of_cause(client, shop, now):
    order = order_of(shop, now, status="cancelled", is_open=False)
    for kind in ("order.cancelled", "cancellation.closed", "cancellation.requested"):
        told(order, kind, now, initiator="buyer", status="completed")

    texts = [line["text"] for line in events.timeline(order.events.all(), order)]
    assert texts == ["Cancelled by the buyer", "Cancellation granted", "Cancellation requested by the buyer"]


def test_a_cancellation_that_nobody_had_to_grant_is_one_line(shop, now):
    order = order_of(shop, now, status="cancelled", is_open=False)
    for kind in ("order.cancelled", "cancellation.closed", "cancellation.requested"):
        told(order, kind, now, initiator="system", status="completed")

    assert [line["text"] for line in events.timeline(order.events.all(), order)] == [
        "Cancelled by the platform"
    ]


def test_a_digital_orders_events_tell_of_no_parcel(shop, now):
    order = order_of(shop, now, shipping_type="digital", is_open=False)
    for kind in ("order.in_transit", "order.dispatched", "order.delivered"):
        told(order, kind, now)

    assert [line["text"] for line in events.timeline(order.events.all(), order)] == ["Delivered"]


def test_a_snooze_says_until_when_among_the_events(client, shop, now):
    order = order_of(shop, now)
    told(order, "order.snoozed", now, source="person", until_at=(now + HOUR).isoformat())
    assert re.fullmatch(
        r"until \w{3} \d+ \w{3} \d\d:\d\d P[SD]T", events.timeline(order.events.all(), order)[0]["detail"]
    )


def test_in_its_first_seconds_an_order_is_being_judged_and_not_on_track(client, shop, now):
    order = order_of(shop, now, level="on_track", rule_version="")
    page, listed = page_of(client, order), client.get("/orders/").content.decode()

    assert '<b class="tone-text tone-plain">Being judged</b>: its deadline and its risk are here' in page
    for text in (page, listed):
        assert "Being judged" in text
        assert "On track</span>" not in text
        assert "no deadline" not in text


def test_what_could_not_be_judged_says_when_it_is_tried_again(client, shop, now):
    text = page_of(client, order_of(shop, now, rule_version="", next_check_at=now + HOUR))

    assert "Not judged</b>: it could not be judged, and is tried again <time" in text


def test_the_stage_that_goes_on_is_named_once(shop, now):
    order = order_of(
        shop,
        now,
        status="ready",
        stage="awaiting_scan",
        labelled_at=now - 3 * HOUR,
        dispatch_due_at=now + 9 * HOUR,
    )
    pace = Pace(
        probability=0.2,
        act_by_at=None,
        needs_hours=2.0,
        left_hours=9.0,
        width="shop",
        observations=50,
        sentence="",
    )
    labels = [each["label"] for each in way.of(order, pace=pace, now=now)["segments"]]

    assert labels[-2:] == ["to first scan", "usual rest"]
    assert len(labels) == len(set(labels))


def test_a_split_order_says_which_lines_and_which_packages_have_left(client, shop, now):
    order = order_of(
        shop, now, status="partly_shipped", packages_total=1, packages_scanned=1,
        reasons=[{"code": "partly_shipped", "owner": "us", "action": "upload_number", "level": "at_risk", "values": {}}],
    )  # fmt: skip
    factories.create_line(order=order, quantity=2, sku_code="MUG", unsent_quantity=1)
    factories.create_line(order=order, quantity=1, sku_code="LAMP", unsent_quantity=0)
    factories.create_package(
        orders=[order], tracking_number="9400", tracking_number_given="9400", shipped_at=now - 5 * HOUR,
        first_scan_at=now - HOUR,
    )  # fmt: skip
    text = page_of(client, order)

    assert "Not shipped yet: 1 × MUG" in text
    assert "1 of 2 not shipped yet" in text
    assert text.count(">shipped</small>") == 1
    assert "Package 1 of at least 2 got its label or number" in text
    assert "Package 1 of at least 2 was scanned first" in text


@pytest.mark.parametrize(
    ("fields", "offered"),
    [
        ({"status": "to_ship"}, True),
        ({"status": "ready", "labelled_at": -71}, True),
        ({"status": "ready", "labelled_at": -73}, False),
        ({"status": "to_ship", "shipping_type": "platform"}, False),
    ],
)
def test_a_number_is_asked_for_only_while_one_is_taken(client, shop, now, fields, offered):
    if hours := fields.get("labelled_at"):
        fields = fields | {"labelled_at": now + hours * HOUR}
    text = page_of(client, order_of(shop, now, **fields))

    assert ('data-page-key="u"' in text) == offered
