"""Pick lists and waves: who fetches what, each order by one picker only, in the order in which they walk."""

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from fulfillment.orders.models import Order
from fulfillment.warehouse.models import PickWave, Supply, WaveOrder
from fulfillment.warehouse.pack import listing, picking, waving
from fulfillment.warehouse.refusing import NotDone
from fulfillment.warehouse.sites import default_of
from tests import factories
from tests.factories import NOW
from tests.racing import at_once
from tests.warehouse.kits import making
from tests.warehouse.pack.tablet import Tablet
from tests.warehouse.stock import create_need

AT = NOW + timedelta(hours=4)
ANY = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sku(db):
    return factories.create_sku(team=factories.create_team(), code="LAMP")


def need(sku, window=7, **more):
    words = {"window": window, "words": {"truck": f"truck {window}"}}
    told = {"truck_at": AT, "truck": factories.create_truck(team=sku.team, told=words), **more}
    return create_need(sku=sku, **told)


def member(sku, email):
    return factories.create_member(team=sku.team, email=email)


def free(sku):
    return [
        each
        for truck in picking.trucks(sku.team, now=NOW)
        for each in picking.waves(sku.team, truck, size=2, now=NOW)
    ]


def test_what_one_picker_took_nobody_else_is_sent_for_until_it_is_given_back(sku):
    first, second, third = [need(sku, hours=n).order_id for n in (1, 2, 3)]
    ana = member(sku, "ana@glow.example")
    assert free(sku) == [[first, second], [third]]

    wave = waving.take(sku.team, [first, second], truck="truck 7", by=ana, now=NOW)
    assert free(sku) == [[third]]
    assert waving.orders_of(wave) == [first, second]
    assert [(each, each.n) for each in waving.walked(sku.team)] == [(wave, 2)]

    waving.give_back(wave)
    assert free(sku) == [[first, second], [third]]


def test_what_was_fetched_stays_off_the_lists_and_cannot_be_given_back(sku):
    line = need(sku)
    wave = waving.take(sku.team, [line.order_id], truck="", by=member(sku, "ana@glow.example"), now=NOW)

    assert [waving.fetched(wave, now=NOW), waving.fetched(wave, now=NOW)] == [True, False]

    assert (free(sku), list(waving.walked(sku.team))) == ([], [])
    with pytest.raises(NotDone, match="lie at the packing table"):
        waving.give_back(wave)


@ANY
def test_of_two_pickers_who_take_one_wave_at_once_each_order_goes_to_one(sku):
    orders = [need(sku, hours=n).order_id for n in range(1, 6)]
    pickers = [member(sku, f"{name}@glow.example") for name in ("ana", "ben")]

    take = [partial(waving.take, sku.team, orders, truck="", by=by, now=NOW) for by in pickers]
    found = at_once(*take, refused=(NotDone,))

    assert sorted(WaveOrder.objects.values_list("order", flat=True)) == orders
    assert sorted(type(each).__name__ for each in found) == ["NotDone", "PickWave"]
    assert PickWave.objects.count() == 1


def test_what_somebody_packs_by_now_is_not_fetched(sku):
    line = need(sku)
    ana = Tablet(member(sku, "ana@glow.example"), sku.team)
    ana.send(ana.start(line.order))

    with pytest.raises(NotDone, match="faster"):
        waving.take(sku.team, [line.order_id], truck="", by=ana.by, now=NOW)
    assert not PickWave.objects.exists()


def test_an_order_of_another_team_is_in_no_wave(sku):
    other = factories.create_team(slug="other")

    with pytest.raises(NotDone):
        waving.take(other, [need(sku).order_id], truck="", by=member(sku, "ana@glow.example"), now=NOW)


def test_two_warehouses_whose_trucks_leave_at_one_moment_have_lists_of_their_own(sku):
    here, there = need(sku, window=7), need(sku, window=8)

    found = {
        each.name: picking.waves(sku.team, each, size=20, now=NOW)
        for each in picking.trucks(sku.team, now=NOW)
    }

    assert found == {"truck 7": [[here.order_id]], "truck 8": [[there.order_id]]}


def test_trucks_that_left_are_one_list_after_the_next_trucks_and_before_later_ones(sku):
    later = need(sku, hours=90, truck_at=NOW + timedelta(hours=80)).order_id
    lost = need(sku, truck_at=None, truck=None).order_id
    ahead = need(sku).order_id
    old, older = (need(sku, truck_at=NOW - timedelta(days=n), hours=-24 * n).order_id for n in (1, 9))

    first, second, third, last = picking.trucks(sku.team, now=NOW)

    assert picking.waves(sku.team, first, size=20, now=NOW) == [[ahead]]
    assert (second.name, second.orders, second.key) == ("Their truck has left", 2, "left")
    assert picking.waves(sku.team, second, size=20, now=NOW) == [[older, old]]
    assert picking.waves(sku.team, third, size=20, now=NOW) == [[later]]
    assert last.name == "No truck known"
    (entry,) = listing.entries(sku.team, [lost], now=NOW)
    assert entry["truck"] == "no truck known, due Wed 25 Nov 12:00 PST"
    (entry,) = listing.entries(sku.team, [old], now=NOW)
    assert entry["truck"] == "next truck: its own has left, late since Mon 23 Nov 12:00 PST"
    assert entry["act_by"] == ""


def test_trucks_of_later_days_are_folded_away_until_one_of_them_is_chosen(sku, client):
    now = timezone.now()
    need(sku, now=now, truck_at=now + timedelta(hours=4))
    need(sku, now=now, window=9, hours=90, truck_at=now + timedelta(hours=80))
    client.force_login(member(sku, "ana@glow.example"))

    page = client.get(reverse("pack:waves"))
    later = client.get(reverse("pack:waves"), {"truck": page.context["later"][0].key}).content.decode()

    assert [each.name for each in page.context["trucks"]] == ["truck 7"]
    assert '<details class="later">' in page.content.decode()
    assert '<details class="later" open>' in later


def test_bins_are_walked_by_their_numbers_and_what_has_none_comes_last(sku):
    house = default_of(sku.team)
    orders = []
    for sign in ("A-12-1", "", "A-4-2", "B-1"):
        goods = factories.create_sku(team=sku.team, code=f"SKU {sign}")
        Supply.objects.create(team=sku.team, warehouse=house, sku=goods, bin=sign)
        orders.append(need(goods, quantity=2).order_id)

    rows = picking.pick_list(sku.team, orders, now=NOW)

    assert [(each["place"], each["units"]) for each in rows] == [
        ("A-4-2", 2),
        ("A-12-1", 2),
        ("B-1", 2),
        ("", 2),
    ]


def test_a_picker_is_given_the_orders_that_the_page_showed_though_the_list_moved(sku, client):
    shown = need(sku, hours=5).order_id
    client.force_login(member(sku, "ana@glow.example"))
    page = client.get(reverse("pack:waves"))
    assert page.context["orders"] == str(shown)
    need(sku, hours=1)

    answer = client.post(
        reverse("pack:waves"), {"truck": page.context["truck"].key, "orders": str(shown)}, follow=True
    )

    assert WaveOrder.objects.get().order_id == shown
    assert "LAMP" in answer.content.decode()


def test_what_a_brand_kit_needs_is_fetched_with_the_goods(sku):
    line = need(sku, quantity=2)
    card = making.item(making.kit(team=sku.team, skus=[sku]), code="KIT-CARD", units=5)
    Supply.objects.update_or_create(
        team=sku.team, warehouse=default_of(sku.team), sku=card.sku, defaults={"bin": "B-2"}
    )

    rows = picking.pick_list(sku.team, [line.order_id], now=NOW)

    assert [(each["place"], each["sku"], each["units"]) for each in rows] == [
        ("B-2", "thank-you card", 1),
        ("", "LAMP", 2),
    ]


def test_a_packed_order_leaves_its_wave_s_list(sku):
    line = need(sku)
    ana = member(sku, "ana@glow.example")
    wave = waving.take(sku.team, [line.order_id], truck="", by=ana, now=NOW)
    Order.objects.filter(pk=line.order_id).update(packed_at=NOW)

    assert waving.orders_of(wave) == []
