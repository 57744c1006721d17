"""What sealed boxes took of kits leaves the ledger, once; what a box that was taken apart gives back returns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from fulfillment.warehouse import ledger
from fulfillment.warehouse.lot_states import LotState, MoveKind
from fulfillment.warehouse.models import KitUse, Lot


def settle(team_id: int, *, now: datetime) -> None:
    """The caller holds the team's lock of stock."""
    uses = KitUse.objects.filter(team=team_id)
    KitUse.objects.filter(team=team_id, moved_at=None, returned_at__isnull=False, put_back_at=None).update(
        put_back_at=now  # it never left the ledger
    )
    _move(uses.filter(moved_at=None, returned_at=None), "moved_at", take=True, now=now)
    _move(uses.filter(returned_at__isnull=False, put_back_at=None), "put_back_at", take=False, now=now)


def _move(rows: Iterable[KitUse], told: str, *, take: bool, now: datetime) -> None:
    by_place: dict[tuple[int, int], list[KitUse]] = defaultdict(list)
    for use in rows.select_related("packing", "item"):  # type: ignore[attr-defined]
        by_place[use.packing.warehouse_id, use.item.sku_id].append(use)
    for (house, sku), uses in by_place.items():
        units, parcels = sum(use.quantity for use in uses), len({use.order_id for use in uses})
        why = f"{parcels} parcel{'' if parcels == 1 else 's'}"
        lots = Lot.objects.filter(warehouse=house, sku=sku, state=LotState.RELEASED).oldest_first()
        (_take if take else _put)(list(lots), units, why, now=now)
        KitUse.objects.filter(pk__in=[use.pk for use in uses]).update(**{told: now})


def _take(lots: list[Lot], units: int, why: str, *, now: datetime) -> None:
    """What the ledger does not have cannot leave it: the next count says what is there."""
    for lot in lots:
        part = min(lot.free, units)
        if part > 0:
            ledger.move(lot, -part, MoveKind.KIT_USED, now=now, reason=why)
            units -= part


def _put(lots: list[Lot], units: int, why: str, *, now: datetime) -> None:
    if lots:
        ledger.move(lots[-1], units, MoveKind.PUT_BACK, now=now, reason=f"taken out of {why}")
