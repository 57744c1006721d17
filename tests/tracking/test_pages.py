"""The packages of an order: verdict, fix, until when a number can be corrected, what the carrier said."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulfillment.orders.models import Order
from fulfillment.tracking.models import PackageOrder, TrackingEvent
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
    assert "The channel takes another number until" in text
    assert "1 correction left" in text
    assert "a label, not a scan" in text


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


def test_a_package_that_an_order_was_taken_out_of_is_no_longer_called_shared(client, shop, now):
    out, stays = factories.create_order(shop=shop), factories.create_order(shop=shop)
    shared = factories.create_package(orders=[out, stays], tracking_number="")
    PackageOrder.objects.filter(package=shared, order=out).update(is_current=False)
    factories.create_package(orders=[out], tracking_number="")

    for order in (out, stays):
        text = words(client.get(f"/tracking/orders/{order.pk}/"))
        assert text.count('class="package"') == 1
        assert "together with" not in text


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
