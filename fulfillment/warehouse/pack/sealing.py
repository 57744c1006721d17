"""A box is sealed once everything that the tablet tells of it is here and nothing speaks against it.

Its items may come in any order: each ends in `settle`, and whichever comes last seals the box.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from fulfillment.accounts.models import Team, User
from fulfillment.orders.history import record
from fulfillment.orders.models import Order
from fulfillment.orders.states import Stage
from fulfillment.orders.upsert.rowset import execute
from fulfillment.orders.watch import judge_at_once
from fulfillment.tracking.models import Package
from fulfillment.warehouse.models import PackedItem, PackedOrder, Packing
from fulfillment.warehouse.pack import claiming, kitting, reading
from fulfillment.warehouse.pack.deciding import is_label
from fulfillment.warehouse.pack.reading import AtTable
from fulfillment.warehouse.pack.recalling import Stop
from fulfillment.warehouse.pack_states import PackState, Problem
from fulfillment.warehouse.refusing import constraint_of

GONE = """
UPDATE warehouse_packing p SET state = %(gone)s WHERE p.state = %(sealed)s AND NOT EXISTS (
    SELECT 1 FROM warehouse_packedorder po JOIN orders_order o ON o.id = po.order_id
    WHERE po.packing_id = p.id AND NOT (o.stage = ANY(%(stages)s))
) RETURNING p.id
"""


# The channel has told of the number since: the box is that package.
KNOWN = """
UPDATE warehouse_packing p SET package_id = k.id FROM tracking_package k
JOIN tracking_packageorder ko ON ko.package_id = k.id AND ko.is_current
JOIN warehouse_packedorder po ON po.order_id = ko.order_id
WHERE p.state = %(sealed)s AND p.package_id IS NULL AND p.label_number <> '' AND po.packing_id = p.id
    AND k.tracking_number = p.label_number
"""


def settle(box: Packing, known: Mapping[int, AtTable], *, by: User, now: datetime) -> Stop | None:
    """Seals the box where it can be; else what is wrong with it. The caller holds the locks of its orders."""
    if box.state != PackState.OPEN or box.sealed_at is None:
        return standing_problem(box)
    found = standing_problem(box) or _against(box, known) or _label_of_another(box, known)
    if found:
        return tell(box, found, now=now)
    units = reading.inside(box)
    if sum(units.values()) < (box.units_told or 0):
        return None  # the rest is still on its way
    package = _package(box, known)
    try:
        with transaction.atomic():
            Packing.objects.filter(pk=box.pk).update(state=PackState.SEALED, package=package)
    except IntegrityError as error:
        if constraint_of(error) != "packing_label_once":
            raise
        return tell(box, _stuck_on_another(box), now=now)
    box.state, box.package = PackState.SEALED, package
    kits = {pk: each.kit for pk, each in known.items() if each.kit}
    kitting.use(box, kits, _whole(known, units), by=by, now=now)
    note(known, at=box.sealed_at, now=now, by=by, data={"box": box.pk, "label": box.label_number})
    return None


def standing_problem(box: Packing) -> Stop | None:
    if not box.problem:
        return None
    title, _, text = box.problem_words.partition(": ")
    return Stop(Problem(box.problem), title, text)


def tell(box: Packing, problem: Stop, *, now: datetime) -> Stop:
    """The box waits for somebody's answer."""
    box.problem, box.problem_words, box.problem_at = problem.problem, f"{problem.title}: {problem.text}", now
    box.save(update_fields=["problem", "problem_words", "problem_at"])
    return problem


def _against(box: Packing, known: Mapping[int, AtTable]) -> Stop | None:
    """An order that must not go, that another has, or of which all lies in other boxes."""
    lines = reading.inside(box)
    for each in known.values():
        if each.stop:
            return each.stop
        if any(lines.get(line.id, 0) > line.need for line in each.parcel.lines if line.id > 0):
            return packed_elsewhere(each, box)
    return None


def _whole(known: Mapping[int, AtTable], units: Mapping[int, int]) -> list[int]:
    """Orders of which nothing but what lies in this box is left to pack."""
    return [
        pk
        for pk, each in known.items()
        if all(line.id < 0 or units.get(line.id, 0) >= line.need for line in each.parcel.lines)
    ]


def packed_elsewhere(each: AtTable, box: Packing | None) -> Stop:
    others = Packing.objects.filter(orders=each.order, state__in=reading.PACKED).select_related("packer")
    if box:
        others = others.exclude(pk=box.pk)
    other = others.order_by("-sealed_at").first()
    if other is None or other.sealed_at is None:
        return Stop(Problem.TOO_MUCH, "More than was ordered", f"Take out what {each.order} does not need.")
    under = f" under {other.label_number}" if other.label_number else ""
    at = reading.clock(other.sealed_at, each.order.team)
    return Stop(
        Problem.PACKED_BY_ANOTHER,
        "Packed already",
        f"{reading.who(other)} sealed {each.order} at {at}{under}. Take this box apart and put its goods back.",
    )


def _label_of_another(box: Packing, known: Mapping[int, AtTable]) -> Stop | None:
    if not box.label_number:
        return None
    own = {number for each in known.values() for number in each.parcel.labels}
    if any(is_label(box.label_number, number) for number in own):
        return None
    numbers = Package.objects.filter(
        team=box.team_id, tracking_number=box.label_number, package_orders__is_current=True
    )
    other = numbers.exclude(orders__in=list(known)).first()
    if other is None:
        return None
    return Stop(
        Problem.LABEL_OF_ANOTHER,
        "Label of another order",
        f"{box.label_number} belongs to {other.orders.first()}. Take the label off and seal the box with its own.",
    )


def _stuck_on_another(box: Packing) -> Stop:
    return Stop(
        Problem.LABEL_OF_ANOTHER,
        "Label on another box",
        f"{box.label_number} is on a box that was sealed before. Take the label off and seal this box with its own.",
    )


def _package(box: Packing, known: Mapping[int, AtTable]) -> Package | None:
    """The package of its orders that has the number on the box."""
    rows = Package.objects.filter(orders__in=list(known), package_orders__is_current=True)
    told = rows.exclude(tracking_number="").order_by("pk").distinct()
    return next((each for each in told if is_label(box.label_number, each.tracking_number)), None)


def note(
    known: Mapping[int, AtTable], *, at: datetime, now: datetime, by: User | None, data: dict[str, Any]
) -> None:
    """Each order knows whether it is packed, since when, and is judged by it; an order that is needs no packer."""
    if not known:
        return
    team = next(iter(known.values())).order.team
    for pk, fresh in reading.read(team, known).items():
        is_packed = fresh.parcel.is_packed and bool(fresh.lines)
        Order.objects.filter(pk=pk).update(packed_at=_last_seal(pk) if is_packed else None)
        kind = "order.packed" if is_packed else data.get("kind", "order.partly_packed")
        key = f"{kind}:{data.get('box')}:{now.isoformat()}"
        record([pk], kind=kind, key=key, data=data, by=by, now=now, at=at)
        if is_packed:
            claiming.release([pk])
    judge_at_once(list(known), now=now)


def _last_seal(order_id: int) -> datetime | None:
    rows = PackedItem.objects.filter(
        order_line__order=order_id, packing__state__in=reading.PACKED, packing__problem=""
    )
    return rows.aggregate(last=Max("packing__sealed_at"))["last"]


def let_go() -> int:
    """Boxes whose orders the carrier has are no longer in the house; how many. Numbers that the
    channel knows by now have their package."""
    stages = [Stage.IN_TRANSIT.value, Stage.DELIVERED.value]
    values = {"gone": PackState.GONE.value, "sealed": PackState.SEALED.value, "stages": stages}
    execute(KNOWN, {"sealed": PackState.SEALED.value})
    return len(execute(GONE, values))


def boxes_of(team: Team, order_ids: Iterable[int]) -> list[Packing]:
    """Boxes in the house with any of these orders; nobody else changes them until the transaction ends."""
    of_orders = PackedOrder.objects.filter(order__in=list(order_ids)).values("packing")
    rows = Packing.objects.of(team).in_the_house().filter(pk__in=of_orders)
    return list(rows.order_by("pk").select_for_update(of=("self",)))
