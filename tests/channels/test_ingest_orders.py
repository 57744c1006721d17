"""A batch of orders: rows, guards, buyers, lines, history, and a constant number of statements."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fulfillment.channels.ingest import take_orders
from fulfillment.orders.models import Buyer, ChangedOrder, Order, OrderEvent, OrderLine
from fulfillment.tracking.models import Package, PackageOrder
from tests import factories
from tests.channels.told import NOW, at, told_buyer, told_line, told_order, told_package

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return factories.create_shop()


def test_an_order_arrives_with_all_that_was_told_of_it(shop):
    record = told_order(
        status="ready", ready_at=at(60), packages=(told_package(shipped_at=at(60)),), cancel_initiator=""
    )

    taken = take_orders(shop=shop, records=[record], now=NOW)

    order = Order.objects.get()
    assert taken.inserted_ids == [order.pk]
    assert (order.team_id, order.status, order.total) == (shop.team_id, "ready", Decimal("12.50"))
    assert (order.packages_total, order.packages_scanned, order.labelled_at) == (1, 0, at(60))
    assert (order.carrier, order.next_check_at, order.is_open) == ("usps", NOW, True)
    line = order.lines.get()
    assert (line.sku.code, line.sku.title, line.quantity) == ("GLOW-1", "Glow lamp", 1)
    assert line.unit_ids == ["577086512123755123"]
    package = order.packages.get()
    assert (package.tracking_number, package.carrier) == ("9400100000000000000000", "usps")
    assert (package.tracking_number_given, package.verdict_until_at) == ("9400 1000 0000 0000 0000 00", NOW)
    assert set(order.events.values_list("kind", flat=True)) == {"order.placed", "order.paid", "order.ready"}
    assert ChangedOrder.objects.get().order_id == order.pk


def test_a_buyer_is_found_by_a_name_without_accents(shop):
    take_orders(shop=shop, records=[told_order()], now=NOW)

    found = Buyer.objects.extra(where=["search @@ to_tsquery('simple', 'mull:*')"])

    assert [buyer.name for buyer in found] == ["Zoë Müller"]


def test_the_same_record_again_writes_nothing(shop):
    records = [told_order(packages=(told_package(),))]
    take_orders(shop=shop, records=records, now=NOW)
    before = versions()

    taken = take_orders(shop=shop, records=records, now=NOW)

    assert taken.unchanged == ["576461413038785752"]
    assert (taken.inserted_ids, taken.updated_ids, taken.changed_order_ids) == ([], [], set())
    assert versions() == before


def versions():
    """The physical row versions of every table that ingest writes."""
    tables = (
        "orders_order orders_orderline orders_buyer orders_orderevent tracking_package tracking_packageorder"
    )
    with connection.cursor() as cursor:
        found = []
        for table in tables.split():
            cursor.execute(f"SELECT ctid::text, xmin::text FROM {table} ORDER BY 1")
            found.append((table, cursor.fetchall()))
        return found


def test_an_older_answer_never_overwrites_a_newer_one(shop):
    newer = told_order(updated_at=at(30), status="ready", lines=(told_line(quantity=2),))
    older = told_order(updated_at=at(20), lines=(told_line(quantity=1),))
    take_orders(shop=shop, records=[newer], now=NOW)

    taken = take_orders(shop=shop, records=[older], now=NOW)

    order = Order.objects.get()
    assert taken.stale == [order.external_id]
    assert (order.status, order.remote_updated_at, order.lines.get().quantity) == ("ready", at(30), 2)


def test_an_answer_of_the_same_second_is_taken(shop):
    take_orders(shop=shop, records=[told_order(updated_at=at(30))], now=NOW)

    take_orders(shop=shop, records=[told_order(updated_at=at(30), status="ready")], now=NOW)

    assert Order.objects.get().status == "ready"


def test_the_newest_of_one_batch_wins_and_older_history_is_kept(shop):
    newer = told_order(updated_at=at(30), status="ready", ready_at=at(29))
    older = told_order(updated_at=at(20), cancel_requested_at=at(19))

    take_orders(shop=shop, records=[newer, older, newer], now=NOW)

    order = Order.objects.get()
    assert order.status == "ready"
    kinds = set(order.events.values_list("kind", flat=True))
    assert kinds == {"order.placed", "order.paid", "order.ready", "order.cancel_requested"}


def test_what_people_entered_stays(shop):
    take_orders(shop=shop, records=[told_order()], now=NOW)
    person = factories.create_user()
    Order.objects.update(assignee=person, snoozed_until_at=at(99), snoozed_by=person)

    take_orders(shop=shop, records=[told_order(updated_at=at(30), status="ready")], now=NOW)

    order = Order.objects.get()
    assert (order.status, order.assignee, order.snoozed_until_at) == ("ready", person, at(99))


def test_a_line_that_the_channel_took_away_is_gone(shop):
    two = (told_line(), told_line(external_id="L2", sku_code="GLOW-2"))
    take_orders(shop=shop, records=[told_order(lines=two)], now=NOW)

    taken = take_orders(shop=shop, records=[told_order(updated_at=at(9), lines=two[:1])], now=NOW)

    assert list(OrderLine.objects.values_list("sku_code", flat=True)) == ["GLOW-1"]
    assert len(taken.updated_ids) == 1


def test_a_line_takes_its_supplier_from_the_sku_and_keeps_it(shop):
    supplier = factories.create_supplier(team=shop.team)
    factories.create_sku(team=shop.team, code="GLOW-1", supplier=supplier)
    take_orders(shop=shop, records=[told_order()], now=NOW)
    shop.team.skus.update(supplier=None)

    take_orders(shop=shop, records=[told_order(updated_at=at(9), lines=(told_line(quantity=3),))], now=NOW)

    line = OrderLine.objects.get()
    assert (line.supplier, line.quantity) == (supplier, 3)


def test_a_masked_address_never_replaces_a_known_one(shop):
    take_orders(shop=shop, records=[told_order()], now=NOW)
    masked = told_buyer(name="Z** M*****", line1="", postal_code="")

    take_orders(shop=shop, records=[told_order(updated_at=at(30), buyer=masked)], now=NOW)

    assert Order.objects.get().buyer.name == "Zoë Müller"


def test_a_known_address_that_comes_late_replaces_a_masked_one(shop):
    masked = told_buyer(name="Z** M*****", line1="", postal_code="")
    take_orders(shop=shop, records=[told_order(updated_at=at(30), buyer=masked)], now=NOW)
    assert Order.objects.get().buyer.name == "Z** M*****"

    taken = take_orders(shop=shop, records=[told_order()], now=NOW)

    assert len(taken.stale) == 1
    assert Order.objects.get().buyer.name == "Zoë Müller"


def test_an_erased_buyer_stays_erased(shop):
    take_orders(shop=shop, records=[told_order()], now=NOW)
    Buyer.objects.all().erase(now=NOW)

    take_orders(shop=shop, records=[told_order(updated_at=at(30), status="ready")], now=NOW)

    buyer = Order.objects.get().buyer
    assert (buyer.name, buyer.email, buyer.line1, buyer.search) == ("", "", "", None)
    assert buyer.erased_at == NOW
    assert Buyer.objects.count() == 1


def test_one_person_at_one_address_is_one_row_and_two_people_are_two(shop):
    neighbour = told_buyer(external_id="8", name="Anna")
    records = [told_order("1"), told_order("2"), told_order("3", buyer=neighbour)]

    take_orders(shop=shop, records=records, now=NOW)

    assert Buyer.objects.count() == 2
    keys = dict(Order.objects.values_list("external_id", "buyer_key"))
    assert keys["1"] == keys["2"] != keys["3"]


def test_skus_are_created_once_and_keep_their_title(shop):
    factories.create_sku(team=shop.team, code="GLOW-1", title="Our own words")
    lines = (told_line(), told_line(external_id="L2", sku_code="", sku_external_id="1729"))

    take_orders(shop=shop, records=[told_order("1", lines=lines), told_order("2", lines=lines)], now=NOW)

    titles = dict(shop.team.skus.values_list("code", "title"))
    assert titles == {"GLOW-1": "Our own words"}  # the channel's own id is nobody's SKU
    assert OrderLine.objects.exclude(sku=None).count() == 2


def test_a_corrected_moment_is_another_event(shop):
    take_orders(shop=shop, records=[told_order(ready_at=at(3))], now=NOW)

    take_orders(shop=shop, records=[told_order(updated_at=at(9), ready_at=at(4))], now=NOW)

    ready = OrderEvent.objects.filter(kind="order.ready").order_by("happened_at")
    assert list(ready.values_list("happened_at", flat=True)) == [at(3), at(4)]


def test_the_number_of_statements_does_not_grow_with_the_batch(shop):
    def batch(size, updated_at, status):
        return [
            told_order(
                f"{status}-{number}",
                updated_at=updated_at,
                status=status,
                buyer=told_buyer(external_id=str(number)),
                lines=(told_line(sku_code=f"S{number}"),),
                packages=(told_package(f"P{number}", tracking_number=f"1Z{number}"),),
            )
            for number in range(size)
        ]

    def statements(records):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            take_orders(shop=shop, records=records, now=NOW)
        return len(queries)

    take_orders(shop=shop, records=batch(1, at(1), "ready"), now=NOW)
    take_orders(shop=shop, records=batch(300, at(1), "to_ship"), now=NOW)

    one_again = statements(batch(1, at(2), "ready"))
    many_again = statements(batch(300, at(2), "to_ship"))

    assert one_again == many_again
    assert many_again <= 30


def test_a_package_of_two_orders_is_one_row(shop):
    records = [told_order(name, packages=(told_package("P1", name),)) for name in ("1", "2")]

    take_orders(shop=shop, records=records, now=NOW)

    assert Package.objects.count() == 1
    assert PackageOrder.objects.count() == 2
    assert set(Order.objects.values_list("packages_total", flat=True)) == {1}
