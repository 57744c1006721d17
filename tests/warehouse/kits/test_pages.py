"""Kits in the browser: made, changed, refused with a sentence; who may let an order go plain."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.orders.models import Hold
from fulfillment.orders.watch import watch_due
from fulfillment.warehouse import dealing
from fulfillment.warehouse.models import BrandKit, KitArtwork, KitItem, Lot, PlainOrder
from tests import factories
from tests.photos.pictures import picture
from tests.sourcing.making import to_ship
from tests.warehouse.kits import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return factories.create_team()


@pytest.fixture
def sku(team):
    return factories.create_sku(team=team, code="GLOW-1")


@pytest.fixture
def manager(team):
    return signed_in(team, Role.MANAGER)


def signed_in(team, role) -> Client:
    client = Client()
    client.force_login(factories.create_member(team=team, role=role))
    return client


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def post(client, page, /, *args, **told) -> str:
    return text(client.post(reverse(page, args=args), told, follow=True))


def test_a_kit_is_made_filled_and_its_artwork_approved(team, sku, manager, tmp_path):
    order = to_ship(sku)
    assert "No brand kits yet" in text(manager.get(reverse("kits:list")))

    post(manager, "kits:add", name="Glow", skus="GLOW-1")
    kit = BrandKit.objects.get()
    told = {
        "name": "Card",
        "code": "CARD-1",
        "kind": "insert",
        "quantity": "1",
        "per": "order",
        "is_printed": "on",
    }
    assert "bring its artwork" in post(manager, "kits:add-item", kit.pk, **told)
    item = KitItem.objects.get()
    shown = post(manager, "kits:came-in", item.pk, units="40")
    assert "40 of Card are on the shelf" in shown
    assert "No artwork of Card is approved" in shown

    path = tmp_path / "card.jpg"
    path.write_bytes(picture())
    with path.open("rb") as file:
        shown = post(manager, "kits:bring-artwork", item.pk, photo=file, note="First")
    assert "waits for approval" in shown
    shown = post(manager, "kits:approve", KitArtwork.objects.get().pk)

    assert "in force" in shown
    assert "None: every open order" in shown
    assert not Hold.objects.open().filter(order=order, reason="kit_missing").exists()


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"name": "A", "skus": "NOBODY"}, "No SKU is called NOBODY"),
        ({"name": ""}, "This field is required"),
        ({"name": "B"}, "of the whole team"),
    ],
)
def test_a_kit_that_cannot_be_is_refused_with_a_sentence(team, manager, told, sentence):
    making.kit(team=team)
    assert sentence in post(manager, "kits:add", **told)
    assert BrandKit.objects.count() == 1


@pytest.mark.parametrize("units", ["", "0", "-4", "many", "99999999"])
def test_units_that_are_no_number_put_nothing_on_the_shelf(team, manager, units):
    item = making.item(making.kit(team=team))
    assert "Not done: Units that came in" in post(manager, "kits:came-in", item.pk, units=units)
    assert not Lot.objects.exists()


@pytest.mark.parametrize("change", [{"quantity": "0"}, {"quantity": "5000"}, {"code": "A B"}, {"per": "day"}])
def test_an_item_that_cannot_be_is_refused(team, manager, change):
    kit = making.kit(team=team)
    told = {"name": "Card", "code": "CARD-1", "kind": "insert", "quantity": "1", "per": "order"} | change
    assert "Not done:" in post(manager, "kits:add-item", kit.pk, **told)
    assert not KitItem.objects.exists()


def test_a_file_that_is_no_picture_is_refused(team, manager, tmp_path):
    item = making.item(making.kit(team=team), is_printed=True)
    path = tmp_path / "card.jpg"
    path.write_bytes(b"no picture")
    with path.open("rb") as file:
        shown = post(manager, "kits:bring-artwork", item.pk, photo=file)
    assert "picture" in shown.lower()
    assert not KitArtwork.objects.exists()


def test_an_operator_sees_the_offer_and_a_manager_takes_it(team, sku, manager):
    order, operator = to_ship(sku), signed_in(team, Role.OPERATOR)
    kit = making.kit(team=team)
    making.item(kit)
    page = reverse("kits:of-order", args=[order.pk])
    shown = text(operator.get(page))
    assert "Waiting for it would cost the deadline" in shown
    assert "An owner or manager may let it go without." in shown
    assert operator.post(reverse("kits:allow-plain"), {"order": order.pk, "why": "x"}).status_code == 403

    assert "Say why" in post(manager, "kits:allow-plain", order=order.pk, why="")
    shown = post(manager, "kits:allow-plain", order=order.pk, why="Cards are late")

    assert "Cards are late" in shown
    assert "It goes plain" in shown
    shown = post(manager, "kits:take-back-plain", PlainOrder.objects.get().pk, kit=kit.pk)
    assert "gets its kit after all" in shown


def test_the_board_offers_to_ship_plain_and_the_order_page_leads_there(team, sku, manager):
    order = to_ship(sku)
    making.item(making.kit(team=team))
    watch_due(now=timezone.now())
    url = reverse("kits:of-order", args=[order.pk])
    assert f'href="{url}"' in text(manager.get(reverse("today")))
    assert f'href="{url}"' in text(manager.get(reverse("orders:detail", args=[order.pk])))


def test_many_orders_go_plain_at_once_from_the_kit(team, sku, manager):
    orders = [to_ship(sku) for _ in range(3)]
    kit = making.kit(team=team)
    making.item(kit)
    shown = post(manager, "kits:allow-plain", order=[o.pk for o in orders[:2]], why="late", kit=kit.pk)
    assert "2 orders go without the kit" in shown
    assert PlainOrder.objects.count() == 2


def test_the_pages_cost_the_same_however_many_orders_wait(team, sku, manager):
    kit = making.kit(team=team)
    making.item(kit)

    def queries_of(orders):
        for _ in range(orders):
            to_ship(sku)
        dealing.deal(team.pk, now=timezone.now())
        with CaptureQueriesContext(connection) as told:
            manager.get(reverse("kits:kit", args=[kit.pk]))
            manager.get(reverse("kits:list"))
        return len(told)

    queries_of(1)
    assert queries_of(1) == queries_of(6)
