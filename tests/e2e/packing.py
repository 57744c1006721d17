"""Orders to pack and boxes to answer, for the packing table: of SKUs that no other order of the floor has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.urls import reverse
from django.utils import timezone

from fulfillment.accounts.roles import Role
from fulfillment.orders.models import Hold, Order, OrderLine
from fulfillment.warehouse.models import PackClaim, Packing, PickWave
from fulfillment.warehouse.pack import waving
from fulfillment.warehouse.pack.picking import Truck
from tests import factories
from tests.e2e.clicking import Click, Clicks
from tests.e2e.floor import Floor
from tests.e2e.telling import shop_of
from tests.warehouse.pack.tablet import Tablet

TRUCK: Any = {"window": 7, "name": "UPS", "zone": "UTC", "words": {"truck": "UPS 17:30"}}
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


def at(floor: Floor) -> datetime:
    """When a truck leaves that no other test's orders are for."""
    return timezone.now() + timedelta(minutes=next(_serial))


def on_truck(floor: Floor, departs_at: datetime) -> dict[str, Any]:
    truck = factories.create_truck(team=floor.team, told=TRUCK)
    return {"truck_at": departs_at, "act_by_at": departs_at, "truck": truck}


def wave(floor: Floor) -> PickWave:
    (line,) = to_pack(floor, 2, **on_truck(floor, at(floor)))
    by = floor.people[Role.OPERATOR]
    return waving.take(floor.team, [line.order_id], truck="UPS 17:30", by=by, now=timezone.now())


def take_wave(floor: Floor) -> Click:
    departs_at = at(floor)
    (line,) = to_pack(floor, 2, **on_truck(floor, departs_at))
    taken = PickWave.objects.filter(orders=line.order_id)
    key = Truck(departs_at, TRUCK["window"], "", 1).key
    return Click(f"{reverse('pack:waves')}?truck={key}", reverse("pack:waves"), taken.count)


def fetched(floor: Floor) -> Click:
    row = wave(floor)
    path, read = reverse("pack:wave", args=[row.pk]), PickWave.objects.walked().filter(pk=row.pk)
    return Click(path, path, read.exists, says="is fetched")


def give_back(floor: Floor) -> Click:
    row = wave(floor)
    path, action = reverse("pack:wave", args=[row.pk]), reverse("pack:give-back", args=[row.pk])
    return Click(path, action, PickWave.objects.filter(pk=row.pk).exists, says="is given back")


CLICKS: Clicks = {
    "pack:answer": answer,
    "pack:take-over": take_over,
    "pack:waves": take_wave,
    "pack:wave": fetched,
    "pack:give-back": give_back,
}


def pages(floor: Floor) -> Iterator[str]:
    recalled(floor)
    yield from (reverse("pack:table"), reverse("pack:waves"), reverse("pack:boxes"))
    yield reverse("pack:wave", args=[wave(floor).pk])
    yield reverse("pack:take-over", args=[claimed(floor).pk])


def eventually_packed(line: OrderLine) -> Callable[[], bool]:
    return lambda: Order.objects.filter(pk=line.order_id, packed_at__isnull=False).exists()
