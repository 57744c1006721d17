"""A reused number names the other orders that carry it, of this team only."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fulfillment.tracking.models import Package
from fulfillment.tracking.reuse import also_on
from tests import factories
from tests.desk.seen import signed_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NUMBER = "9400194662975879741257"


@pytest.fixture
def shop():
    return factories.create_shop(team=factories.create_team())


def bearing(shop, **fields):
    order = factories.create_order(shop=shop)
    shipped_at = timezone.now() - 5 * HOUR
    defaults = {
        "tracking_number": NUMBER,
        "verdict": "invalid",
        "verdict_reasons": ["reused"],
        "shipped_at": shipped_at,
    }
    return order, factories.create_package(orders=[order], **defaults | fields)


def rows():
    return list(Package.objects.prefetch_related("orders").order_by("pk"))


def test_each_names_the_others_and_not_itself_nor_another_teams(shop):
    (first, one), (second, two) = bearing(shop), bearing(shop)
    bearing(shop, status="cancelled")
    bearing(factories.create_shop())

    found = also_on(rows())
    assert found[one.pk] == [second]
    assert found[two.pk] == [first]


def test_what_is_not_judged_as_reused_costs_no_query(shop, django_assert_num_queries):
    bearing(shop, verdict="valid", verdict_reasons=[])
    packages = rows()
    with django_assert_num_queries(0):
        assert also_on(packages) == {}


def test_both_pages_link_them(shop):
    (first, _), (second, _) = bearing(shop), bearing(shop)
    client = signed_in(shop.team)

    panel = client.get(f"/tracking/orders/{first.pk}/").content.decode()
    assert f'The number is also on <a href="/orders/{second.pk}/">' in panel
    listed = client.get("/tracking/").content.decode()
    assert f'Also on <a href="/orders/{second.pk}/">' in listed
    assert f'Also on <a href="/orders/{first.pk}/">' in listed
