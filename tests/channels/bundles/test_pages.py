"""The pages of packages: what is offered where, what is shown before, and what is in the outbox afterwards."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.channels.bundles import asking, offered, sending
from fulfillment.channels.bundling import Draft, Splitting
from fulfillment.channels.errors import Unavailable
from fulfillment.channels.models import Connection, Credential
from fulfillment.channels.secrets import seal
from fulfillment.orders.models import Buyer
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import Kind, State
from tests import factories

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def woken(monkeypatch):
    calls = []
    monkeypatch.setattr(sending, "wake", lambda shops, **_: calls.append(set(shops)))
    return calls


@pytest.fixture
def shop():
    return factories.create_shop(team=factories.create_team())


@pytest.fixture(autouse=True)
def person(client, shop):
    user = factories.create_member(team=shop.team, role=Role.OPERATOR)
    client.force_login(user)
    return user


@pytest.fixture
def orders(shop):
    buyer = Buyer.objects.create(team=shop.team, shop=shop, key="k", name="Zoë", line1="1 Street")
    now = timezone.now()
    made = [
        factories.create_order(
            shop=shop, buyer=buyer, dispatch_due_at=now + n * HOUR, placed_at=now - n * HOUR
        )
        for n in (9, 5, 7)
    ]
    for order in made:
        factories.create_line(order=order, quantity=2, unit_ids=[f"u{order.pk}1", f"u{order.pk}2"])
    return made


@pytest.fixture
def offers(monkeypatch, orders):
    """What the channel would combine, and whether it would split."""
    draft = Draft("d1", tuple(order.external_id for order in orders))
    monkeypatch.setattr(asking, "drafts", lambda *_, **__: [draft])
    monkeypatch.setattr(asking, "splitting", lambda *_, **__: Splitting(can=True))
    return draft


def words(answer):
    return " ".join(answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def page(client, name, order, **query):
    return words(client.get(reverse(f"bundles:{name}", args=[order.pk]), query))


def post(client, name, order, **form):
    return words(client.post(reverse(f"bundles:{name}", args=[order.pk]), form, follow=True))


def test_all_that_is_offered_is_chosen_and_the_earliest_deadline_is_shown(client, orders, offers):
    text = page(client, "combine", orders[0])
    assert "Combine 3 orders on TikTok Shop" in text
    assert "Nothing speaks against it." in text
    assert text.count("in this package by") == 2
    assert "No order's deadline moves." in text


def test_what_cannot_go_with_it_is_not_chosen_unasked(client, orders, offers):
    first, second, third = orders
    type(second).objects.filter(pk=second.pk).update(status="ready")
    assert "Combine 2 orders on TikTok Shop" in page(client, "combine", first)
    text = page(client, "combine", first, **{"with": [second.pk, third.pk]})
    assert "does not await shipment any more, or not yet." in text


def test_a_choice_is_looked_at_again_and_sent_as_it_was_shown(client, orders, offers):
    first, second, _ = orders
    assert "Combine 2 orders on TikTok Shop" in page(client, "combine", first, **{"with": second.pk})

    text = post(client, "send-combined", first, **{"with": second.pk})

    assert (
        "The wish to combine 2 orders leaves for TikTok Shop in 10 s; until then it can be withdrawn." in text
    )
    row = OutboundWrite.objects.get()
    assert (row.kind, row.subject) == (Kind.PACKAGES_COMBINE, first.external_id)
    assert row.payload["order_external_ids"] == [first.external_id, second.external_id]
    assert row.payload["draft"] == "d1"
    for order in (first, second):
        panel = words(client.get(reverse("uploads:panel", args=[order.pk])))
        assert "One package for several orders" in panel


def test_pressed_twice_it_is_asked_for_once(client, orders, offers):
    for _ in range(2):
        text = post(client, "send-combined", orders[0], **{"with": [orders[1].pk]})
    assert "Not sent: Another change of the packages of" in text
    assert OutboundWrite.objects.count() == 1


def test_withdrawn_before_it_left_it_may_be_asked_for_again(client, orders, offers):
    post(client, "send-combined", orders[0], **{"with": [orders[1].pk]})
    row = OutboundWrite.objects.get()
    told = words(client.post(reverse("uploads:withdraw", args=[row.pk]), follow=True))
    assert "The change of packages was not sent." in told
    post(client, "send-combined", orders[0], **{"with": [orders[1].pk]})
    assert set(OutboundWrite.objects.values_list("state", flat=True)) == {State.WITHDRAWN, State.WAITING}


def test_no_number_is_sent_for_any_of_the_orders_while_their_packages_change(client, orders, offers):
    first, second, third = orders
    credential = Credential.objects.create(team=first.team, channel="tiktok", secrets=seal({"app_key": "k"}))
    Connection.objects.create(team=first.team, shop=first.shop, credential=credential)
    post(client, "send-combined", first, **{"with": [second.pk]})

    said = [
        words(client.get(reverse("uploads:order", args=[each.pk]), {"number": "9400110200881234567896"}))
        for each in (first, second, third)
    ]

    assert ["A change of this order&#x27;s packages is on its way" in text for text in said] == [
        True,
        True,
        False,
    ]


def test_nobody_chosen_is_nobody(client, orders, offers):
    assert "Not sent: One order alone cannot be combined." in post(client, "send-combined", orders[0])
    assert not OutboundWrite.objects.exists()


def test_what_the_channel_does_not_offer_is_not_sent(client, orders, offers, monkeypatch):
    monkeypatch.setattr(asking, "drafts", lambda *_, **__: [])
    assert "TikTok Shop does not offer" in page(client, "combine", orders[0])
    assert "Not sent" in post(client, "send-combined", orders[0], **{"with": orders[1].pk})
    assert not OutboundWrite.objects.exists()


def test_a_channel_that_cannot_be_asked_is_said_with_its_fix(client, orders, monkeypatch):
    def unavailable(*_, **__):
        raise Unavailable("The channel did not answer in time.")

    monkeypatch.setattr(asking, "drafts", unavailable)
    assert "The channel did not answer in time." in page(client, "combine", orders[0])
    text = words(client.get(reverse("bundles:combinable")))
    assert "The channel could not be asked" in text


def test_an_order_is_split_as_chosen(client, orders, offers):
    order = orders[0]
    text = page(client, "split", order)
    assert "Split into 2 packages on TikTok Shop" in text
    assert "TikTok Shop cannot put a split order together again." in text
    assert "Everything is in one package." in page(client, "split", order, **{"piece-1": "1", "piece-2": "1"})

    text = post(client, "send-split", order, **{"piece-1": "3", "piece-2": "1"})

    assert "The wish to split the order into 2 packages leaves for TikTok Shop in 10 s" in text
    assert OutboundWrite.objects.get().payload["groups"] == [[f"u{order.pk}2"], [f"u{order.pk}1"]]


def test_a_shared_package_is_taken_apart_by_one_or_wholly(client, orders):
    first, second, third = orders
    factories.create_package(orders=orders, external_id="P", status="to_ship", carrier="")
    text = page(client, "take-apart", first)
    assert "Take it out on TikTok Shop" in text
    assert "stays in it" in text
    assert "Take all of them apart" in page(client, "take-apart", first, all="1")

    post(client, "send-apart", first, all="0")

    row = OutboundWrite.objects.get()
    assert (row.payload["package_external_id"], row.payload["leaving"]) == ("P", [first.external_id])
    for order in (second, third):
        panel = words(client.get(reverse("uploads:panel", args=[order.pk])))
        assert "Out of the shared package" in panel


def test_what_is_not_combined_cannot_be_taken_apart(client, orders):
    assert "shares its package with no other order" in page(client, "take-apart", orders[0])
    assert "Not sent" in post(client, "send-apart", orders[0])


def test_the_list_shows_each_package_that_is_offered_by_its_earliest_deadline(client, orders, offers):
    text = words(client.get(reverse("bundles:combinable")))
    assert "3 orders, one address" in text
    assert reverse("bundles:combine", args=[orders[1].pk]) in text


def test_the_list_says_what_to_expect_where_nothing_can_be_combined(client, shop, offers, monkeypatch):
    monkeypatch.setattr(asking, "drafts", lambda *_, **__: [])
    assert "Nothing to combine" in words(client.get(reverse("bundles:combinable")))
    type(shop).objects.update(channel="shopify")
    assert "No shop combines packages" in words(client.get(reverse("bundles:combinable")))


def test_only_what_is_allowed_is_offered_on_the_orders_page(client, orders, shop):
    def offered_on(order):
        text = words(client.get(reverse("orders:detail", args=[order.pk])))
        names = ("combine", "split", "take-apart")
        return [name for name in names if reverse(f"bundles:{name}", args=[order.pk]) in text]

    first, second, third = orders
    assert offered_on(first) == ["combine", "split"]
    factories.create_package(orders=[first, second], status="to_ship")
    assert offered_on(first) == ["take-apart"]
    third.buyer = None
    third.save()
    assert offered_on(third) == ["split"]
    third.status = "ready"
    third.save()
    assert offered_on(third) == []


@pytest.mark.parametrize(("channel", "name"), [("shopify", "Shopify"), ("woocommerce", "WooCommerce")])
def test_an_own_store_says_honestly_what_it_cannot_do(client, orders, shop, channel, name):
    type(shop).objects.update(channel=channel, platform="own_store")
    text = words(client.get(reverse("orders:detail", args=[orders[0].pk])))
    assert f"{name} has no packages before they have a number: nothing to combine or split." in text
    assert f"{name} has no packages before they have a number" in page(client, "combine", orders[0])
    assert f"{name} has no packages before they have a number" in page(client, "split", orders[0])


def test_who_only_looks_is_offered_nothing_to_press(client, shop, orders):
    client.force_login(factories.create_member(team=shop.team, role=Role.INSPECTOR))
    assert client.get(reverse("bundles:combine", args=[orders[0].pk])).status_code == 403


def test_the_panel_asks_a_fixed_number_of_queries(orders, django_assert_num_queries):
    order = orders[0]
    factories.create_package(orders=orders, status="to_ship")
    with django_assert_num_queries(5):
        assert (
            len(
                offered.panel(type(order).objects.select_related("shop", "team").get(pk=order.pk)).shared_with
            )
            == 2
        )
