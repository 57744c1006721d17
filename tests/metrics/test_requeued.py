"""Whatever a fact is made of: when it changes, the orders concerned are judged again."""

import pytest

from fulfillment.channels.ingest.packages import take_packages
from fulfillment.orders.models import ChangedOrder
from tests.channels.told import NOW, at, told_package
from tests.factories import create_order, create_shop

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "corrected",
    [{"carrier_name": "UPS"}, {"shipped_at": at(5)}, {"shipping_type": "platform"}, {"cancelled": True}],
    ids=["carrier", "shipped_at", "shipping_type", "cancelled"],
)
def test_a_corrected_package_of_a_split_order_queues_it(corrected):
    shop = create_shop()
    order = create_order(shop=shop, external_id="O1")
    first = {"status": "in_transit", "shipped_at": at(60), "first_scan_at": at(90), "updated_at": at(100)}
    second = {"shipped_at": at(10), "shipping_type": "", "updated_at": at(100)}
    told = [
        told_package("P1", "O1", **first),
        told_package("P2", "O1", **first),
        told_package("P3", "O1", **second),
    ]
    take_packages(shop=shop, records=told, now=NOW)
    ChangedOrder.objects.all().delete()

    again = told_package("P3", "O1", **second | {"updated_at": at(200)} | corrected)
    take_packages(shop=shop, records=[again], now=NOW)

    assert list(ChangedOrder.objects.values_list("order_id", flat=True)) == [order.pk]


def test_the_same_package_told_again_queues_nothing():
    shop = create_shop()
    create_order(shop=shop, external_id="O1")
    take_packages(shop=shop, records=[told_package("P1", "O1", updated_at=at(1))], now=NOW)
    ChangedOrder.objects.all().delete()

    take_packages(shop=shop, records=[told_package("P1", "O1", updated_at=at(1))], now=NOW)

    assert not ChangedOrder.objects.exists()
