"""Whatever happens to orders and packages, in whatever batches it is judged: facts and sums are the plain count."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fulfillment.orders.models import Cancellation, ChangedOrder, Lane, Order, Refund, Ticket
from fulfillment.orders.watch import wake
from fulfillment.tracking.models import PackageOrder
from metrics import facts
from metrics.rebuilding import rebuild_facts
from tests.factories import (
    create_line,
    create_order,
    create_package,
    create_shop,
    create_supplier,
    create_team,
)
from tests.metrics.naive import assert_facts_and_sums_are_right, stored_facts, stored_sums

NOW = datetime(2026, 11, 24, 20, tzinfo=UTC)
NO_SAMPLES = {"metric.late-dispatch-rate.by_kind": {"sample": "left_out"}}
MODELS = {"cancellation": Cancellation, "refund": Refund, "ticket": Ticket}
CARRIERS = ("", "usps", "ups", "uniuni")
pytestmark = pytest.mark.django_db

moments = st.datetimes(datetime(2026, 10, 30), datetime(2026, 11, 4), timezones=st.just(UTC))  # noqa: DTZ001
orders = st.fixed_dictionaries(
    {
        "placed_at": st.sampled_from(
            [
                datetime(2026, 1, 25, 20, tzinfo=UTC),
                datetime(2026, 1, 27, tzinfo=UTC),
                NOW - timedelta(days=30),
            ]
        ),
        "dispatched_at": st.none() | moments,
        "dispatch_due_at": st.none() | moments,
        "shipping_type": st.sampled_from(["seller", "seller", "platform", "platform_warehouse", "digital"]),
        "kind": st.sampled_from(["regular", "pre_order", "backorder"]),
        "is_sample": st.booleans(),
        "is_replacement": st.booleans(),
        "status": st.sampled_from(
            ["unpaid", "remorse", "to_ship", "in_transit", "delivered", "cancelled", "cancelled"]
        ),
        "paid_at": st.none() | moments,
        "cancelled_at": st.none() | moments,
        "delivered_at": st.none() | moments,
        "delivery_due_at": st.none() | moments,
        "cancel_initiator": st.sampled_from(["", "buyer", "seller", "system"]),
    }
)
packages = st.fixed_dictionaries(
    {
        "shipped_at": st.none() | moments,
        "carrier": st.sampled_from(CARRIERS),
        "verdict": st.sampled_from(["", "valid", "invalid", "pending"]),
        "status": st.sampled_from(["ready", "in_transit", "delivered", "cancelled"]),
        "shipping_type": st.sampled_from(["", "seller", "seller", "platform", "platform_warehouse"]),
    }
)
requests = st.fixed_dictionaries(
    {
        "what": st.sampled_from(["cancellation", "refund"]),
        "status": st.sampled_from(["requested", "accepted", "completed", "rejected", "withdrawn"]),
        "reason_group": st.sampled_from(["", "out_of_stock", "damaged", "unpaid", "fit"]),
        "fault": st.sampled_from(["seller", "buyer", "platform", "logistics", "unknown"]),
        "requested_at": st.none() | moments,
        "remote_updated_at": moments,
    }
)
tickets = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["review", "review", "complaint", "ticket"]),
        "topic": st.sampled_from(["late", "damaged", "where_is_my_order", "praise"]),
        "rating": st.none() | st.integers(1, 5),
        "opened_at": moments,
        "remote_updated_at": moments,
    }
)
at = st.integers(0, 99)
changes = st.one_of(
    st.tuples(st.just("order"), at, orders),
    st.tuples(st.just("package"), at, packages),
    st.tuples(st.just("link"), at, st.booleans()),
    st.tuples(st.just("supplier"), at, at),
    st.tuples(st.just("lane"), at, at),
    st.tuples(st.just("request"), at, requests),
    st.tuples(st.just("ticket"), at, tickets),
    st.tuples(st.just("judge"), st.integers(1, 5), st.none()),
)


class World:
    """Four shops of one team, one whose scans nobody told at first, with what a random history did to them."""

    def __init__(self) -> None:
        self.team = create_team()
        self.shops = [
            create_shop(team=self.team),
            create_shop(team=self.team, market="GB", time_zone="Europe/London", rule_overrides=NO_SAMPLES),
            create_shop(team=self.team, market="ID", time_zone="Asia/Jakarta"),
            create_shop(team=self.team, platform="own_store", scans_told_from_at=NOW - timedelta(days=9)),
        ]
        self.suppliers = [create_supplier(team=self.team), create_supplier(team=self.team), None]
        self.lanes = {
            shop.pk: [
                None,
                *(Lane.objects.create(team=self.team, shop=shop, supplier=supplier, carrier=carrier)
                  for supplier in self.suppliers for carrier in CARRIERS[:2]),
            ]
            for shop in self.shops
        }  # fmt: skip
        self.orders: list[Order] = []
        self.packages = []

    def add_order(self, values: dict, shop: int, lines: int) -> None:
        order = create_order(shop=self.shops[shop], **values)
        for number in range(lines):
            create_line(order=order, supplier=self.suppliers[number], sku_code=f"SKU-{number}")
        self.orders.append(order)
        wake([order.pk], now=NOW)

    def add_package(self, values: dict, shop: int, first: int, count: int) -> None:
        mine = [order for order in self.orders if order.shop_id == self.shops[shop].pk]
        served = [mine[(first + step) % len(mine)] for step in range(min(count, len(mine)))]
        if served:
            self.packages.append(create_package(orders=served, **values))
            wake([order.pk for order in served], now=NOW)

    def tell(self, order: Order, values: dict, key: str) -> None:
        """The same key is told anew."""
        told = values.pop("what", "ticket")
        if told == "refund":
            del values["fault"]
        known = {"order": order, "order_external_id": order.external_id, "team": self.team}
        MODELS[told].objects.update_or_create(
            shop=order.shop, external_id=f"{order.pk}-{key}", defaults=known | values
        )
        wake([order.pk], now=NOW)

    def change(self, what: str, which: int, value) -> None:
        if what == "judge":
            facts.judge_changed(limit=which)
        elif what == "order" and self.orders:
            order = self.orders[which % len(self.orders)]
            Order.objects.filter(pk=order.pk).update(**value)
            wake([order.pk], now=NOW)
        elif what in ("request", "ticket") and self.orders:
            self.tell(self.orders[which % len(self.orders)], dict(value), str(which))
        elif what == "package" and self.packages:
            package = self.packages[which % len(self.packages)]
            type(package).objects.filter(pk=package.pk).update(**value)
            wake(package.package_orders.values_list("order_id", flat=True), now=NOW)
        elif what == "link" and self.packages:
            links = PackageOrder.objects.filter(package=self.packages[which % len(self.packages)]).order_by(
                "pk"
            )
            link = links[which % len(links)]
            PackageOrder.objects.filter(pk=link.pk).update(is_current=value)
            wake([link.order_id], now=NOW)
        elif what == "supplier" and self.orders:
            order = self.orders[which % len(self.orders)]
            order.lines.update(supplier=self.suppliers[value % 3])
            wake([order.pk], now=NOW)
        elif what == "lane" and self.orders:
            order = self.orders[which % len(self.orders)]
            lanes = self.lanes[order.shop_id]
            Order.objects.filter(pk=order.pk).update(lane=lanes[value % len(lanes)])
            wake([order.pk], now=NOW)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(orders, st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=5),
    st.lists(st.tuples(packages, st.integers(0, 3), at, st.integers(1, 3)), max_size=4),
    st.lists(changes, max_size=16),
)
def test_facts_and_sums_equal_a_plain_count_and_those_rebuilt_from_nothing(
    first_orders, first_packages, history
):
    with transaction.atomic():
        world = World()
        for order in first_orders:
            world.add_order(*order)
        for package in first_packages:
            world.add_package(*package)
        for change in history:
            world.change(*change)
        while facts.judge_changed(limit=3):
            pass

        assert_facts_and_sums_are_right()
        assert not ChangedOrder.objects.exists()
        moved = stored_facts(), stored_sums()
        rebuild_facts(world.team)
        assert (stored_facts(), stored_sums()) == moved
        transaction.set_rollback(True)
