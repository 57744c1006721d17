"""Brand kits in the inspectors' queue: what goes with goods, what an item must show, and which checklist is asked for."""

import pytest

from fulfillment.inspections import entries, queueing
from fulfillment.inspections.checklists import publishing
from fulfillment.inspections.checklists.choosing import Goods, Rule, choose
from fulfillment.inspections.checklists.starting import starters
from fulfillment.inspections.saying import Say
from fulfillment.warehouse.kits import changing
from fulfillment.warehouse.kits.changing import Meant
from tests import factories
from tests.factories import NOW
from tests.warehouse.kits import making
from tests.warehouse.stock import create_lot

pytestmark = pytest.mark.django_db


@pytest.fixture
def lamp():
    return factories.create_sku(team=factories.create_team(), code="LAMP", title="Lamp")


def entry(team, language="en"):
    return entries.told(team, queueing.waiting(team), Say(language), now=NOW)["entries"][0]


def test_whoever_inspects_goods_reads_what_kit_goes_with_them(lamp):
    kit = making.kit(team=lamp.team, skus=[lamp])
    making.approved(making.item(kit, name="card", is_printed=True, quantity=2), begins_at=NOW)
    making.item(kit, name="bag")
    create_lot(sku=lamp, is_quarantined=True)
    assert entry(lamp.team)["about"] == "brand kit: 2 × card v1, 1 × bag"
    assert entry(lamp.team, "zh-hans")["about"].startswith("品牌套件：")


def test_whoever_inspects_an_item_reads_which_artwork_it_must_show(lamp):
    item = making.item(making.kit(team=lamp.team, skus=[lamp]), name="card", is_printed=True)
    making.approved(item, begins_at=NOW)
    create_lot(sku=item.sku, is_quarantined=True)
    assert entry(lamp.team)["about"] == "brand kit: card v1"


def test_a_kit_for_every_parcel_is_not_said_of_goods(lamp):
    making.item(making.kit(team=lamp.team))
    create_lot(sku=lamp, is_quarantined=True)
    assert "brand kit" not in entry(lamp.team)["about"]


def test_goods_of_a_kit_are_asked_by_the_checklist_of_its_brand(lamp):
    row = publishing.begin(lamp.team, starters()["branded"], "Glow checks", now=NOW)
    row.brand = "Glow"
    row.save()
    publishing.publish(row, by=None, now=NOW)
    kit = making.kit(team=lamp.team, name="Gifts", skus=[lamp])
    making.item(kit)
    create_lot(sku=lamp, is_quarantined=True)
    assert entry(lamp.team)["version"] is None

    changing.change(kit, Meant("Glow gifts", None, [lamp]), by=None, now=NOW)

    assert entry(lamp.team)["version"]


def test_a_brand_is_found_in_the_name_of_a_kit():
    rules = [Rule(1, brand="Glow"), Rule(2, words=("lamp",))]
    assert choose(Goods("X", "lamp", None, "Glow gifts"), rules).checklist == 1
    assert choose(Goods("X", "lamp"), rules).checklist == 2
