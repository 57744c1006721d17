"""The buyer's page: opened by its address alone, silent about everything that is not the order's way."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection as db
from django.test import Client
from django.urls import reverse

from fulfillment.accounts.roles import Role
from fulfillment.catalog.models import ShopFront
from fulfillment.orders.models import Buyer, Order
from fulfillment.tracking import buyer_links
from fulfillment.tracking.models import BuyerLink
from tests.factories import NOW, create_member, create_order, create_package, create_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    shop = create_shop()
    buyer = Buyer.objects.create(
        team=shop.team, shop=shop, key="b", name="Ada Lovelace", city="Leipzig", line1="Ring 7"
    )
    return create_order(shop=shop, buyer=buyer, delivery_due_at=NOW + timedelta(days=400))


def opened(order, *, query="", **headers):
    link = buyer_links.make(order, now=NOW)
    address = reverse("tracking:buyer", args=[link.token])
    answer = Client().get(f"{address}{query}", headers=headers)
    assert answer.status_code == 200
    return answer


def test_it_says_where_the_order_is_and_what_was_promised(order):
    create_package(orders=[order], tracking_number="1Z999AA10123456784", shipped_at=NOW)

    text = opened(order).content.decode()

    assert "The carrier has not scanned it yet." in text
    assert "1Z999AA10123456784" in text
    assert "Promised by" in text
    assert order.external_id in text


def test_it_holds_nothing_personal_and_is_neither_indexed_nor_kept_nor_passed_on(order):
    answer = opened(order)
    text = answer.content.decode()

    for personal in ("Ada", "Lovelace", "Leipzig", "Ring 7"):
        assert personal not in text
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]


def test_it_speaks_the_buyers_language(order):
    assert "Wir haben Ihre Bestellung" in opened(order, accept_language="de-DE").content.decode()
    assert '<html lang="zh-hans">' in opened(order, accept_language="zh-CN").content.decode()


def test_it_wears_the_shops_face(order):
    ShopFront.objects.create(
        team=order.team, shop=order.shop, name="Glow & Co", colour="#123456", contact="ask@glow.example"
    )

    text = opened(order).content.decode()

    assert "Glow &amp; Co" in text
    assert "#123456" in text
    assert "mailto:ask@glow.example" in text


def test_a_revoked_link_opens_nothing_and_a_new_one_is_another(order):
    first = buyer_links.make(order, now=NOW)
    assert buyer_links.make(order, now=NOW) == first
    assert buyer_links.revoke(order, now=NOW) == 1
    again = buyer_links.make(order, now=NOW)

    assert again.token != first.token
    assert Client().get(reverse("tracking:buyer", args=[first.token])).status_code == 404
    assert Client().get("/track/nothing-of-ours/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_get_the_same_link(order):
    ready, found = Barrier(2), []

    def ask():
        ready.wait()
        found.append(buyer_links.make(Order.objects.get(pk=order.pk), now=NOW).token)
        db.close()

    threads = [Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(found)) == 1
    assert BuyerLink.objects.count() == 1


def member(order, role=Role.MANAGER):
    browser = Client()
    browser.force_login(create_member(team=order.team, role=role))
    return browser


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({"colour": "#ffee00"}, "White words cannot be read"),
        ({"colour": "blue"}, "Write the colour as # and six digits"),
        ({"contact": "javascript://x"}, "Give an https address or a mail address"),
        ({"contact": "http://shop.example"}, "Give an https address or a mail address"),
    ],
)
def test_a_face_that_cannot_be_worn_is_refused_with_its_fix(order, sent, complaint):
    whole = {"name": "Glow", "colour": "#1f3a5f", "contact": ""} | sent

    answer = member(order).post(reverse("tracking:front", args=[order.shop.slug]), whole)

    assert complaint in answer.content.decode()
    assert not ShopFront.objects.exists()


def test_a_manager_sets_the_face(order):
    whole = {"name": "Glow", "colour": "#1F3A5F", "contact": "https://glow.example/help"}

    member(order).post(reverse("tracking:front", args=[order.shop.slug]), whole)

    assert ShopFront.objects.values_list("name", "colour", "contact").get() == (
        "Glow",
        "#1f3a5f",
        "https://glow.example/help",
    )


@pytest.mark.parametrize(("language", "words"), [("ja", "ご注文"), ("pt-br", "Seu pedido")])
def test_languages_stand_under_their_own_names_and_open_the_page_in_them(order, language, words):
    assert f'href="?lang={language}"' in opened(order).content.decode()
    text = opened(order, query=f"?lang={language}").content.decode()
    assert f'<html lang="{language}">' in text
    assert words in text
