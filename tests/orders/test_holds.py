"""Holds stand once, whoever places them at the same time; releasing can be undone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from fulfillment.orders.holds import place_hold, release_hold, reopen_hold
from fulfillment.orders.models import Hold, Order, OrderEvent
from tests.factories import NOW, create_member, create_order

LATER = NOW + timedelta(minutes=5)
pytestmark = pytest.mark.django_db


def place(order: Order, *, subject: str = "") -> Hold:
    return place_hold(order, reason="by_hand", owner="us", subject=subject, evidence="paint test", now=NOW)


def kinds() -> list[str]:
    return list(OrderEvent.objects.order_by("pk").values_list("kind", flat=True))


def test_a_hold_is_judged_at_once_and_remembered_with_who_placed_it() -> None:
    order = create_order(next_check_at=None)
    member = create_member(team=order.team)
    place_hold(order, reason="by_hand", owner="us", now=NOW, by=member)
    order.refresh_from_db()

    assert order.level == "on_hold"
    event = OrderEvent.objects.get(kind="hold.placed")
    assert (event.kind, event.actor, event.source, event.happened_at) == (
        "hold.placed",
        member,
        "person",
        NOW,
    )


def test_placing_it_again_gives_the_hold_that_stands() -> None:
    order = create_order()

    assert place(order) == place(order)
    assert kinds() == ["hold.placed"]


def test_another_subject_is_another_hold() -> None:
    order = create_order()

    assert place(order, subject="L-1") != place(order, subject="L-2")


def test_a_released_hold_can_be_placed_anew() -> None:
    order = create_order()
    first = place(order)
    release_hold(first, now=LATER)

    assert place(order) != first


def test_releasing_twice_tells_it_once() -> None:
    hold = place(create_order())

    assert release_hold(hold, now=LATER)
    assert not release_hold(hold, now=LATER)
    assert kinds() == ["hold.placed", "hold.released"]


def test_a_release_is_undone_unless_the_hold_was_placed_anew() -> None:
    hold = place(create_order())
    release_hold(hold, now=LATER)

    assert reopen_hold(hold, now=LATER)
    assert hold.released_at is None

    release_hold(hold, now=LATER + timedelta(minutes=1))
    place(hold.order)
    assert not reopen_hold(hold, now=LATER)
    assert Hold.objects.open().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_place_it_at_once_get_the_same_hold() -> None:
    order = create_order()
    start = Barrier(2)

    def work(_: int) -> int:
        start.wait()
        hold = place(order)
        connection.close()
        return hold.pk

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(work, range(2))

    assert one == other
    assert kinds() == ["hold.placed"]
