"""A packer's next movement: takes an order, lays one unit in, or weighs and seals; by the items that a tablet sends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from fulfillment.accounts.models import Team, User
from fulfillment.captures.taking import Answer, Item, take
from fulfillment.desk.demo.evening import pictures
from fulfillment.desk.demo.evening.parcels import Dock, labelled, unscanned
from fulfillment.warehouse.models import Packing
from fulfillment.warehouse.pack import acting, listing, reading
from fulfillment.warehouse.pack_states import PackState

LABELS_SINCE = timedelta(days=7)  # an unscanned label that is older waits for no packer
PHOTOGRAPHED = 0.4  # of the boxes
GRAMS = (140, 620)  # of a unit with its share of the box


def move(team: Team, packer: User, *, now: datetime) -> bool:
    """One item more of the box before this packer, or of a new one; False: there is nothing to do."""
    rows = Packing.objects.of(team).filter(packer=packer, state=PackState.OPEN, problem="", sealed_at=None)
    box = rows.order_by("pk").first()
    if box is None:
        return _take_up(team, packer, now)
    known = reading.read(team, reading.orders_of(box))
    inside = reading.inside(box)
    for each in known.values():
        for line in each.parcel.lines:
            if inside.get(line.id, 0) < line.need:
                code = min(line.codes, default=acting.BY_HAND)
                told = {"box": str(box.client_uuid), "order": each.order.pk, "line": line.id, "code": code}
                return _send(team, packer, "put", told, now)
    return _seal(team, packer, box, known.values(), sum(inside.values()), now)


def to_pack(team: Team, *, now: datetime) -> list[int]:
    """Orders with their label whose truck is still to come, those first whose truck is the soonest."""
    waiting = listing.to_pack(team).filter(pack_claim=None).exclude(packings__state=PackState.OPEN)
    rows = unscanned(labelled(team, since=now - LABELS_SINCE)).filter(
        package__shipped_at__lte=now, order__in=waiting.values("pk")
    )
    due = [each for each in Dock(team, now=now).due(rows) if each.departs_at > now]
    due.sort(key=lambda each: (each.departs_at, each.order.dispatch_due_at or each.departs_at, each.order.pk))
    return [each.order.pk for each in due]


def _take_up(team: Team, packer: User, now: datetime) -> bool:
    for order in to_pack(team, now=now):
        if reading.read(team, [order])[order].stop is None:
            return _send(team, packer, "start", {"box": str(uuid4()), "order": order}, now)
    return False


def _seal(
    team: Team, packer: User, box: Packing, known: Iterable[reading.AtTable], units: int, now: datetime
) -> bool:
    each = next(iter(known))
    rng = Random(each.order.external_id)
    told = {
        "box": str(box.client_uuid), "orders": [each.order.pk], "units": units,
        "label": min(each.parcel.labels, default=""), "grams": sum(rng.randint(*GRAMS) for _ in range(units)),
    }  # fmt: skip
    if rng.random() < PHOTOGRAPHED:
        content = pictures.boxes(3, rng, open_with=min(each.parcel.codes, default=""))
        seen = {"box": told["box"], "orders": told["orders"]}
        _send(team, packer, "photo", seen, now, SimpleUploadedFile("photo.jpg", content))
    return _send(team, packer, "seal", told, now)


def _send(
    team: Team, packer: User, kind: str, told: dict[str, Any], now: datetime, picture: Any = None
) -> bool:
    item = Item(uuid4(), kind, now, packer.pk, told)

    def act(each: Item) -> Answer:
        return acting.act(team, each, by=packer, now=now, picture=picture)

    take(team, item, act, by=packer, now=now)
    return True
