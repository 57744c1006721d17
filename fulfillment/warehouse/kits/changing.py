"""What a team says of its kits: made, changed, ended; items; artwork brought, approved and retired.

Each change settles the holds that follow from it, one change at a time per team.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Max

from fulfillment.accounts.models import Team, User
from fulfillment.catalog.models import Shop, Sku
from fulfillment.photos.models import Photo
from fulfillment.warehouse import receiving, stocked
from fulfillment.warehouse.kit_states import ItemKind, Per, Scope
from fulfillment.warehouse.kits import holding
from fulfillment.warehouse.kits.choosing import scope_of
from fulfillment.warehouse.ledger import Moved
from fulfillment.warehouse.lot_states import SupplyKind
from fulfillment.warehouse.models import BrandKit, KitArtwork, KitItem, KitSku, Supply
from fulfillment.warehouse.receiving import Scan
from fulfillment.warehouse.refusing import NotDone, constraint_of
from fulfillment.warehouse.sites import default_of

BY_PLACE = (Scope.TEAM, Scope.SHOP)


class Meant(NamedTuple):
    """For what a kit stands."""

    name: str
    shop: Shop | None
    skus: Sequence[Sku]


class Thing(NamedTuple):
    """One item as somebody writes it down; `code` is the SKU that its stock is kept under."""

    name: str
    code: str
    kind: ItemKind
    quantity: int
    per: Per
    is_printed: bool


@contextmanager
def _settled(team_id: int, *, by: User | None, now: datetime) -> Iterator[None]:
    with transaction.atomic():
        stocked.lock(team_id)
        yield
        holding.settle_holds(team_id, now=now, by=by)


def make(team: Team, meant: Meant, *, by: User | None, now: datetime) -> BrandKit:
    """Raises NotDone where another kit stands for the same."""
    with _settled(team.pk, by=by, now=now):
        row = BrandKit(team=team, made_at=now, made_by=by)
        _mean(row, meant)
    return row


def change(row: BrandKit, meant: Meant, *, by: User, now: datetime) -> None:
    """Raises NotDone where another kit stands for the same."""
    with _settled(row.team_id, by=by, now=now):
        _mean(row, meant)


def end(row: BrandKit, *, by: User, now: datetime, is_over: bool = True) -> None:
    """No order gets it any more, or orders do again. Raises NotDone where another took its place."""
    with _settled(row.team_id, by=by, now=now):
        _mean(row, Meant(row.name, row.shop, list(row.skus.all())), ended_at=now if is_over else None)


def _mean(row: BrandKit, meant: Meant, *, ended_at: datetime | None = None) -> None:
    scope = scope_of(has_shop=meant.shop is not None, skus=len(meant.skus))
    if ended_at is None:
        _refuse_doubles(row, meant, scope)
    row.name, row.shop, row.scope, row.ended_at = meant.name, meant.shop, scope, ended_at
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if constraint_of(error) != "kit_of_a_place_once":
            raise
        whom = f"of {meant.shop}" if meant.shop else "of the whole team"
        raise NotDone(
            f"Another kit stands for every parcel {whom}: add the items there, or name SKUs here."
        ) from None
    KitSku.objects.filter(kit=row).exclude(sku__in=meant.skus).delete()
    told = [KitSku(team_id=row.team_id, kit=row, sku=sku) for sku in meant.skus]
    KitSku.objects.bulk_create(told, ignore_conflicts=True)


def _refuse_doubles(row: BrandKit, meant: Meant, scope: Scope) -> None:
    """Two kits that are as narrow as each other cannot both be meant."""
    if scope in BY_PLACE:
        return
    others = KitSku.objects.filter(
        team=row.team_id, sku__in=meant.skus, kit__ended_at=None, kit__scope=scope, kit__shop=meant.shop
    )
    other = others.exclude(kit=row.pk).select_related("kit", "sku").first()
    if other:
        raise NotDone(f"{other.sku.code} is in the kit {other.kit} already: take it out there first.")


def add_item(row: BrandKit, thing: Thing, *, by: User, now: datetime) -> KitItem:
    """Raises NotDone where the kit has it already, or the code is what a buyer can order."""
    with _settled(row.team_id, by=by, now=now):
        sku = _stocked(row.team, thing)
        if row.kit_skus.filter(sku=sku).exists():  # type: ignore[attr-defined]
            raise NotDone(f"{sku.code} is what the kit goes with: give the item a code of its own.")
        try:
            with transaction.atomic():
                return KitItem.objects.create(
                    team_id=row.team_id, kit=row, sku=sku, name=thing.name, kind=thing.kind,
                    quantity=thing.quantity, per=thing.per, is_printed=thing.is_printed, made_at=now,
                )  # fmt: skip
        except IntegrityError as error:
            if constraint_of(error) != "kit_item_once":
                raise
            raise NotDone(f"{sku.code} is in this kit already: change how many are used instead.") from None


def _stocked(team: Team, thing: Thing) -> Sku:
    """The item as a SKU with its place on the shelf; several kits may use the same one."""
    keeps = Sku.objects.filter(team=team, from_catalog=True).exists()
    told = {"title": thing.name, "from_catalog": keeps}
    sku, _ = Sku.objects.get_or_create(team=team, code=thing.code, defaults=told)
    house = default_of(team)
    Supply.objects.get_or_create(warehouse=house, sku=sku, defaults={"team": team, "kind": SupplyKind.SHELF})
    return sku


def end_item(item: KitItem, *, by: User, now: datetime, is_over: bool = True) -> None:
    """It is used no more, or again. Raises NotDone where the kit has its SKU under another name by now."""
    with _settled(item.team_id, by=by, now=now):
        try:
            with transaction.atomic():
                KitItem.objects.filter(pk=item.pk).update(ended_at=now if is_over else None)
        except IntegrityError as error:
            if constraint_of(error) != "kit_item_once":
                raise
            raise NotDone(f"The kit has {item.sku.code} again under another name.") from None


def bring_artwork(
    item: KitItem, photo: Photo, *, note: str, begins_at: datetime, by: User | None, now: datetime
) -> KitArtwork:
    """The next version; it is used once somebody approves it and its day has come."""
    with _settled(item.team_id, by=by, now=now):
        last = KitArtwork.objects.filter(item=item).aggregate(n=Max("version"))["n"] or 0
        return KitArtwork.objects.create(
            team_id=item.team_id, item=item, version=last + 1, photo=photo, note=note, begins_at=begins_at,
            brought_at=now, brought_by=by,
        )  # fmt: skip


def approve(row: KitArtwork, *, by: User | None, now: datetime, is_approved: bool = True) -> None:
    with _settled(row.team_id, by=by, now=now):
        told = (
            {"approved_at": now, "approved_by": by}
            if is_approved
            else {"approved_at": None, "approved_by": None}
        )
        KitArtwork.objects.filter(pk=row.pk).update(**told)


def retire(row: KitArtwork, *, by: User, now: datetime, is_over: bool = True) -> None:
    with _settled(row.team_id, by=by, now=now):
        told = {"retired_at": now, "retired_by": by} if is_over else {"retired_at": None, "retired_by": None}
        KitArtwork.objects.filter(pk=row.pk).update(**told)


def came_in(item: KitItem, units: int, *, by: User | None, now: datetime) -> Moved:
    """Units of it are on the shelf of the team's own warehouse, with a receipt of their own."""
    with _settled(item.team_id, by=by, now=now):
        receipt = receiving.open_receipt(
            default_of(item.team), reference=f"Kit {item.kit}"[:60], by=by, now=now
        )
        moved = receiving.receive(receipt, Scan(item.sku, units), by=by, now=now)
        receiving.close(receipt, is_all=True, now=now)
    return moved
