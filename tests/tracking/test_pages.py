"""Tracking pages: what is wrong leads, with its fix and until when it can be corrected; fixed cost."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulfillment.orders.models import Order
from fulfillment.tracking.models import TrackingEvent
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


def package(shop, now, *, verdict="invalid", reasons=("check_digit",), hours_ago=10, **fields):
    order = factories.create_order(shop=shop, placed_at=now - 30 * HOUR)
    return factories.create_package(
        orders=[order],
        **{
            "tracking_number": f"9400191979303504{order.pk:06}",
            "shipped_at": now - hours_ago * HOUR,
            "verdict": verdict,
            "verdict_reasons": list(reasons) if verdict == "invalid" else [],
        }
        | fields,
    )


def words(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_reason_and_its_fix_stand_in_the_row(client, shop, now):
    package(shop, now, reasons=["check_digit", "zip_mismatch"])
    text = words(client.get("/tracking/"))
    assert "The number&#x27;s check digit is wrong" in text
    assert "The carrier takes it to another postal code" in text
    assert "Scan the number from the label again and correct it on the channel." in text


def test_a_number_can_be_corrected_for_72_hours_after_it_was_given(client, shop, now):
    row = package(shop, now, hours_ago=10)
    shown = client.get("/tracking/").context["packages"][0]
    assert shown["correct_by_at"] == row.shipped_at + 72 * HOUR
    assert "2 d 13 h" in words(client.get("/tracking/"))


def test_after_that_it_says_that_it_is_too_late(client, shop, now):
    package(shop, now, hours_ago=80)
    assert "too late since" in words(client.get("/tracking/"))


def test_a_missing_scan_is_not_mended_by_another_number(client, shop, now):
    package(shop, now, reasons=["no_scan_in_time"])
    assert client.get("/tracking/").context["packages"][0]["correct_by_at"] is None
    assert "no correction mends it" in words(client.get("/tracking/"))


def test_waiting_packages_say_how_long_and_until_when(client, shop, now):
    package(shop, now, verdict="pending", hours_ago=50, verdict_until_at=now + 20 * HOUR)
    text = words(client.get("/tracking/?kind=pending"))
    assert "No scan for 2 d 2 h" in text
    assert "19 h 59 m" in text


def test_those_with_the_least_time_left_come_first(client, shop, now):
    later = package(shop, now, verdict="pending", verdict_until_at=now + 20 * HOUR)
    sooner = package(shop, now, verdict="pending", verdict_until_at=now + 2 * HOUR)
    shown = [each["row"].pk for each in client.get("/tracking/?kind=pending").context["packages"]]
    assert shown == [sooner.pk, later.pk]


def test_valid_old_cancelled_and_foreign_packages_need_nobody(client, shop, now):
    package(shop, now, verdict="valid")
    package(shop, now, hours_ago=31 * 24)
    package(shop, now, status="cancelled")
    package(factories.create_shop(), now)
    response = client.get("/tracking/")
    assert list(response.context["packages"]) == []
    assert "No invalid number" in words(response)


def test_the_panel_of_an_order_shows_verdict_fix_and_messages(client, shop, now):
    row = package(shop, now)
    TrackingEvent.objects.create(
        team=shop.team,
        package=row,
        kind="label_created",
        happened_at=now,
        description="Label created",
        source="carrier",
    )
    order = row.orders.get()
    text = words(client.get(f"/tracking/orders/{order.pk}/", headers={"HX-Request": "true"}))
    assert "<html" not in text
    assert "Not valid" in text
    assert "Scan the number from the label again" in text
    assert "The channel takes a correction until" in text
    assert "a label, not a scan" in text


def test_cost_does_not_grow_with_packages(client, shop, now):
    package(shop, now)
    client.get("/tracking/")
    with CaptureQueriesContext(connection) as few:
        client.get("/tracking/")
    for _ in range(15):
        package(shop, now)
    with CaptureQueriesContext(connection) as many:
        client.get("/tracking/")
    assert len(few) == len(many) <= 11


def test_the_panel_links_the_carriers_page_in_a_new_tab_and_says_each_reason_in_a_sentence(client, shop, now):
    row = package(shop, now, reasons=["check_digit"], tracking_number="9400191979303504123457")
    text = words(client.get(f"/tracking/orders/{row.orders.get().pk}/"))

    assert re.search(
        r'<a class="mono" href="https://tools\.usps\.com/[^"]+" target="_blank" rel="noopener noreferrer"',
        text,
    )
    assert "“9400191979303504123457” has a wrong check digit, so at least one character is mistyped." in text
    assert "<b>Scan the number from the label again and correct it on the channel.</b>" in text


def test_messages_stand_newest_first_and_say_which_is_no_scan_and_which_is_the_first(client, shop, now):
    row = package(shop, now, verdict="valid")
    for hours, kind, text in [
        (9, "label_created", "Label printed"), (7, "exception", "Label voided"),
        (5, "accepted", "Accepted at Dallas"), (3, "in_transit", "Departed Dallas"),
    ]:  # fmt: skip
        TrackingEvent.objects.create(
            team=shop.team,
            package=row,
            kind=kind,
            happened_at=now - hours * HOUR,
            description=text,
            source="channel",
        )
    text = words(client.get(f"/tracking/orders/{row.orders.get().pk}/"))

    places = [
        text.index(each)
        for each in ("Departed Dallas", "Accepted at Dallas", "Label voided", "Label printed")
    ]
    assert places == sorted(places)
    assert text.count("first scan: from here on the parcel is with the carrier") == 1
    assert "a label, not a scan: nobody has held the parcel yet" in text
    assert "no scan: something went wrong" in text
    assert re.search(r"</svg>Accepted at Dallas", text)


def test_a_combined_package_links_the_other_orders_it_serves(client, shop, now):
    orders = [factories.create_order(shop=shop) for _ in range(3)]
    factories.create_package(
        orders=orders, tracking_number="9400191979303504123456", shipped_at=now, verdict="pending"
    )
    text = words(client.get(f"/tracking/orders/{orders[0].pk}/"))

    assert "One package for 3 orders of this buyer, together with" in text
    together = text.partition("together with")[2].partition("</p>")[0]
    assert re.findall(r"/orders/(\d+)/", together) == [str(order.pk) for order in orders[1:]]
    assert "The carrier has said nothing of it yet." in text


def test_the_panels_cost_does_not_grow_with_its_packages(client, shop, now):
    counted = []
    for number in (1, 1, 6):
        order = factories.create_order(shop=shop)
        for _ in range(number):
            factories.create_package(
                orders=[order, factories.create_order(shop=shop)], tracking_number="9400191979303504123456",
                shipped_at=now, verdict="invalid", verdict_reasons=["reused"],
            )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/tracking/orders/{order.pk}/")
        counted.append(len(queries))
    assert counted[-2] == counted[-1]


def test_a_package_that_was_taken_back_says_so_and_waits_for_nothing(client, shop, now):
    row = package(shop, now, verdict="", status="cancelled", shipped_at=None)
    text = words(client.get(f"/tracking/orders/{row.orders.get().pk}/"))

    assert "</svg>Cancelled</span>" in text
    assert "The carrier has said nothing of it yet." not in text


def test_nobody_is_sent_to_find_the_parcel_of_a_cancelled_order(client, shop, now):
    row = package(shop, now, reasons=["no_scan_in_time"])
    order = row.orders.get()
    path = f"/tracking/orders/{order.pk}/"
    assert "Find the parcel" in words(client.get(path))

    Order.objects.filter(pk=order.pk).update(status="cancelled", packages_total=2)
    text = words(client.get(path))
    assert "Nobody scanned" in text
    assert "Find the parcel" not in text
    assert "dispatched only when all are" not in text


def test_a_scanned_package_without_messages_does_not_say_that_the_carrier_is_silent(client, shop, now):
    row = package(shop, now, verdict="valid", first_scan_at=now - HOUR)
    text = words(client.get(f"/tracking/orders/{row.orders.get().pk}/"))

    assert "Carrier scanned" in text
    assert "has said nothing" not in text
