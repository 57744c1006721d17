"""Which warehouse an order leaves from: the one that its channel names, else the team's default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from fulfillment.warehouse.models import Warehouse, WarehouseAlias


class Whence(NamedTuple):
    aliases: Mapping[tuple[int, str], int]  # by shop and by what its channel calls the warehouse
    default_id: int | None

    def of(self, shop_id: int, external_id: str) -> int | None:
        return self.aliases.get((shop_id, external_id), self.default_id)


def whence_of(team_id: int) -> Whence:
    """Two queries."""
    default = Warehouse.objects.filter(team=team_id, is_default=True).values_list("pk", flat=True).first()
    return Whence(aliases_of(team_id), default)


def aliases_of(team_id: int) -> dict[tuple[int, str], int]:
    names = WarehouseAlias.objects.filter(team=team_id).values_list("shop", "external_id", "warehouse")
    return {(shop_id, name): pk for shop_id, name, pk in names}
