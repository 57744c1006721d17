"""Links for suppliers: one live at a time, made when somebody asks for it, gone when it is revoked."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Q, Value, When

from fulfillment.catalog.models import Supplier
from sourcing.models import SupplierDoor

MINUTE = timedelta(minutes=1)
MOST_A_MINUTE = 60


def make(supplier: Supplier, *, now: datetime) -> SupplierDoor:
    """The supplier's live link; a new one where there is none. Two who ask at once get the same."""
    live = SupplierDoor.objects.filter(supplier=supplier, revoked_at=None)
    if found := live.first():
        return found
    try:
        with transaction.atomic():
            return SupplierDoor.objects.create(
                team=supplier.team, supplier=supplier, token=secrets.token_urlsafe(32), made_at=now
            )
    except IntegrityError:
        return live.get()


def revoke(supplier: Supplier, *, now: datetime) -> int:
    """Whoever holds the old address sees nothing from now on; how many links there were."""
    return SupplierDoor.objects.filter(supplier=supplier, revoked_at=None).update(revoked_at=now)


def lets_in(door: SupplierDoor, *, now: datetime) -> bool:
    """Counts one post; False where the minute has had enough of them. One statement, so that none is missed."""
    is_over = Q(minute_at=None) | Q(minute_at__lte=now - MINUTE)
    rows = SupplierDoor.objects.filter(is_over | Q(posts__lt=MOST_A_MINUTE), pk=door.pk, revoked_at=None)
    counted = rows.update(
        posts=Case(When(is_over, then=Value(1)), default=F("posts") + 1),
        minute_at=Case(When(is_over, then=Value(now)), default=F("minute_at")),
    )
    return bool(counted)
