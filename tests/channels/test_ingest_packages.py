"""Packages from their own endpoint, requests that come before their order, and carriers' messages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fulfillment.channels.ingest import (
    take_cancellations,
    take_orders,
    take_packages,
    take_refunds,
    take_tracking_events,
)
from fulfillment.channels.models import QuarantinedItem
from fulfillment.channels.records import Refusal
from fulfillment.orders.models import Cancellation, ChangedOrder, Order, Refund
from fulfillment.tracking.models import AwaitedOrder, Package, PackageOrder, TrackingEvent
from tests import factories
from tests.channels.told import (
    NOW,
    at,
    told_cancellation,
    told_event,
    told_order,
    told_package,
    told_refund,
)

pytestmark = pytest.mark.django_db
ORDER = "576461413038785752"


@pytest.fixture
def shop():
    return factories.create_shop()


def take_order(shop, *packages, **fields):
    return take_orders(shop=shop, records=[told_order(packages=packages, **fields)], now=NOW)


def test_a_split_order_is_scanned_when_all_of_its_packages_are(shop):
    one = told_package("P1", shipped_at=at(60), first_scan_at=at(100))
    two = told_package("P2", tracking_number="1Z999AA10123456784", carrier_name="UPS", shipped_at=at(70))
    take_order(shop, one, two)
    order = Order.objects.get()
    assert (order.packages_total, order.packages_scanned, order.last_first_scan_at) == (2, 1, None)
    assert (order.labelled_at, order.carrier) == (at(70), "ups")

    take_tracking_events(
        shop=shop, package_external_id="P2", events=[told_event(300, "Origin scan")], now=NOW
    )

    order.refresh_from_db()
    assert (order.packages_scanned, order.last_first_scan_at) == (2, at(300))


def test_a_cancelled_package_is_not_waited_for(shop):
    take_order(shop, told_package("P1", first_scan_at=at(100)), told_package("P2", cancelled=True))

    order = Order.objects.get()
    assert (order.packages_total, order.packages_scanned, order.last_first_scan_at) == (1, 1, at(100))


def test_packages_that_were_combined_into_another_are_not_waited_for(shop):
    take_order(shop, told_package("P1"), told_package("P2"))

    take_order(shop, told_package("P12", first_scan_at=at(200)), updated_at=at(30))

    order = Order.objects.get()
    assert (order.packages_total, order.packages_scanned) == (1, 1)
    current = PackageOrder.objects.filter(is_current=True)
    assert list(current.values_list("package__external_id", flat=True)) == ["P12"]


def test_an_order_that_says_nothing_of_packages_keeps_them(shop):
    take_order(shop, told_package("P1"))

    take_order(shop, updated_at=at(30))

    assert Order.objects.get().packages_total == 1


def test_a_package_that_comes_before_its_order_is_linked_when_it_arrives(shop):
    package = told_package("P1", updated_at=at(50), order_external_ids=(ORDER, "other"))
    take_packages(shop=shop, records=[package], now=NOW)
    assert AwaitedOrder.objects.count() == 2

    taken = take_order(shop)

    order = Order.objects.get()
    assert (order.packages_total, order.carrier) == (1, "usps")
    assert taken.changed_order_ids == {order.pk}
    assert list(AwaitedOrder.objects.values_list("order_external_id", flat=True)) == ["other"]


def test_an_older_answer_of_the_package_endpoint_changes_nothing_but_what_numbers_are_known(shop):
    take_order(shop)
    newer = told_package("P1", tracking_number="NEW1", updated_at=at(50))
    take_packages(shop=shop, records=[newer], now=NOW)

    taken = take_packages(
        shop=shop, records=[told_package("P1", tracking_number="OLD1", updated_at=at(40))], now=NOW
    )

    assert Package.objects.get().tracking_number == "NEW1"
    # A number that was not known before tells that the correction was used: the verdict is judged again.
    assert (taken.unchanged, len(taken.changed_order_ids)) == ([], 1)
    again = take_packages(
        shop=shop, records=[told_package("P1", tracking_number="OLD1", updated_at=at(40))], now=NOW
    )
    assert (again.unchanged, again.changed_order_ids) == (["P1"], set())


def test_the_clocks_of_orders_and_packages_are_apart(shop):
    """An order that was updated later does not make the package's own later answer look old."""
    take_order(shop, told_package("P1", tracking_number=""), updated_at=at(30))
    take_order(shop, updated_at=at(500), status="ready")

    take_packages(shop=shop, records=[told_package("P1", tracking_number="NEW1", updated_at=at(40))], now=NOW)

    assert Package.objects.get().tracking_number == "NEW1"
    assert Order.objects.get().status == "ready"


def test_a_changed_number_makes_the_package_due_and_an_unchanged_one_does_not(shop):
    take_order(shop, told_package("P1"))
    Package.objects.update(verdict="pending", verdict_until_at=at(9999))

    take_order(shop, told_package("P1"), updated_at=at(30), status="ready")
    assert Package.objects.get().verdict_until_at == at(9999)

    take_order(shop, told_package("P1", tracking_number="1Z999AA10123456784"), updated_at=at(31))
    assert Package.objects.get().verdict_until_at == NOW


def test_a_message_told_twice_is_recorded_once_and_a_label_is_no_scan(shop):
    take_order(shop, told_package("P1", shipped_at=at(60)))
    label = told_event(61, "Shipping label created, USPS awaiting item")

    for _ in range(2):
        taken = take_tracking_events(shop=shop, order_external_id=ORDER, events=[label], now=NOW)

    package = Package.objects.get()
    assert TrackingEvent.objects.get().kind == "label_created"
    assert (package.first_event_at, package.first_scan_at, package.events_checked_at) == (at(61), None, NOW)
    assert taken.changed_order_ids == frozenset()


def test_a_scan_wakes_the_orders_of_its_package(shop):
    records = [told_order(name, packages=(told_package("P1", name),)) for name in ("A", "B")]
    take_orders(shop=shop, records=records, now=NOW)
    ChangedOrder.objects.all().delete()
    Order.objects.update(next_check_at=None)

    scan = told_event(90, "Accepted at USPS origin facility")
    take_tracking_events(shop=shop, order_external_id="A", events=[scan], now=NOW)

    assert ChangedOrder.objects.count() == 2
    assert list(Order.objects.values_list("next_check_at", "last_first_scan_at")) == [(NOW, at(90))] * 2


def test_the_channels_scan_time_stands_in_until_a_carrier_tells_one(shop):
    take_order(shop, told_package("P1", first_scan_at=at(120)))
    assert Package.objects.get().first_scan_at == at(120)

    scan = told_event(90, "Accepted at USPS origin facility")
    take_tracking_events(shop=shop, order_external_id=ORDER, events=[scan], now=NOW)

    assert Package.objects.get().first_scan_at == at(90)


def test_messages_of_an_order_with_several_packages_are_given_to_none(shop):
    take_order(shop, told_package("P1"), told_package("P2"))

    taken = take_tracking_events(
        shop=shop, order_external_id=ORDER, events=[told_event(90, "Accepted")], now=NOW
    )

    assert taken.package_id is None
    assert not TrackingEvent.objects.exists()


def test_a_message_that_cannot_be_read_is_quarantined_and_the_others_taken(shop):
    take_order(shop, told_package("P1"))
    refusal = Refusal(kind="tracking", external_id=ORDER, sentence="No moment.", payload=b"{}")

    take_tracking_events(
        shop=shop, order_external_id=ORDER, events=[refusal, told_event(90, "Accepted")], now=NOW
    )

    assert TrackingEvent.objects.count() == 1
    assert QuarantinedItem.objects.get().kind == "tracking"


def test_a_message_with_a_character_that_cannot_be_stored_still_counts(shop):
    take_order(shop, told_package("P1"))
    odd = told_event(90, "Accepted at USPS\0 origin" + "." * 9000, location="\ud83d")

    take_tracking_events(shop=shop, order_external_id=ORDER, events=[odd], now=NOW)

    event = TrackingEvent.objects.get()
    assert (event.kind, event.location, len(event.description)) == ("accepted", "?", 500)
    assert Package.objects.get().first_scan_at == at(90)


def test_a_request_that_comes_before_its_order_belongs_to_it_when_it_arrives(shop):
    take_cancellations(shop=shop, records=[told_cancellation()], now=NOW)
    take_refunds(shop=shop, records=[told_refund()], now=NOW)
    assert (Cancellation.objects.get().order, Refund.objects.get().order) == (None, None)

    take_order(shop)

    order = Order.objects.get()
    assert (Cancellation.objects.get().order, Refund.objects.get().order) == (order, order)
    kinds = set(order.events.exclude(kind__startswith="order.").values_list("kind", flat=True))
    assert kinds == {"cancellation.requested", "refund.requested"}


def test_a_cancellation_says_why_and_whose_fault_it_is(shop):
    take_order(shop)
    ChangedOrder.objects.all().delete()
    stocked_out = told_cancellation(reason="seller_cancel_reason_out_of_stock", initiator="seller")

    take_cancellations(shop=shop, records=[stocked_out], now=NOW)

    found = Cancellation.objects.get()
    assert (found.reason_group, found.fault) == ("out_of_stock", "seller")
    assert ChangedOrder.objects.get().order == found.order


def test_an_older_answer_about_a_request_changes_nothing(shop):
    newer = told_cancellation(status="completed", updated_at=at(60), closed_at=at(60))
    take_cancellations(shop=shop, records=[newer], now=NOW)

    taken = take_cancellations(shop=shop, records=[told_cancellation()], now=NOW)

    assert Cancellation.objects.get().status == "completed"
    assert taken.unchanged == ["C1"]


@pytest.mark.parametrize("kind", ["packages", "cancellations", "refunds"])
def test_the_number_of_statements_does_not_grow_with_the_batch(shop, kind):
    take, one = {
        "packages": (take_packages, lambda n: told_package(f"P{n}", f"O{n}", updated_at=at(40))),
        "cancellations": (
            take_cancellations,
            lambda n: told_cancellation(external_id=f"C{n}", order_external_id=f"O{n}"),
        ),
        "refunds": (take_refunds, lambda n: told_refund(external_id=f"R{n}", order_external_id=f"O{n}")),
    }[kind]
    take_orders(shop=shop, records=[told_order(f"O{n}") for n in range(200)], now=NOW)

    def statements(numbers):
        with CaptureQueriesContext(connection) as queries:
            take(shop=shop, records=[one(number) for number in numbers], now=NOW)
        return len(queries)

    assert statements(range(1)) == statements(range(1, 200)) <= 20
