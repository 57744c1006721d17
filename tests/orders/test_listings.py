"""A listing that is no SKU, or a variant that looks wrong, is flagged until a person has said what it is."""

import pytest

from fulfillment.catalog.importing import import_catalog
from fulfillment.catalog.models import Sku
from fulfillment.channels.ingest import take_orders
from fulfillment.orders.listings import Refused, find_in_catalogue, map_listing, waiting
from fulfillment.orders.models import Order, OrderLine
from fulfillment.orders.watch import watch_due
from tests import factories
from tests.channels.told import NOW, at, told_line, told_order
from tests.desk.seen import signed_in
from tests.desk.test_acts import undo

pytestmark = pytest.mark.django_db
CATALOGUE = ["sku,title,supplier_code,supplier_name", "LAMP-1,Glow lamp,S1,Bright Agents"]


@pytest.fixture
def shop():
    return factories.create_shop()


def tell(shop, *ids, minutes=5, **line):
    lines = (told_line(**{"sku_external_id": "V1", **line}),)
    take_orders(
        shop=shop, records=[told_order(each, lines=lines, updated_at=at(minutes)) for each in ids], now=NOW
    )
    while watch_due(now=NOW):
        pass


def codes(order="A"):
    return [reason["code"] for reason in Order.objects.get(external_id=order).reasons]


def test_without_a_catalogue_every_code_of_the_seller_is_a_sku(shop):
    tell(shop, "A", sku_code="WHATEVER")

    assert Sku.objects.get().code == "WHATEVER"
    assert "no_sku" not in codes()


def test_a_listing_without_a_code_is_no_sku(shop):
    tell(shop, "A", sku_code="")

    assert not Sku.objects.exists()
    assert OrderLine.objects.get().sku_code == "V1"  # it is still shown by the channel's id
    assert codes()[0] == "no_sku"
    order = Order.objects.get()
    assert (order.level, order.next_action) == ("on_hold", "map_listing")


def test_what_is_never_shipped_needs_no_sku(shop):
    """A gift card has none, and must not hold the goods beside it."""
    tell(shop, "A", sku_code="", unsent_quantity=0)

    assert "no_sku" not in codes()
    assert waiting(shop.team, limit=5) == []


def test_a_code_that_the_catalogue_does_not_know_is_no_sku_until_it_does(shop):
    import_catalog(shop.team, CATALOGUE)
    tell(shop, "A", sku_code="LAMP-2")
    assert "no_sku" in codes()

    import_catalog(shop.team, [*CATALOGUE, "LAMP-2,Glow lamp two,S1,Bright Agents"])
    assert find_in_catalogue(shop.team, now=NOW) == 1
    tell(shop)
    assert "no_sku" not in codes()
    assert OrderLine.objects.get().supplier.code == "S1"


def test_said_once_it_holds_for_all_that_wait_and_all_that_come(shop):
    import_catalog(shop.team, CATALOGUE)
    tell(shop, "A", "B", sku_code="")
    (row,) = waiting(shop.team, limit=10)
    assert (row.listing, row.orders, row.units) == ("V1", 2, 2)

    member = factories.create_member(team=shop.team)
    map_listing(shop, "V1", "LAMP-1", title="", may_create=False, by=member, now=NOW)
    tell(shop, "C", sku_code="")
    tell(shop, "A", sku_code="", minutes=9, title="Another title")

    assert set(OrderLine.objects.values_list("sku__code", "supplier__code")) == {("LAMP-1", "S1")}
    assert [name for name in "ABC" if "no_sku" in codes(name)] == []
    assert waiting(shop.team, limit=10) == []


def test_another_shops_listing_of_the_same_id_is_another(shop):
    other = factories.create_shop(team=shop.team)
    tell(shop, "A", sku_code="")
    tell(other, "B", sku_code="")
    factories.create_sku(team=shop.team, code="LAMP-1")
    member = factories.create_member(team=shop.team)
    map_listing(shop, "V1", "LAMP-1", title="", may_create=False, by=member, now=NOW)

    assert [row.shop_id for row in waiting(shop.team, limit=10)] == [other.pk]


@pytest.mark.parametrize("code", ["", "NOBODY", "x" * 121, "a\0b"])
def test_a_code_that_is_none_is_refused_with_a_sentence(shop, code):
    tell(shop, "A", sku_code="")
    member = factories.create_member(team=shop.team)

    with pytest.raises(Refused):
        map_listing(shop, "V1", code, title="", may_create=False, by=member, now=NOW)


def test_mapping_on_the_page_and_its_undo(shop):
    import_catalog(shop.team, CATALOGUE)
    tell(shop, "A", sku_code="", title="Glow lamp")
    client = signed_in(shop.team)
    page = client.get("/orders/listings/").content.decode()
    assert 'value="LAMP-1"' in page

    form = {"shop": shop.slug, "listing": "V1", "sku": "LAMP-1"}
    pressed = client.post("/orders/listings/map/", form, follow=True)
    assert "Every listing has its SKU" in pressed.content.decode()
    assert "already" in client.post("/orders/listings/map/", form, follow=True).content.decode()

    assert "Undone." in undo(client, pressed).content.decode()
    assert OrderLine.objects.get().sku is None
    assert "no_sku" in codes()


def test_a_new_sku_is_made_where_the_person_says_so(shop):
    tell(shop, "A", sku_code="", variant="Mint")
    form = {"shop": shop.slug, "listing": "V1", "code": "LAMP-9", "is_new": "on"}
    signed_in(shop.team).post("/orders/listings/map/", form)

    assert OrderLine.objects.get().sku.title == "Glow lamp, Mint"


def test_a_variant_that_looks_wrong_is_flagged_until_somebody_says_it_is_right(shop):
    tell(shop, "A", "B", variant="EU plug")
    order = Order.objects.get(external_id="A")
    assert codes()[0] == "wrong_variant"
    assert order.level == "due_soon"
    client, line = signed_in(shop.team), order.lines.get()
    page = client.get(f"/orders/{order.pk}/").content.decode()
    assert "“EU plug” goes to US: its plug does not fit there" in page
    assert "It is right" in page

    pressed = client.post(f"/orders/{order.pk}/lines/{line.pk}/fits/", follow=True)
    assert "wrong_variant" not in [*codes("A"), *codes("B")]
    tell(shop, "C", variant="EU plug")
    assert "wrong_variant" not in codes("C")

    undo(client, pressed)
    assert "wrong_variant" in codes("A")
    assert "wrong_variant" in codes("C")


def test_once_there_is_a_label_it_is_too_late_to_look(shop):
    lines = (told_line(variant="EU plug", sku_code=""),)
    ready = told_order("A", lines=lines, status="ready", ready_at=at(3), updated_at=at(5))
    take_orders(shop=shop, records=[ready], now=NOW)
    tell(shop)

    assert {"wrong_variant", "no_sku"}.isdisjoint(codes())
