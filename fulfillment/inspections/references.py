"""How goods of a SKU should look: one picture, which tablets show beside the checks, with a network or without."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from fulfillment.accounts.models import Team
from fulfillment.catalog.models import Sku
from fulfillment.inspections.models import Reference
from fulfillment.photos import keeping
from fulfillment.photos.models import Photo


def of_skus(team: Team, skus: Iterable[int | None]) -> dict[int, int]:
    """Photographs by SKU; one query."""
    rows = Reference.objects.filter(team=team, sku__in={sku for sku in skus if sku})
    return dict(rows.values_list("sku", "photo"))


@transaction.atomic
def keep(sku: Sku, photo: Photo, *, by: Any, now: datetime) -> None:
    """It stands in the place of the one before, which is gone unless something else shows it."""
    before = Reference.objects.select_for_update().filter(sku=sku).first()
    told = {"team": sku.team, "photo": photo, "kept_at": now, "kept_by": by}
    Reference.objects.update_or_create(sku=sku, defaults=told)
    if before and before.photo_id != photo.pk:
        keeping.forget([before.photo_id])
