"""Orders to pack and boxes to answer, for the packing table: of SKUs that no other order of the floor has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from typing import Any

from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.orders.models import Hold, Order, OrderLine
from fulfillment.warehouse.models import PackClaim, Packing
from tests import factories
from tests.e2e.clicking import Click, Clicks
from tests.e2e.floor import Floor
from tests.e2e.telling import shop_of
from tests.warehouse.pack.tablet import Tablet

_serial = count(1)


def to_pack(floor: Floor, *quantities: int, **fields: Any) -> list[OrderLine]:
    """An order with a line for each quantity, due so soon that it is the first on every list."""
    now = timezone.now()
    told = {
        "stage": "to_ship",
        "dispatch_due_at": now + timedelta(minutes=next(_serial)),
        "next_check_at": None,
    }
    order = factories.create_order(shop=shop_of(floor), placed_at=now - timedelta(hours=2), **told | fields)
    return [
        factories.create_line(
            order=order,
            sku=factories.create_sku(
                team=floor.team, code=f"PACK-{next(_serial)}", title="Glow lamp, warm white"
            ),
            quantity=quantity,
        )
        for quantity in quantities
    ]


def tablet(floor: Floor, role: Role = Role.OPERATOR) -> Tablet:
    return Tablet(floor.people[role], floor.team, now=timezone.now())


def recalled(floor: Floor) -> Packing:
    """A sealed box whose order is held since."""
    (line,) = to_pack(floor, 1)
    mine = tablet(floor)
    mine.pack(line)
    Hold.objects.create(
        team=floor.team, order=line.order, reason="by_hand", owner="us", evidence="Fraud check", placed_at=mine.now
    )  # fmt: skip
    return mine.packing


def answer(floor: Floor) -> Click:
    box = recalled(floor)
    read = Packing.objects.filter(pk=box.pk).values_list("state", flat=True)
    path, action = reverse("pack:boxes"), reverse("pack:answer", args=[box.pk])
    return Click(path, action, lambda: read.get(), says="is taken apart")


def claimed(floor: Floor) -> Order:
    (line,) = to_pack(floor, 1)
    mine = tablet(floor, Role.INSPECTOR)
    mine.send(mine.start(line.order))
    return line.order


def take_over(floor: Floor) -> Click:
    order = claimed(floor)
    read = PackClaim.objects.filter(order=order).values_list("packer", flat=True)
    path = reverse("pack:take-over", args=[order.pk])
    return Click(path, "", lambda: read.get(), {"why": "her shift is over"})


CLICKS: Clicks = {"pack:answer": answer, "pack:take-over": take_over}


def pages(floor: Floor) -> Iterator[str]:
    recalled(floor)
    yield from (reverse("pack:table"), reverse("pack:waves"), reverse("pack:boxes"))
    yield reverse("pack:take-over", args=[claimed(floor).pk])


def eventually_packed(line: OrderLine) -> Callable[[], bool]:
    return lambda: Order.objects.filter(pk=line.order_id, packed_at__isnull=False).exists()
