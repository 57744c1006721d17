"""What somebody says became of a box that must not go: taken apart, opened again for another label, or it goes after all."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from fulfillment.accounts.models import Team, User
from fulfillment.orders.history import record
from fulfillment.orders.models import Cancellation, Hold, Order
from fulfillment.orders.requests import waiting
from fulfillment.orders.states import OrderStatus, Stage
from fulfillment.warehouse import stocked
from fulfillment.warehouse.models import Packing
from fulfillment.warehouse.pack import claiming, kitting, reading, sealing
from fulfillment.warehouse.pack.recalling import IN_THE_HAND, Stop
from fulfillment.warehouse.pack_states import PackState, Problem
from fulfillment.warehouse.refusing import NotDone


class Said(StrEnum):
    UNPACKED = "unpacked"
    REOPENED = "reopened"
    GOES = "goes"


def answer(box: Packing, said: Said, *, by: User, now: datetime) -> None:
    """Raises NotDone where the answer does not fit how the box stands by now."""
    with transaction.atomic():
        stocked.changed(box.team_id)  # its lock comes before the orders'
        reading.lock(box.team, reading.orders_of(box))
        held = Packing.objects.select_for_update().get(pk=box.pk)
        if held.state not in (PackState.OPEN, PackState.SEALED):
            raise NotDone("It is no parcel any more: nothing was changed.")
        if said == Said.UNPACKED:
            unpack(held, by=by, at=now, now=now)
        elif said == Said.REOPENED:
            _reopen(held, by=by, now=now)
        else:
            _let_go(held, by=by, now=now)


def unpack(box: Packing, *, by: User, at: datetime, now: datetime) -> None:
    """Its goods are back on the shelf, its label is used for nothing."""
    with transaction.atomic():
        stocked.changed(box.team_id)
        orders = reading.orders_of(box)
        reading.lock(box.team, orders)
        Packing.objects.filter(pk=box.pk).update(state=PackState.UNPACKED, unpacked_at=at, unpacked_by=by)
        kitting.give_back(box, now=now)
        claiming.release(orders, by=by)
        _note(box, "order.unpacked", by=by, now=now)


def _reopen(box: Packing, *, by: User, now: datetime) -> None:
    """Its goods stay in it; it is sealed again under another label, by whoever opened it."""
    cleared = {
        "state": PackState.OPEN,
        "sealed_at": None,
        "units_told": None,
        "label_number": "",
        "package": None,
    }
    Packing.objects.filter(pk=box.pk).update(**cleared, problem="", problem_words="", packer=by)
    _note(box, "order.unpacked", by=by, now=now)


def _let_go(box: Packing, *, by: User, now: datetime) -> None:
    """This box goes; another one with the same goods is to be taken apart."""
    if box.problem not in (Problem.PACKED_BY_ANOTHER, Problem.TOO_MUCH):
        raise NotDone(
            "Only what another box doubles can be sent after all; here the reason itself must go first."
        )
    ids = reading.orders_of(box)
    for other in sealing.boxes_of(box.team, ids):
        if other.pk != box.pk and not other.problem:
            sealing.tell(
                other,
                Stop(
                    Problem.PACKED_BY_ANOTHER,
                    "Packed twice",
                    f"{reading.who(box)}'s box goes instead. Take this one apart and put its goods back.",
                ),
                now=now,
            )
    Packing.objects.filter(pk=box.pk).update(problem="", problem_words="", packer=by)
    box.refresh_from_db()
    for each in reading.read(box.team, ids).values():
        claiming.claim(each.order, by=by, at=now, now=now, is_forced=True)
    problem = sealing.settle(box, reading.read(box.team, ids), by=by, now=now)
    if problem:
        raise NotDone(f"{problem.title}. {problem.text}")
    _note(box, "order.partly_packed", by=by, now=now)


def _note(box: Packing, kind: str, *, by: User, now: datetime) -> None:
    known = reading.read(box.team, reading.orders_of(box))
    sealing.note(known, at=now, now=now, by=by, data={"box": box.pk, "kind": kind})


def take_over(order: Order, why: str, *, by: User, now: datetime) -> str:
    """The order is `by`'s, with the box that the other packer left open; who that was. NotDone without a reason."""
    if not why.strip():
        raise NotDone("Say in a few words why, so that the other one can read it.")
    with transaction.atomic():
        each = reading.lock(order.team, [order.pk])[order.pk]
        was = reading.who(each.claim) if each.claim else "nobody"
        claiming.claim(order, by=by, at=now, now=now, is_forced=True)
        begun = [box.pk for box in sealing.boxes_of(order.team, [order.pk]) if box.sealed_at is None]
        Packing.objects.filter(pk__in=begun, state=PackState.OPEN).update(packer=by)
        data = {"name": was, "reason": why.strip()[:200]}
        key = f"order.packing_taken_over:{now.isoformat()}"
        record([order.pk], kind="order.packing_taken_over", key=key, data=data, by=by, now=now)
    return was


def untold(team: Team) -> list[Packing]:
    """Sealed boxes under a number that the channel has not told us of: somebody must give it the number."""
    rows = Packing.objects.of(team).filter(state=PackState.SEALED, package=None, problem="")
    waiting = Q(orders__is_open=True, orders__stage=Stage.TO_SHIP)
    found = rows.exclude(label_number="").filter(waiting).distinct().prefetch_related("orders")
    return list(found.order_by("sealed_at")[:100])


def recalled(team: Team) -> list[tuple[Packing, Stop]]:
    """Boxes in the house that must not go as they are, the newest problem first; a fixed number of queries."""
    rows = _to_answer(team).select_related("packer").prefetch_related("packed_orders")
    boxes = list(rows.order_by("-started_at")[:100])
    known = reading.read(team, {each.order_id for box in boxes for each in box.packed_orders.all()})  # type: ignore[attr-defined]
    found = []
    for box in boxes:
        stops = [known[each.order_id].stop for each in box.packed_orders.all() if each.order_id in known]  # type: ignore[attr-defined]
        stop = next((each for each in stops if each), None) or sealing.standing_problem(box)
        if stop:
            found.append((box, stop))
    return found


def to_answer(team: Team) -> int:
    """How many boxes `recalled` has, in one query."""
    return _to_answer(team).count()


def _to_answer(team: Team) -> QuerySet[Packing]:
    """As `recalling.stop_of` decides. Goods that are short stop nobody who holds them in the hand."""
    ours = Q(order__packed_orders__packing=OuterRef("pk"))
    holds = Hold.objects.open().filter(ours, blocks=True).exclude(reason__in=IN_THE_HAND)
    asked = waiting(Cancellation, team).filter(ours).order_by()
    gone = Q(status=OrderStatus.CANCELLED) | Q(stage=Stage.CANCELLED)
    cancelled = Order.objects.filter(gone, packed_orders__packing=OuterRef("pk"))
    wrong = ~Q(problem="") | Exists(cancelled) | Exists(holds) | Exists(asked)
    return Packing.objects.of(team).in_the_house().filter(wrong)
