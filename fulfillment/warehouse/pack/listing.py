"""Tonight's orders as the tablet keeps them: the truck that leaves first, the goods by where they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Min, Q, Sum, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from fulfillment.accounts.models import Team
from fulfillment.orders.models import Order, OrderQuerySet
from fulfillment.orders.sentences import zone_word
from fulfillment.orders.states import Stage
from fulfillment.tracking.models import Package
from fulfillment.warehouse.models import Allocation, PackClaim, PackedItem, Packing, Supply
from fulfillment.warehouse.needs import PACKED_HERE
from fulfillment.warehouse.pack import kitting, reading
from fulfillment.warehouse.pack.deciding import key_of, number_of
from fulfillment.warehouse.pack.kitting import KitLine
from fulfillment.warehouse.pack.reading import AtTable
from fulfillment.warehouse.pack.steps import steps_of
from fulfillment.warehouse.pack_states import PackState
from fulfillment.warehouse.whence import whence_of

UNKNOWN = ("", 0)
NEXT = timedelta(hours=24)
KEPT = 300  # orders on a tablet: an evening of one table


def to_pack(team: Team) -> OrderQuerySet:
    """Open orders that wait for a packer: what left on a truck without being packed at a table waits for none."""
    return Order.objects.of(team).open().filter(
        stage__in=[Stage.TO_SHIP, Stage.AWAITING_SCAN], shipping_type__in=PACKED_HERE, packed_at=None,
        dispatched_at=None, handed_over_at=None,
    ).exclude(rule_version="")  # fmt: skip


def first_to_pack(team: Team, *, now: datetime, limit: int = KEPT) -> list[int]:
    """Ids: what the next trucks must take, by when packing must begin; then what its truck left without, what is still
    in time before what is late; then what a later truck takes."""
    until = next_trucks_until(team, now=now)
    goes_at, is_late = Coalesce("truck_at", "dispatch_due_at"), Q(dispatch_due_at__lt=now)
    turn = Case(
        When(is_late, then=2), When(truck_at__lte=now, then=1), When(goes_at__lt=until, then=0), default=3
    )
    soonest = Coalesce("act_by_at", "dispatch_due_at").asc(nulls_last=True)
    rows = to_pack(team).annotate(goes_at=goes_at).order_by(turn, soonest, "pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def next_trucks_until(team: Team, *, now: datetime) -> datetime:
    """The next trucks: the first to come that an order waits for, and those of the day after it."""
    first = to_pack(team).filter(truck_at__gt=now).aggregate(first=Min("truck_at"))["first"]
    return (first or now) + NEXT


def entries(team: Team, order_ids: Iterable[int], *, now: datetime) -> list[dict[str, Any]]:
    """What the tablet needs of each order to pack it alone, in the order of the ids."""
    ids = list(order_ids)
    known = reading.read(team, ids)
    lines = [line for each in known.values() for line in each.lines]
    kit_skus = {line.item.sku_id for each in known.values() for line in each.kit}
    shelves = _shelves(team, {line.sku_id for line in lines if line.sku_id} | kit_skus)
    whence = whence_of(team.pk)
    lots = _lots([line.pk for line in lines])
    boxes = _open_boxes(team, ids)
    found = []
    for each in (known[pk] for pk in ids if pk in known):
        house = whence.of(each.order.shop_id, each.order.warehouse_external_id)
        found.append(_entry(team, each, shelves.get(house, {}), lots, boxes, now))
    return found


def _entry(
    team: Team,
    each: AtTable,
    shelf: dict[int, tuple[str, int]],
    lots: dict[int, list[str]],
    boxes: dict[int, dict[str, Any]],
    now: datetime,
) -> dict[str, Any]:
    order, claim = each.order, each.claim
    truck = _truck_words(order, now)
    needs = {line.id: line for line in each.parcel.lines}
    return {
        "id": order.pk,
        "name": str(order),
        "shop": order.shop.name,
        "buyer": each.parcel.buyer,
        "codes": sorted(each.parcel.codes),
        "labels": sorted(each.parcel.labels),
        "truck": truck.get("truck", ""),
        "act_by": truck.get("act_by", ""),
        "stop": {"title": each.stop.title, "text": each.stop.text} if each.stop else None,
        "claim": _claim(claim, team),
        "box": boxes.get(order.pk),
        "steps": [step._asdict() for step in steps_of([each.parcel])],
        "lines": [
            {
                "id": line.pk,
                "sku": line.sku.code if line.sku else line.sku_code,
                "title": " · ".join(filter(None, (line.title, line.variant))),
                "picture": line.image_url,
                "need": needs[line.pk].need,
                "codes": sorted(needs[line.pk].codes),
                "place": shelf.get(line.sku_id or 0, UNKNOWN)[0],
                "grams": shelf.get(line.sku_id or 0, UNKNOWN)[1],
                "lots": lots.get(line.pk, []),
            }
            for line in each.lines
            if line.to_send
        ]
        + [_kit_line(line, shelf) for line in each.kit],
    }  # fmt: skip


def _truck_words(order: Order, now: datetime) -> dict[str, str]:
    """By when to pack it; of an order that no truck is known for, or that its truck left without, its deadline."""
    if order.truck and order.truck_at and order.truck_at > now:
        return order.truck.told["words"]  # type: ignore[no-any-return]
    words = "next truck: its own has left" if order.truck_at else "no truck known"
    if order.dispatch_due_at is None:
        return {"truck": words}
    due = order.dispatch_due_at.astimezone(ZoneInfo(order.shop.time_zone))
    verb = "late since" if due < now else "due"
    return {"truck": f"{words}, {verb} {due:%a} {due.day} {due:%b %H:%M} {zone_word(due)}"}


def _kit_line(line: KitLine, shelf: dict[int, tuple[str, int]]) -> dict[str, Any]:
    picture = reverse("photos:small", args=[line.artwork.photo_id]) if line.artwork else ""
    return kitting.shown(line, shelf.get(line.item.sku_id, UNKNOWN), picture)


def _shelves(team: Team, skus: set[int]) -> dict[int | None, dict[int, tuple[str, int]]]:
    """By warehouse and SKU its bin, and what one unit weighs."""
    found: dict[int | None, dict[int, tuple[str, int]]] = defaultdict(dict)
    rows = Supply.objects.filter(team=team, sku__in=skus)
    for house, sku, bin_, grams in rows.values_list("warehouse", "sku", "bin", "unit_grams"):
        found[house][sku] = (bin_, grams or 0)
    return found


def _claim(claim: PackClaim | None, team: Team) -> dict[str, Any] | None:
    if claim is None:
        return None
    return {
        "by": claim.packer_id,
        "name": reading.who(claim),
        "since": reading.clock(claim.claimed_at, team),
        "until": claim.expires_at.isoformat(),
    }


def _lots(line_ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Allocation.objects.filter(order_line__in=line_ids).order_by("pk")
    for line, code, quantity in rows.values_list("order_line", "lot__code", "quantity"):
        found[line].append(f"{quantity} from {code}")
    return found


def _open_boxes(team: Team, order_ids: list[int]) -> dict[int, dict[str, Any]]:
    """By order the box that somebody has begun, with what lies in it."""
    rows = Packing.objects.of(team).filter(state=PackState.OPEN, problem="", sealed_at=None)
    told = rows.filter(orders__in=order_ids).values_list("pk", "client_uuid", "packer", "orders")
    units: dict[int, dict[int, int]] = defaultdict(dict)
    inside = PackedItem.objects.filter(packing__in=[pk for pk, *_ in told]).order_by()
    for box, line, n in inside.values_list("packing", "order_line").annotate(n=Sum("quantity")):
        units[box][line] = n
    for box, lines in kitting.inside_of([pk for pk, *_ in told]).items():
        units[box] |= lines
    return {
        order: {"uuid": str(uuid), "packer": packer, "inside": units[pk]} for pk, uuid, packer, order in told
    }


def find(team: Team, text: str) -> list[int]:
    """Orders that a code names: their id, what people call them, or the number on their label."""
    code, number = key_of(text), number_of(text)
    if not code or len(code) > 80:
        return []
    named = Order.objects.of(team).filter(external_id__in={code, text.strip()}).values_list("pk", flat=True)
    called = Order.objects.of(team).filter(number__in={code, text.strip()}).exclude(number="")
    found = set(named[:5]) | set(called.values_list("pk", flat=True)[:5])
    labelled = Package.objects.filter(team=team, tracking_number=number)
    if not found and number:
        found = set(labelled.values_list("orders", flat=True)[:20]) - {None}
    return sorted(found)
