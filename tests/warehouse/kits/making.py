"""Kits of a team, as its pages would make them."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.utils import timezone

from fulfillment.accounts.models import Team, User
from fulfillment.catalog.models import Shop, Sku
from fulfillment.photos import keeping
from fulfillment.photos.models import Photo
from fulfillment.warehouse.kit_states import ItemKind, Per
from fulfillment.warehouse.kits import changing
from fulfillment.warehouse.kits.changing import Meant, Thing
from fulfillment.warehouse.models import BrandKit, KitArtwork, KitItem
from tests.photos.pictures import picture

_serial = count(1)


def kit(
    *, team: Team, name: str = "Glow kit", shop: Shop | None = None, skus: list[Sku] | None = None
) -> BrandKit:
    return changing.make(team, Meant(name, shop, skus or []), by=None, now=timezone.now())


def item(row: BrandKit, *, code: str = "", units: int = 0, is_printed: bool = False, **more: Any) -> KitItem:
    """An item with so many units on the shelf."""
    told: dict[str, Any] = {
        "name": "thank-you card",
        "code": code or f"CARD-{next(_serial)}",
        "kind": ItemKind.INSERT,
        "quantity": 1,
        "per": Per.ORDER,
    } | more
    by: Any = None
    made = changing.add_item(row, Thing(**told, is_printed=is_printed), by=by, now=timezone.now())
    if units:
        changing.came_in(made, units, by=None, now=timezone.now())
    return made


def drawn(team: Team) -> Photo:
    return keeping.keep(team, picture(), client_uuid=uuid4(), by=None, now=timezone.now()).photo


def artwork(made: KitItem, *, begins_at: datetime | None = None, note: str = "") -> KitArtwork:
    now = timezone.now()
    at = begins_at or now - timedelta(minutes=1)
    return changing.bring_artwork(made, drawn(made.team), note=note, begins_at=at, by=None, now=now)


def approved(made: KitItem, *, by: User | None = None, **more: Any) -> KitArtwork:
    row = artwork(made, **more)
    changing.approve(row, by=by, now=timezone.now())
    return row
