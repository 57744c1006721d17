"""Whose packages are being changed: no number is sent for those meanwhile, whichever of the orders it is for."""

from __future__ import annotations

from fulfillment.accounts.models import Team
from fulfillment.outbox.models import OutboundWrite


def changing_ids(team: Team, shop_ids: set[int]) -> set[tuple[int, str]]:
    """(shop, external id) of the orders that a change on its way names."""
    rows = OutboundWrite.objects.of(team).bundles().unsettled().filter(shop__in=shop_ids)
    named = rows.values_list("shop", "payload__order_external_ids")
    return {(shop_id, one) for shop_id, ids in named for one in ids}
