"""What an inspector must know of brand kits: what goes with some goods, and what is printed on an item of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from fulfillment.accounts.models import Team
from fulfillment.warehouse.kits import reading
from fulfillment.warehouse.models import BrandKit, KitArtwork, KitItem

# Of a lot nobody knows yet whose orders it serves: a shop's own kit is checked at the packing table.
EVERY_SHOP = 0


class Kitted(NamedTuple):
    """`name` of the kit that goes with the goods; `words`: its items, or the artwork that an item must show."""

    name: str
    words: str


def of_skus(team: Team, skus: Iterable[int | None], *, now: datetime) -> dict[int, Kitted]:
    """One query of a team without kits, else a fixed number."""
    kits = reading.kits_of(team.pk)
    if not kits.ready:
        return {}
    wanted = {sku for sku in skus if sku}
    items = {row.pk: row for row in KitItem.objects.filter(team=team, ended_at=None).select_related("kit")}
    versions = _versions(items, now)
    names = dict(BrandKit.objects.active().filter(team=team).values_list("pk", "name"))
    own: dict[int, list[KitItem]] = defaultdict(list)
    for row in items.values():
        own[row.sku_id].append(row)
    found = {}
    for sku in wanted:
        kit = kits.of(EVERY_SHOP, sku)
        if rows := own.get(sku):
            found[sku] = Kitted(str(rows[0].kit), _named(rows[0], 0, versions))
        elif kit and sku in kit.skus:
            told = [_named(items[item.id], item.quantity, versions) for item in kit.items]
            found[sku] = Kitted(names[kit.id], ", ".join(told))
    return found


def _versions(items: Iterable[int], now: datetime) -> dict[int, int]:
    """By item the version in force."""
    chosen = reading.artworks_in_force(items, now=now)
    numbers = dict(KitArtwork.objects.filter(pk__in=chosen.values()).values_list("pk", "version"))
    return {item: numbers[artwork] for item, artwork in chosen.items()}


def _named(row: KitItem, quantity: int, versions: dict[int, int]) -> str:
    many = f"{quantity} × " if quantity else ""
    printed = f" v{versions[row.pk]}" if row.pk in versions else ""
    return f"{many}{row.name}{printed}"
