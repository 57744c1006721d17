"""The page of a product: what is known, what is not, and what a campaign would need."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from fulfillment.accounts.roles import Role
from fulfillment.channels.sync import utc_now
from fulfillment.warehouse.kits.reaching import reach
from tests import factories
from tests.sourcing.making import to_ship
from tests.warehouse.kits import making as kits

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def shop():
    return factories.create_shop(team=factories.create_team(time_zone="UTC"))


@pytest.fixture
def client(shop):
    client = Client()
    client.force_login(factories.create_member(team=shop.team, role=Role.MANAGER))
    return client


@pytest.fixture
def sku(shop):
    supplier = factories.create_supplier(team=shop.team, name="Brightline")
    return factories.create_sku(team=shop.team, code="LAMP", supplier=supplier)


def sell(shop, sku, *, days, a_day):
    for n in range(days):
        for _ in range(a_day):
            at = utc_now() - (n + 2) * DAY
            order = factories.create_order(
                shop=shop, placed_at=at, packed_at=at + HOUR, handed_over_at=at + 2 * HOUR, carrier="usps",
                dispatched_at=at + 3 * HOUR, dispatch_due_at=at + 9 * HOUR, is_open=False, status="in_transit",
            )  # fmt: skip
            factories.create_line(order=order, sku=sku)


def page(client, sku, query=""):
    return client.get(reverse("readiness:product", args=[sku.pk]) + query).content.decode()


def test_a_product_without_history_says_what_would_give_evidence(client, sku):
    told = page(client, sku)

    assert "Nothing is known yet" in told
    assert "20 more orders would give it" in told
    assert "10 more days with orders" in told


def test_a_product_is_judged_by_its_evidence_in_a_fixed_number_of_queries(
    shop, client, sku, django_assert_max_num_queries
):
    sell(shop, sku, days=12, a_day=2)

    with django_assert_max_num_queries(24):
        told = page(client, sku)

    assert "Supplier Brightline" in told
    assert told.count("at least 2") >= 4
    assert "24 of 24" in told
    assert "Enter <b>2</b> as the daily order-handling capacity" in told


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("?orders=20&since=2026-12-01&until=2026-12-10", "Ready for 2 orders a day"),
        ("?orders=200&since=2026-12-01&until=2026-12-10", "Not enough evidence for 20 orders a day"),
        ("?orders=20&since=2026-12-10&until=2026-12-01", "It ends on or after its first day"),
        ("?orders=-5&since=2026-12-01&until=2026-12-10", "greater than or equal to 1"),
    ],
)
def test_a_campaign_is_held_against_what_the_steps_sustain(shop, client, sku, query, says):
    sell(shop, sku, days=12, a_day=2)

    assert says in page(client, sku, query)


def test_products_stand_by_their_orders(shop, client, sku):
    sell(shop, sku, days=1, a_day=3)

    assert "LAMP" in client.get(reverse("readiness:index")).content.decode()


def test_the_kit_that_ends_first_is_a_step_of_its_own(shop, client, sku):
    sell(shop, sku, days=12, a_day=2)
    kit = kits.kit(team=shop.team, shop=shop)
    kits.item(kit, name="card", units=90)
    kits.item(kit, name="tape", units=60, quantity=3)

    told = page(client, sku, "?orders=20&since=2026-12-01&until=2026-12-10")

    assert "Kit stock (tape)" in told
    assert "20 on the shelf for 10 days" in told


def test_units_that_open_orders_need_are_not_counted_twice(shop, sku):
    card = kits.item(kits.kit(team=shop.team, shop=shop), name="card", units=5)
    to_ship(sku, shop=shop)

    assert reach(shop.team_id, sku.pk, [shop.pk]) == (card.name, 4)
    assert reach(shop.team_id, sku.pk, []) is None
