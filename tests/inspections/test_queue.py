"""What waits to be inspected, and what is asked for again: worst deadline first, for a fixed number of queries."""

from uuid import uuid4

import msgspec
import pytest
from django.urls import reverse

from fulfillment.accounts.roles import Role
from fulfillment.inspections import entries, planning, queueing, superseding
from fulfillment.inspections.asking import Check
from fulfillment.inspections.models import Inspection
from fulfillment.inspections.saying import Say
from fulfillment.warehouse import expecting
from fulfillment.warehouse.models import Barcode, Lot
from fulfillment.warehouse.refusing import NotDone
from fulfillment.warehouse.sites import default_of
from tests import factories
from tests.factories import NOW
from tests.inspections.tablets import Tablet
from tests.warehouse.stock import create_lot, create_need

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    team = factories.create_team()
    factories.create_shop(team=team)
    return team


def lot_of(team, code, **told):
    sku = factories.create_sku(team=team, code=code, supplier=factories.create_supplier(team=team))
    return create_lot(sku=sku, **{"is_quarantined": True} | told)


def told(team):
    return entries.told(team, queueing.waiting(team), Say("en"), now=NOW)


def test_the_lot_whose_orders_are_due_first_stands_first_and_those_without_orders_last(team):
    idle, soon, later = (lot_of(team, code) for code in ("IDLE", "SOON", "LATER"))
    create_need(sku=soon.sku, hours=2)
    create_need(sku=soon.sku, hours=9)
    create_need(sku=later.sku, hours=5)
    lot_of(team, "FREE", is_quarantined=False)

    found = told(team)["entries"]

    assert [each["name"] for each in found] == [soon.code, later.code, idle.code]
    assert (found[0]["about"].endswith("2 orders wait"), found[0]["due"]) == (True, "due 14:00")


def test_a_deadline_that_is_over_is_said_to_be_and_its_day_is_named(team):
    create_need(sku=lot_of(team, "LATE").sku, hours=-50)

    assert told(team)["entries"][0]["due"] == "late since 22 Nov 10:00"
    chinese = entries.told(team, queueing.waiting(team), Say("zh-hans"), now=NOW)
    assert chinese["entries"][0]["due"] == "11月22日 10:00 已逾期"


def test_a_queue_costs_the_same_however_long_it_is(team, django_assert_num_queries):
    lot_of(team, "FIRST")
    with django_assert_num_queries(9):
        told(team)
    for n in range(5):
        lot_of(team, f"MORE-{n}")
    with django_assert_num_queries(9):
        told(team)


def test_an_entry_says_all_that_a_tablet_needs(team):
    lot = lot_of(team, "LAMP", quantity=500)
    Barcode.objects.create(team=team, text="012345678905", sku=lot.sku, said_at=NOW)

    answer = told(team)
    (entry,) = answer["entries"]

    assert (entry["size"], entry["sample"], entry["first"]) == (500, 50, 0)
    assert entry["classes"]["critical"] == {"accept": 0, "reject": 1}
    assert {"LAMP", "012345678905", "0012345678905"} <= set(entry["expect"])
    assert 'data-check="variant"' in answer["sheets"][entry["sheet"]]


@pytest.mark.parametrize(
    ("low", "high", "limits"),
    [("12", "", "≥ 12 months"), ("", "3", "≤ 3 months"), ("1", "3", "1 – 3 months"), ("", "", "months")],
)
def test_a_limit_says_which_side_is_right(low, high, limits):
    check = Check("expiry", {"en": "Months left"}, kind="number", low=low, high=high, unit="months")
    asked = planning.asked_of(20)
    (row,) = entries.checks_of(msgspec.structs.replace(asked, checks=(check,)), Say("en"))
    assert row["limits"] == limits


def test_a_chinese_reader_gets_chinese_checks(team):
    lot_of(team, "LAMP")

    answer = entries.told(team, queueing.waiting(team), Say("zh-hans"), now=NOW)

    assert "外观" in next(iter(answer["sheets"].values()))


@pytest.mark.parametrize("by", ["lot", "sku", "papers", "order", "key"])
def test_anything_that_can_be_scanned_finds_what_to_inspect(team, by):
    lot = lot_of(team, "LAMP")
    need = create_need(sku=lot.sku, quantity=3)
    expecting.expect(
        default_of(team), {lot.sku: 40}, reference="PO 7", supplier=None, expected_on=None, by=None, now=NOW
    )  # fmt: skip
    codes = {
        "lot": lot.code,
        "sku": "lamp",
        "papers": "po 7",
        "order": need.order.external_id,
        "key": f"lot:{lot.pk}",
    }

    found = [(each.kind, each.size) for each, _ in queueing.find(team, codes[by])]

    assert found == [{"papers": ("line", 40), "order": ("order", 3)}.get(by, ("lot", 10))]


@pytest.mark.parametrize("code", ["", "nothing", "lot:x", "lot:99", "x" * 200])
def test_what_nobody_knows_finds_nothing(team, code):
    lot_of(factories.create_team(), "OTHERS")

    assert queueing.find(team, code) == []


def test_an_inspection_is_superseded_by_another_one_with_a_reason(team):
    by = factories.create_member(team=team, role=Role.INSPECTOR)
    lot = lot_of(team, "LAMP", quantity=8)
    first = Tablet(by, lot)
    first.send_all(first.failing())
    with pytest.raises(NotDone, match="why"):
        superseding.ask_again(first.row, " ", now=NOW)

    asked = superseding.ask_again(first.row, "the supplier sorted it", now=NOW)
    with pytest.raises(NotDone, match="already"):
        superseding.ask_again(first.row, "again", now=NOW)

    (entry,) = told(team)["entries"]
    assert entry["uuid"] == str(asked.client_uuid)
    second = Tablet(by, lot, uuid=asked.client_uuid)
    second.send_all(second.passing(5))
    assert (first.row.verdict, first.row.rules, second.row.rules) == ("failed", False, True)
    assert Lot.objects.get(pk=lot.pk).state == "released"


def test_pages_of_finished_inspections_cost_the_same_however_many_there_are(
    team, client, django_assert_max_num_queries
):
    by = factories.create_member(team=team, role=Role.INSPECTOR)
    client.force_login(by)
    for _ in range(3):
        each = Tablet(by, lot_of(team, uuid4().hex))
        each.send_all(each.failing())
    row = Inspection.objects.first()

    with django_assert_max_num_queries(9):
        page = client.get(reverse("inspections:finished"))
    detail = client.get(reverse("inspections:detail", args=[row.pk]))

    assert page.content.decode().count("Failed") == 3
    assert "Wrong variant" in detail.content.decode()
