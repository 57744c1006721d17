"""Two packers never pack one order: who scans it first has it for a while, and everybody else is told so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from fulfillment.accounts.models import User
from fulfillment.orders.models import Order
from fulfillment.warehouse.models import PackClaim

LEASE = timedelta(
    minutes=15
)  # after the last scan; who comes back later finds the order free, or somebody else's


def claim(
    order: Order, *, by: User, at: datetime, now: datetime, is_forced: bool = False
) -> PackClaim | None:
    """The order is `by`'s from now on; else the claim of who has it. The caller holds the order's lock."""
    standing = PackClaim.objects.select_related("packer").filter(order=order).first()
    if standing and standing.packer_id != by.pk and standing.expires_at > now and not is_forced:
        return standing
    is_mine = standing is not None and standing.packer_id == by.pk
    PackClaim.objects.update_or_create(
        order=order,
        defaults={
            "team_id": order.team_id,
            "packer": by,
            "claimed_at": standing.claimed_at if standing and is_mine else at,
            "expires_at": now + LEASE,
        },
    )
    return None


def release(order_ids: Iterable[int], *, by: User | None = None) -> None:
    rows = PackClaim.objects.filter(order__in=list(order_ids))
    (rows.filter(packer=by) if by else rows).delete()
