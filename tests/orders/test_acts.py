"""Snooze, assign and ask: done for many orders at once, recorded, undone unless changed since."""

import json
from datetime import timedelta

import pytest

from fulfillment.orders.acts import ask_carrier, assign, snooze, undo
from fulfillment.orders.models import Order, OrderEvent
from tests.factories import NOW, create_member, create_order, create_shop, create_team, create_user

LATER, UNTIL = NOW + timedelta(minutes=5), NOW + timedelta(hours=4)
pytestmark = pytest.mark.django_db


def events(order: Order) -> list[str]:
    return list(OrderEvent.objects.filter(order=order).order_by("pk").values_list("kind", flat=True))


def test_snoozed_orders_come_back_as_they_were() -> None:
    shop = create_shop()
    member = create_member(team=shop.team)
    first, second = create_order(shop=shop), create_order(shop=shop, snoozed_until_at=NOW)
    done = snooze(Order.objects.of(shop.team), until_at=UNTIL, by=member, now=NOW)
    first.refresh_from_db()
    assert (first.snoozed_until_at, first.snoozed_by) == (UNTIL, member)

    kept = json.loads(json.dumps(done))  # a page keeps it in its session
    assert undo(kept, team=shop.team, by=member, now=LATER) == 2
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.snoozed_until_at, second.snoozed_until_at) == (None, NOW)
    assert events(first) == ["order.snoozed", "order.snooze_undone"]


def test_undo_leaves_what_somebody_changed_since() -> None:
    shop = create_shop()
    member, other = create_member(team=shop.team), create_member(team=shop.team)
    order = create_order(shop=shop)
    done = assign(Order.objects.of(shop.team), to=member, by=member, now=NOW)
    assign(Order.objects.of(shop.team), to=other, by=other, now=LATER)

    assert undo(done, team=shop.team, by=member, now=LATER) == 0
    order.refresh_from_db()
    assert order.assignee == other


def test_only_members_can_be_given_orders() -> None:
    order = create_order()

    with pytest.raises(ValueError, match="not a member"):
        assign(Order.objects.of(order.team), to=create_user(), by=create_member(team=order.team), now=NOW)
    assert events(order) == []


def test_nobody_undoes_another_teams_orders() -> None:
    order = create_order()
    member = create_member(team=order.team)
    done = snooze(Order.objects.of(order.team), until_at=UNTIL, by=member, now=NOW)

    assert undo(done, team=create_team(), by=member, now=LATER) == 0
    order.refresh_from_db()
    assert order.snoozed_until_at == UNTIL


def test_asking_the_carrier_is_remembered_and_taken_back() -> None:
    order = create_order()
    member = create_member(team=order.team)
    done = ask_carrier(Order.objects.of(order.team), by=member, now=NOW, note="asked for a pick-up scan")

    assert OrderEvent.objects.get().data == {"note": "asked for a pick-up scan"}
    assert undo(done, team=order.team, by=member, now=LATER) == 1
    assert events(order) == ["carrier.asked", "carrier.asking_undone"]


def test_an_act_costs_the_same_queries_for_many_orders(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    shop = create_shop()
    member = create_member(team=shop.team)
    for _ in range(20):
        create_order(shop=shop)
    with django_assert_num_queries(5):  # savepoint, lock, update, events, release
        snooze(Order.objects.of(shop.team), until_at=UNTIL, by=member, now=NOW)
