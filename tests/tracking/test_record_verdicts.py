"""Verdicts are stored, followed by the orders, and looked at again when their moment has come."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fulfillment.orders.models import ChangedOrder, Order
from fulfillment.tracking.judging import judge_due_packages
from fulfillment.tracking.models import Package
from fulfillment.tracking.record.counts import count_packages
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

GOOD = "9400136105440805227742"
OTHER_GOOD = "1Z999AA10123456784"
SHIPPED = NOW - timedelta(hours=20)


@pytest.fixture
def shop():
    return factories.create_shop()


def create_package(shop, *, buyer="anna", number=GOOD, order=None, **fields):
    order = order or factories.create_order(
        shop=shop, buyer_key=buyer, placed_at=NOW - timedelta(days=2), next_check_at=None
    )
    defaults = {"tracking_number": number, "carrier": "usps", "shipped_at": SHIPPED, "verdict_until_at": NOW}
    return factories.create_package(orders=[order], **defaults | fields)


def judge(now=NOW):
    while judge_due_packages(now=now):
        pass


def verdict(package):
    package.refresh_from_db()
    return package.verdict, package.verdict_reasons


def test_a_scanned_package_is_valid_and_never_due_again(shop):
    package = create_package(shop, first_scan_at=NOW - timedelta(hours=1))

    judge()

    assert verdict(package) == ("valid", [])
    assert package.verdict_until_at is None
    assert ChangedOrder.objects.count() == 1


def test_a_label_is_pending_until_the_markets_limit_and_then_invalid(shop):
    package = create_package(shop)
    judge()
    assert verdict(package) == ("pending", [])
    assert package.verdict_until_at > NOW

    judge(now=package.verdict_until_at)

    assert verdict(package) == ("invalid", ["no_scan_in_time"])
    assert package.orders.get().tracking_problem == "no_scan_in_time"


def test_a_scan_that_comes_after_all_makes_it_valid_and_clears_the_order(shop):
    package = create_package(shop, shipped_at=NOW - timedelta(days=60))
    judge()
    assert package.orders.get().tracking_problem == "no_scan_in_time"

    Package.objects.update(first_scan_at=NOW, verdict_until_at=NOW)
    judge()

    assert verdict(package) == ("valid", [])
    assert package.orders.get().tracking_problem == ""


def test_the_worst_reason_of_an_orders_packages_is_told(shop):
    order = factories.create_order(shop=shop, buyer_key="anna")
    create_package(shop, order=order, shipped_at=NOW - timedelta(days=60))
    create_package(shop, order=order, number=OTHER_GOOD[:-1] + "5", carrier="ups")

    judge()

    order.refresh_from_db()
    assert order.tracking_problem == "check_digit"


def test_a_number_that_another_buyers_order_bears_spoils_both_packages(shop):
    first = create_package(shop, buyer="anna", first_scan_at=SHIPPED)
    judge()
    assert verdict(first) == ("valid", [])
    ChangedOrder.objects.all().delete()

    second = create_package(shop, buyer="ben")
    judge()

    assert verdict(first) == verdict(second) == ("invalid", ["reused"])
    assert set(Order.objects.values_list("tracking_problem", flat=True)) == {"reused"}
    assert ChangedOrder.objects.count() == 2


def test_a_number_on_two_orders_of_one_buyer_is_right(shop):
    packages = [create_package(shop, buyer="anna", first_scan_at=SHIPPED) for _ in range(2)]

    judge()

    assert [verdict(package)[0] for package in packages] == ["valid", "valid"]


def test_another_teams_number_is_not_ours_to_judge(shop):
    create_package(factories.create_shop(), buyer="ben")
    package = create_package(shop, buyer="anna", first_scan_at=SHIPPED)

    judge()

    assert verdict(package) == ("valid", [])


def test_a_corrected_number_frees_the_other_package_by_the_next_day(shop):
    ours = create_package(shop, buyer="anna", first_scan_at=SHIPPED)
    theirs = create_package(shop, buyer="ben")
    judge()
    Package.objects.filter(pk=theirs.pk).update(
        tracking_number=OTHER_GOOD, carrier="ups", verdict_until_at=NOW
    )

    judge(now=NOW + timedelta(days=1))

    assert verdict(ours) == ("valid", [])


def test_the_zip_that_the_carrier_tells_is_compared_with_the_buyers(shop):
    package = create_package(shop, first_scan_at=SHIPPED, carrier_zip="10001")
    order = package.orders.get()
    order.buyer = order.buyer or buyer_at(shop, "95110")
    order.save()

    judge()

    assert verdict(package) == ("invalid", ["zip_mismatch"])


def buyer_at(shop, postal_code):
    from fulfillment.orders.models import Buyer

    return Buyer.objects.create(team=shop.team, shop=shop, key="k", postal_code=postal_code)


def test_a_package_without_number_or_shipping_or_a_cancelled_one_has_no_verdict(shop):
    bare = create_package(shop, number="", shipped_at=None, status="to_ship")
    cancelled = create_package(shop, status="cancelled")

    judge()

    assert (verdict(bare), verdict(cancelled)) == (("", []), ("", []))
    assert not Package.objects.exclude(verdict_until_at=None).exists()


def test_a_market_without_rules_stops_nobody_else(shop):
    lost = create_package(factories.create_shop(market="XX"))
    package = create_package(shop, first_scan_at=SHIPPED)

    judge()

    assert verdict(package) == ("valid", [])
    assert verdict(lost) == ("", [])
    assert lost.verdict_until_at == NOW + timedelta(hours=1)


def test_judging_takes_the_same_number_of_queries_for_one_as_for_many(shop):
    def queries(count):
        for number in range(count):
            create_package(shop, buyer=str(number), number=f"N{number}")
        with CaptureQueriesContext(connection) as captured:
            assert judge_due_packages(now=NOW) == count
        return len(captured)

    assert queries(1) == queries(40) <= 16


def test_a_scan_from_before_the_order_was_placed_is_of_another_parcel():
    placed_at = NOW - timedelta(hours=9)
    order = factories.create_order(placed_at=placed_at)
    factories.create_package(orders=[order], first_scan_at=placed_at - timedelta(hours=11))
    count_packages([order.pk])
    order.refresh_from_db()
    assert (order.packages_total, order.packages_scanned, order.last_first_scan_at) == (1, 0, None)

    order.packages.update(first_scan_at=placed_at + timedelta(hours=1))
    count_packages([order.pk])
    order.refresh_from_db()
    assert (order.packages_scanned, order.last_first_scan_at) == (1, placed_at + timedelta(hours=1))
