"""A brand kit at the packing table: lines to scan beside the goods, taken once for each order when a box is sealed.

A tablet knows such a line by a number below zero, so that what it shows, counts and checks needs nothing new.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from fulfillment.accounts.models import Team, User
from fulfillment.orders.history import record
from fulfillment.warehouse.kits import reading
from fulfillment.warehouse.models import Barcode, KitArtwork, KitItem, KitUse, PackedKit, Packing
from fulfillment.warehouse.pack.deciding import Line, key_of
from fulfillment.warehouse.pack_states import PackState
from fulfillment.warehouse.scanning import spellings

MOST_ITEMS = 10**6  # ids of items are below it: with the order's they stay exact in a browser
PACKED = (PackState.SEALED, PackState.GONE)


class KitLine(NamedTuple):
    """Units of one item that an order still needs."""

    order: int
    item: KitItem
    need: int
    codes: frozenset[str]
    artwork: KitArtwork | None

    @property
    def id(self) -> int:
        return -(self.order * MOST_ITEMS + self.item.pk)

    @property
    def line(self) -> Line:
        return Line(self.id, self.need, self.codes)


def parts_of(line_id: int) -> tuple[int, int]:
    """The order and the item of a line's number."""
    return divmod(-line_id, MOST_ITEMS)


def lines_of(team: Team, order_ids: Iterable[int], *, now: datetime) -> dict[int, list[KitLine]]:
    """By order; one query of a team without kits, else a fixed number."""
    needed = {order: told for order, told in reading.of_orders(team.pk, order_ids).items() if told}
    if not needed:
        return {}
    items = KitItem.objects.select_related("sku").in_bulk(
        {item.id for told in needed.values() for item in told}
    )
    uses = KitUse.objects.filter(order__in=list(needed), returned_at=None, packing__state__in=PACKED)
    used, codes = set(uses.values_list("order", "item")), _codes(team, items.values())
    chosen = reading.artworks_in_force(items, now=now)
    artworks = KitArtwork.objects.in_bulk(set(chosen.values()))
    return {
        order: [
            KitLine(
                order,
                items[item.id],
                0 if (order, item.id) in used else units,
                codes[item.id],
                artworks.get(chosen.get(item.id, 0)),
            )
            for item, units in told.items()
        ]
        for order, told in needed.items()
    }


def _codes(team: Team, items: Iterable[KitItem]) -> dict[int, frozenset[str]]:
    rows = list(items)
    printed: dict[int, set[str]] = defaultdict(set)
    told = Barcode.objects.filter(team=team, sku__in=[item.sku_id for item in rows])
    for sku, text in told.values_list("sku", "text"):
        printed[sku] |= {key_of(each) for each in spellings(text)}
    return {item.pk: frozenset({key_of(item.sku.code)} | printed[item.sku_id]) for item in rows}


def shown(each: KitLine, place: tuple[str, int], picture: str) -> dict[str, Any]:
    """As the tablet keeps a line. What nobody weighed weighs next to nothing."""
    title = " · ".join(filter(None, ("Brand kit", str(each.artwork or ""), each.item.sku.code)))
    return {
        "id": each.id,
        "sku": each.item.name,
        "title": title,
        "picture": picture,
        "need": each.need,
        "codes": sorted(each.codes),
        "place": place[0],
        "grams": place[1] or 1,
        "lots": [],
    }


def keep(box: Packing, line_id: int, code: str, *, client_uuid: UUID, at: datetime) -> bool:
    """One unit of an item lies in the box; False where the team has no such item."""
    order, item = parts_of(line_id)
    if not KitItem.objects.filter(pk=item, team=box.team_id).exists():
        return False
    PackedKit.objects.create(
        team_id=box.team_id, packing=box, order_id=order, item_id=item, code=code, client_uuid=client_uuid,
        packed_at=at,
    )  # fmt: skip
    return True


def inside(box: Packing) -> dict[int, int]:
    """Units by line that lie in the box."""
    return inside_of([box.pk]).get(box.pk, {})


def inside_of(boxes: Iterable[int]) -> dict[int, dict[int, int]]:
    """By box and line."""
    found: dict[int, dict[int, int]] = defaultdict(Counter)
    rows = PackedKit.objects.filter(packing__in=list(boxes))
    for box, order, item in rows.values_list("packing", "order", "item"):
        found[box][-(order * MOST_ITEMS + item)] += 1
    return found


def use(
    box: Packing, kits: Mapping[int, Iterable[KitLine]], whole: Iterable[int], *, by: User, now: datetime
) -> None:
    """What lies in the sealed box is used, once for each order and item. `whole`: orders that are packed with it.

    Of those, one that needed a kit and has none says so in its history.
    """
    taken = inside(box)
    if not taken and not kits:
        return
    units = {parts_of(line): n for line, n in taken.items()}
    arts = reading.artworks_in_force({item for _, item in units}, now=now)
    rows = [
        KitUse(
            team_id=box.team_id, packing=box, order_id=order, item_id=item, quantity=n, used_at=box.sealed_at or now,
            artwork_id=arts.get(item),
        )
        for (order, item), n in units.items()
    ]  # fmt: skip
    KitUse.objects.bulk_create(rows, ignore_conflicts=True)
    for order in whole:
        left = [each.item.name for each in kits.get(order, ()) if each.need > taken.get(each.id, 0)]
        if left:
            key, note = f"kit.left_out:{box.pk}", ", ".join(left)
            record([order], kind="kit.left_out", key=key, data={"note": note}, by=by, now=now)


def give_back(box: Packing, *, now: datetime) -> None:
    """The box was taken apart: its kits are on the shelf again."""
    KitUse.objects.filter(packing=box, returned_at=None).update(returned_at=now)
