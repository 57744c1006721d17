"""Which kit the lines of an order get, what that needs, and which artwork is in force. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from fulfillment.warehouse.kit_states import Per, Scope

RANK = {scope: place for place, scope in enumerate(Scope)}


class Item(NamedTuple):
    id: int
    sku: int  # whose stock it is
    quantity: int
    per: Per


class Kit(NamedTuple):
    id: int
    scope: Scope
    shop: int | None  # None: of every shop
    skus: frozenset[int]  # of scopes PRODUCT and SKU
    items: tuple[Item, ...]


class Line(NamedTuple):
    sku: int | None
    units: int


class Artwork(NamedTuple):
    id: int
    version: int
    begins_at: datetime
    approved_at: datetime | None
    retired_at: datetime | None


class Kits:
    """The kits of a team; a kit without items is not ready and stands aside."""

    def __init__(self, kits: Iterable[Kit]) -> None:
        ready = (kit for kit in kits if kit.items)
        self.ready = sorted(ready, key=_narrowness, reverse=True)
        self._chosen: dict[tuple[int, int | None], Kit | None] = {}

    def of(self, shop: int, sku: int | None) -> Kit | None:
        """The narrowest that fits: SKU before product before shop before team; a shop's own before every shop's."""
        key = (shop, sku)
        if key not in self._chosen:
            self._chosen[key] = next((kit for kit in self.ready if _fits(kit, shop, sku)), None)
        return self._chosen[key]

    def needed(self, shop: int, lines: Iterable[Line]) -> dict[Item, int]:
        """Units of each item. A kit that several lines share is used once for the order, and once for each unit."""
        units: dict[Kit, int] = defaultdict(int)
        for line in lines:
            if line.units > 0 and (kit := self.of(shop, line.sku)):
                units[kit] += line.units
        return {
            item: item.quantity * (sold if item.per == Per.UNIT else 1)
            for kit, sold in units.items()
            for item in kit.items
        }


def scope_of(*, has_shop: bool, skus: int) -> Scope:
    """What a kit stands for, by what was said of it."""
    if skus:
        return Scope.SKU if skus == 1 else Scope.PRODUCT
    return Scope.SHOP if has_shop else Scope.TEAM


def in_force(artworks: Iterable[Artwork], now: datetime) -> Artwork | None:
    """The newest version that is approved, begun and not retired."""
    good = [each for each in artworks if each.approved_at and not each.retired_at and each.begins_at <= now]
    return max(good, key=lambda each: each.version, default=None)


def _narrowness(kit: Kit) -> tuple[int, bool, int]:
    return (RANK[kit.scope], kit.shop is not None, -kit.id)


def _fits(kit: Kit, shop: int, sku: int | None) -> bool:
    if kit.shop not in (None, shop):
        return False
    return kit.scope in (Scope.TEAM, Scope.SHOP) or sku in kit.skus
