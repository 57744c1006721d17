"""From a defect that an inspector found to the refunds of the goods that went out, and back from each."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from fulfillment.accounts.roles import Role
from fulfillment.inspections import behind
from fulfillment.warehouse.models import Lot
from metrics.clock import utc_now
from metrics.refunds.defects import reading
from metrics.refunds.defects.counting import Group
from metrics.spans import Span
from tests import factories
from tests.inspections.tablets import Tablet
from tests.metrics.refunds.test_pages import dispatched, judged, refund
from tests.warehouse.stock import create_lot

pytestmark = pytest.mark.django_db
NOON = utc_now().replace(hour=20, minute=0, second=0, microsecond=0) - timedelta(days=3)
SPAN = Span(since_on=NOON.date() - timedelta(days=5), until_on=NOON.date() + timedelta(days=3), by="day")


@pytest.fixture
def shop():
    return factories.create_shop(team=factories.create_team(), slug="glow-us", name="Glow US")


@pytest.fixture
def client(shop):
    client = Client()
    client.force_login(factories.create_member(team=shop.team, role=Role.MANAGER))
    return client


@pytest.fixture
def lots(shop):
    """One with a scratch in a piece that was looked at, one without any defect."""
    supplier = factories.create_supplier(team=shop.team, code="BRIGHT", name="Bright Works")
    sku = factories.create_sku(team=shop.team, code="LAMP", supplier=supplier)
    bad = create_lot(sku=sku, quantity=200, lot_code="SCRATCHED", received_at=NOON - timedelta(days=9))
    good = create_lot(sku=sku, quantity=200, lot_code="CLEAN", received_at=NOON - timedelta(days=8))
    inspected(bad, scratched=True)
    inspected(good)
    return bad, good


def inspected(lot, scratched=False):
    tablet = Tablet(factories.create_member(team=lot.team), lot)
    first = tablet.open(), tablet.whole()
    pieces = [
        tablet.piece(n, **({"appearance": "fail"} if scratched and n == 1 else {})) for n in range(1, 33)
    ]
    found = [tablet.defect(1, "appearance", "minor", defect="scratched")] if scratched else []
    receipts = tablet.send_all([*first, *pieces, *found, tablet.finish()])
    assert tablet.row.verdict == "passed", receipts
    return tablet.row


def sent_of(shop, lot):
    """An order that goods of the lot went out for."""
    order = dispatched(shop)
    line = factories.create_line(order=order, sku=lot.sku)
    lot.movements.create(
        team=lot.team, warehouse=lot.warehouse, sku=lot.sku, kind="shipped", quantity=-1, order_line=line,
        moved_at=NOON,
    )  # fmt: skip
    return order


def test_orders_are_counted_by_the_defects_behind_them_and_the_reasons_after_them(shop, lots):
    bad, good = lots
    orders = [sent_of(shop, bad) for _ in range(3)] + [sent_of(shop, good) for _ in range(2)]
    dispatched(shop)  # of goods that nobody inspected
    refund(orders[0])
    refund(orders[0], reason_group="damaged")
    refund(orders[1], status="withdrawn")
    refund(orders[3])
    judged()

    found = reading.groups([shop], SPAN)
    assert len(found) == 4
    assert set(found) == {
        Group(frozenset(), frozenset({"defective"}), 1),
        Group(frozenset(), frozenset(), 1),
        Group(frozenset({"scratched"}), frozenset({"defective", "damaged"}), 1),
        Group(frozenset({"scratched"}), frozenset(), 2),
    }


def test_a_movement_that_was_taken_back_and_an_inspection_that_decides_nothing_are_behind_no_order(
    shop, lots
):
    bad, good = lots
    order = sent_of(shop, good)
    line = order.lines.get()
    told = {
        "team": bad.team,
        "warehouse": bad.warehouse,
        "sku": bad.sku,
        "order_line": line,
        "moved_at": NOON,
    }
    out = bad.movements.create(kind="shipped", quantity=-1, **told)
    bad.movements.create(kind="shipped", quantity=1, takes_back=out, **told)
    inspected(good, scratched=True)  # finished second: kept beside the first
    judged()

    assert reading.groups([shop], SPAN) == [Group(frozenset(), frozenset(), 1)]


def test_each_figure_of_the_table_opens_its_orders_and_the_file_says_the_same(shop, lots, client):
    bad, good = lots
    orders = [sent_of(shop, bad) for _ in range(4)] + [sent_of(shop, good) for _ in range(4)]
    for each in (*orders[:2], orders[4]):
        refund(each)
    judged()
    page = client.get(reverse("refunds:defects")).content.decode()

    assert "Scratched" in page
    assert "2.0×" in page
    link = page.split('with <a href="')[-1].split('"')[0].replace("&amp;", "&")
    listed = client.get(link).content.decode()
    assert [each.external_id in listed for each in orders] == [True, True] + [False] * 6
    sheet = listed.split('class="button" href="')[1].split('"')[0].replace("&amp;", "&")
    rows = b"".join(client.get(sheet).streaming_content).decode().splitlines()[1:]
    assert [row.split(",")[0] for row in rows] == [each.external_id for each in reversed(orders[:2])]
    assert all(row.endswith(",Defective,Scratched") for row in rows)
    absent = client.get(f"{link}&absent=1").content.decode()
    assert [each.external_id in absent for each in orders] == [False] * 4 + [True] + [False] * 3
    file = b"".join(client.get(reverse("refunds:defects-export")).streaming_content).decode()
    assert "Scratched,Defective,2,4,0.5,1,4,0.25,2.0,0.2817,14.1981,few" in file.splitlines()


def test_the_table_asks_as_often_for_many_orders_as_for_one(
    shop, lots, client, django_assert_max_num_queries
):
    for lot in lots * 6:
        refund(sent_of(shop, lot))
    judged()
    client.get(reverse("refunds:defects"))
    with django_assert_max_num_queries(18):
        client.get(reverse("refunds:defects"))
    with django_assert_max_num_queries(18):
        client.get(reverse("refunds:defect-orders"), {"defect": "scratched"})


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"from": "yesterday"}, 400),
        ({"defect": "x' OR 1=1 --", "reason": "nothing", "page": "0"}, 200),
        ({"page": "99999"}, 200),
        ({"shop": "nobodys"}, 200),
    ],
)
def test_what_an_address_asks_for_and_nobody_has_is_a_sensible_page(shop, client, query, status):
    assert client.get(reverse("refunds:defects"), query).status_code == status
    assert client.get(reverse("refunds:defect-orders"), query).status_code == status
    assert client.get(reverse("refunds:defect-orders-export"), query).status_code == status


def test_before_anything_was_inspected_the_page_says_what_to_do(shop, client):
    assert "No inspected goods were dispatched" in client.get(reverse("refunds:defects")).content.decode()


def test_from_a_refund_one_walks_back_to_lot_receipt_and_inspection(shop, lots, client):
    order = sent_of(shop, lots[0])
    row = refund(order)
    Lot.objects.filter(pk=lots[0].pk).update(supplier=lots[0].sku.supplier)
    page = client.get(reverse("refunds:request", args=[row.pk])).content.decode()

    looked = lots[0].inspections.get()
    for words in ("Does not work", "SCRATCHED", "Bright Works", str(looked), "Scratched"):
        assert words in page
    receipt = lots[0].receipt_lines.get().receipt_id
    assert reverse("stock:receipt", args=[receipt]) in page
    assert str(looked) in client.get(reverse("inspections:behind", args=[order.pk])).content.decode()
    assert reverse("refunds:request", args=[row.pk]) in client.get(reverse("refunds:rows")).content.decode()


def test_a_request_whose_order_has_not_arrived_says_so(shop, client):
    row = refund(None, shop=shop)
    page = client.get(reverse("refunds:request", args=[row.pk])).content.decode()
    assert "Its order has not arrived here yet" in page


def test_the_way_back_asks_as_often_for_many_lines_as_for_one(shop, lots, django_assert_max_num_queries):
    order = sent_of(shop, lots[0])
    for lot in lots * 3:
        line = factories.create_line(order=order, sku=lot.sku)
        lot.movements.create(
            team=lot.team, warehouse=lot.warehouse, sku=lot.sku, kind="shipped", quantity=-1, order_line=line,
            moved_at=NOON,
        )  # fmt: skip
    with django_assert_max_num_queries(10):
        found = behind.of_order(order)
    assert len(found.lines) == 7
    assert all(part.looks and part.receipts for line in found.lines for part in line.parts)


@pytest.mark.parametrize("slug", ["late-dispatch-rate", "valid-tracking-rate"])
def test_a_rate_is_crossed_by_what_inspectors_found_and_each_cell_opens_its_orders(shop, lots, client, slug):
    bad, good = lots
    orders = [sent_of(shop, bad), sent_of(shop, bad), sent_of(shop, good), dispatched(shop)]
    for each in orders:
        factories.create_package(orders=[each], shipped_at=NOON, verdict="valid")
    judged()

    page = client.get(f"/metrics/{slug}/crossed/?shop=glow-us&rows=finding&columns=carrier")

    told = {line["name"]: line["cells"][0] for line in page.context["lines"]}
    assert {name: cell["counts"].denominator for name, cell in told.items()} == {
        "Scratched": 2, "nothing found": 1, "not inspected": 1,
    }  # fmt: skip
    for cell in told.values():
        units = client.get(cell["url"]).context
        assert units["tally"].counts == cell["counts"], cell["url"]
        assert len(units["rows"]) == cell["counts"].denominator
