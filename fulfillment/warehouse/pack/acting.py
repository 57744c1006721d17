"""What a tablet's items do to boxes: started, filled scan by scan, sealed, put back. One function for each kind.

An item that the world has overtaken is kept all the same: its box waits with a sentence until somebody answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from fulfillment.accounts.models import Team, User
from fulfillment.captures.receipts import Outcome
from fulfillment.captures.taking import Answer, Item, happened_at
from fulfillment.orders.history import record
from fulfillment.photos import keeping
from fulfillment.photos.reading import NotKept
from fulfillment.warehouse.models import PackedItem, PackedOrder, PackedPhoto, Packing
from fulfillment.warehouse.pack import answering, claiming, kitting, listing, reading, sealing
from fulfillment.warehouse.pack.deciding import Box, Does, decide, number_of
from fulfillment.warehouse.pack.reading import AtTable
from fulfillment.warehouse.pack.recalling import Stop
from fulfillment.warehouse.pack_states import PackState, Problem
from fulfillment.warehouse.sites import default_of
from fulfillment.warehouse.whence import whence_of

BY_HAND = "by hand"  # instead of a code, where nothing is printed on the goods
MOST_ORDERS = 20  # that share a parcel


class Doing(NamedTuple):
    """Who did it, when by the tablet's clock, and when we were told."""

    team: Team
    by: User
    at: datetime
    now: datetime
    item: UUID
    picture: Any = None  # the file that came along


class Start(msgspec.Struct):
    box: UUID
    order: int


class Put(msgspec.Struct):
    box: UUID
    order: int
    line: int
    code: str = msgspec.field(default=BY_HAND)


class Seal(msgspec.Struct):
    box: UUID
    orders: list[int]
    units: int
    label: str = ""
    grams: int | None = None


class Photo(msgspec.Struct):
    box: UUID
    orders: list[int]


class Drop(msgspec.Struct):
    box: UUID


def act(team: Team, item: Item, *, by: User, now: datetime, picture: Any = None) -> Answer:
    """Raises nothing for what a tablet may send; what it may not is refused with a sentence."""
    if item.kind not in KINDS:
        return Answer(Outcome.REFUSED, f"Packing knows nothing called {item.kind[:40]!r}.")
    shape, does = KINDS[item.kind]
    try:
        told = msgspec.convert(item.payload, shape)
    except msgspec.ValidationError as error:
        return Answer(
            Outcome.REFUSED, f"The tablet sent what is not understood ({error}): load its page again."
        )
    return does(Doing(team, by, happened_at(item, now=now), now, item.client_uuid, picture), told)


def start(doing: Doing, told: Start) -> Answer:
    """The order is this packer's and lies, empty yet, in the box; joining one that is open already combines them."""
    box = _box(doing, told.box)
    others = reading.orders_of(box) if box else []
    known = reading.lock(doing.team, [told.order, *others])
    if told.order not in known:
        return Answer(
            Outcome.REFUSED, "This order is not known here: it may be of another team, or was deleted."
        )
    each = known[told.order]
    if problem := _not_to_start(doing, each, box):
        return _conflict(problem, known)
    buyers = {known[pk].parcel.buyer for pk in others if pk != told.order}
    if buyers - {each.parcel.buyer} or (buyers and not each.parcel.buyer) or len(others) >= MOST_ORDERS:
        return Answer(
            Outcome.REFUSED, f"{each.order} goes to another buyer: it must not share a box with the others."
        )
    box = box or _new_box(doing, told.box, each)
    if _add_order(box, told.order):
        key = f"order.packing_started:{box.pk}"
        record(
            [told.order],
            kind="order.packing_started",
            key=key,
            data={"box": box.pk},
            by=doing.by,
            now=doing.now,
            at=doing.at,
        )
    return Answer(Outcome.TAKEN, more=_shown(doing, [told.order]))


def put(doing: Doing, told: Put) -> Answer:
    """One unit more lies in the box, also where it should not: what is wrong then stands at the box."""
    box, known = _opened(doing, told.box, [told.order])
    lines_known = {line.pk for each in known.values() for line in each.lines}
    if box is None or (told.line > 0 and told.line not in lines_known):
        return Answer(Outcome.REFUSED, "These goods are of no order in this box.")
    if box.state != PackState.OPEN or box.packer_id != doing.by.pk:
        return _not_his(box, known)
    if told.line < 0:
        return _put_kit(doing, box, known, told)
    lines, parcels = reading.inside(box), [each.parcel for each in known.values()]
    inside = Box(tuple(known), lines)
    decision = decide(told.code, inside, parcels) if told.code != BY_HAND else None
    line = decision.line if decision and decision.does == Does.PUT else None
    PackedItem.objects.create(
        team=doing.team, packing=box, order_line_id=line or told.line, code=told.code[:80],
        client_uuid=doing.item, packed_at=doing.at,
    )  # fmt: skip
    problem = sealing.standing_problem(box) or _claimed(doing, known)
    if problem is None and decision and decision.does != Does.PUT:
        problem = _why(decision.does, known, box)
    return _ended(doing, box, known, problem)


def _put_kit(doing: Doing, box: Packing, known: dict[int, AtTable], told: Put) -> Answer:
    """Also where the order goes plain by now: what is in the box is in it."""
    order, _ = kitting.parts_of(told.line)
    if order not in known or not kitting.keep(
        box, told.line, told.code[:80], client_uuid=doing.item, at=doing.at
    ):
        return Answer(Outcome.REFUSED, "This item is of no kit of an order in this box.")
    return _ended(doing, box, known, sealing.standing_problem(box) or _claimed(doing, known))


def seal(doing: Doing, told: Seal) -> Answer:
    """The box is a parcel, once all its scans are here and nothing speaks against it."""
    box, known = _opened(doing, told.box, told.orders)
    if box is None:
        return Answer(Outcome.REFUSED, "None of the orders in this box is known here.")
    if box.state != PackState.OPEN or box.packer_id != doing.by.pk:
        return _not_his(box, known)
    box.sealed_at, box.units_told = doing.at, max(told.units, 0)
    box.weight_grams = told.grams if told.grams and 0 < told.grams < 10_000_000 else None
    box.label_number = number_of(told.label)[:80]
    box.save(update_fields=["sealed_at", "units_told", "weight_grams", "label_number"])
    return _ended(doing, box, known, _claimed(doing, known))


def drop(doing: Doing, told: Drop) -> Answer:
    """It never was a parcel: its goods are back on the shelf, its orders free for everybody."""
    box = _box(doing, told.box)
    if box is None or box.state != PackState.OPEN or box.packer_id != doing.by.pk:
        return Answer(Outcome.TAKEN)
    answering.unpack(box, by=doing.by, at=doing.at, now=doing.now)
    return Answer(Outcome.TAKEN)


def photo(doing: Doing, told: Photo) -> Answer:
    """The picture is kept with the box, however that stands: it proves, and decides nothing."""
    box = _box(doing, told.box) or _opened(doing, told.box, told.orders)[0]
    if box is None or doing.picture is None:
        return Answer(Outcome.REFUSED, "This picture is of no box that is known here.")
    try:
        kept = keeping.brought(
            doing.team, doing.picture, client_uuid=doing.item, taken_at=doing.at.isoformat(), by=doing.by, now=doing.now
        )  # fmt: skip
    except NotKept as refusal:
        return Answer(Outcome.REFUSED, str(refusal))
    PackedPhoto.objects.get_or_create(packing=box, photo=kept.photo, defaults={"team_id": doing.team.pk})
    return Answer(Outcome.TAKEN)


KINDS: dict[str, tuple[type[Any], Callable[[Doing, Any], Answer]]] = {
    "start": (Start, start),
    "put": (Put, put),
    "seal": (Seal, seal),
    "photo": (Photo, photo),
    "drop": (Drop, drop),
}


def _box(doing: Doing, uuid: UUID) -> Packing | None:
    return Packing.objects.select_related("packer").filter(team=doing.team, client_uuid=uuid).first()


def _opened(doing: Doing, uuid: UUID, orders: Iterable[int]) -> tuple[Packing | None, dict[int, AtTable]]:
    """The box with these orders in it, made where its first item is not here yet; None where no order is known."""
    box = _box(doing, uuid)
    known = reading.lock(doing.team, [*orders, *(reading.orders_of(box) if box else ())])
    if not known:
        return None, known
    if box is None:
        box = _new_box(doing, uuid, next(iter(known.values())))
    else:
        box.refresh_from_db()
    if box.state == PackState.OPEN and box.packer_id == doing.by.pk:
        for pk in known:
            _add_order(box, pk)
    return box, known


def _new_box(doing: Doing, uuid: UUID, each: AtTable) -> Packing:
    house = whence_of(doing.team.pk).of(each.order.shop_id, each.order.warehouse_external_id)
    box, _ = Packing.objects.get_or_create(
        team=doing.team,
        client_uuid=uuid,
        defaults={
            "warehouse_id": house or default_of(doing.team).pk,
            "packer": doing.by,
            "started_at": doing.at,
        },
    )
    return box


def _add_order(box: Packing, order_id: int) -> bool:
    _, is_new = PackedOrder.objects.get_or_create(
        packing=box, order_id=order_id, defaults={"team_id": box.team_id}
    )
    return is_new


def _ended(doing: Doing, box: Packing, known: dict[int, AtTable], problem: Stop | None) -> Answer:
    """With a problem the box waits for somebody's answer, without one it is sealed where it can be."""
    if problem and not box.problem:
        sealing.tell(box, problem, now=doing.now)
    problem = problem or sealing.settle(box, known, by=doing.by, now=doing.now)
    return _conflict(problem, known) if problem else Answer(Outcome.TAKEN)


def _not_to_start(doing: Doing, each: AtTable, box: Packing | None) -> Stop | None:
    if each.stop:
        return each.stop
    if each.parcel.is_packed:
        return sealing.packed_elsewhere(each, box)
    return _claimed(doing, {each.order.pk: each})


def _claimed(doing: Doing, known: Mapping[int, AtTable]) -> Stop | None:
    for each in known.values():
        if each.parcel.is_packed:
            continue
        other = claiming.claim(each.order, by=doing.by, at=doing.at, now=doing.now)
        if other:
            since = reading.clock(other.claimed_at, doing.team)
            return Stop(
                Problem.PACKED_BY_ANOTHER,
                "Somebody else packs it",
                f"{reading.who(other)} is packing {each.order} since {since}.",
            )
    return None


def _why(does: Does, known: Mapping[int, AtTable], box: Packing) -> Stop:
    """What the tablet could not know when it let the goods in."""
    stop = next((each.stop for each in known.values() if each.stop), None)
    if does == Does.STOPPED and stop:
        return stop
    packed = next((each for each in known.values() if each.parcel.is_packed), None)
    if packed:
        return sealing.packed_elsewhere(packed, box)
    return Stop(
        Problem.TOO_MUCH, "It does not belong in there", "Take out what was scanned last, and put it back."
    )


def _not_his(box: Packing, known: Mapping[int, AtTable]) -> Answer:
    """Sealed, taken apart or taken over since: what the tablet adds changes nothing."""
    if box.state != PackState.OPEN:
        words = "This box is sealed already" if box.state != PackState.UNPACKED else "This box was put back"
        return Answer(Outcome.CONFLICT, f"{words}: what was scanned after it does not count.")
    return Answer(Outcome.CONFLICT, f"{reading.who(box)} has taken this box over: leave it to them.")


def _conflict(problem: Stop, known: Mapping[int, AtTable]) -> Answer:
    more = {"problem": problem.problem.value, "title": problem.title, "text": problem.text}
    return Answer(Outcome.CONFLICT, f"{problem.title}. {problem.text}", more | {"orders": list(known)})


def _shown(doing: Doing, order_ids: list[int]) -> dict[str, Any]:
    return {"entries": listing.entries(doing.team, order_ids, now=doing.now)}
