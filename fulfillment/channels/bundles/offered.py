"""What can be done about packages, offered where it is allowed: on the order's page, and as a list of a shop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Sum
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from fulfillment.accounts.access import member
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop
from fulfillment.channels import base
from fulfillment.channels.bundles import asking
from fulfillment.channels.bundles.deciding import PACKED_BY_US
from fulfillment.channels.bundles.parts import packages_of, sharing
from fulfillment.channels.errors import ChannelError
from fulfillment.channels.rounds import utc_now
from fulfillment.channels.uploads.changing import changing_ids
from fulfillment.orders.models import Order
from fulfillment.orders.states import OrderStatus
from fulfillment.web import render_page

SHOWN = 50


class Panel(NamedTuple):
    """`shared_with`: (row id, name) of the orders in its package; `says`: what is so instead, in a sentence."""

    can_combine: bool = False
    can_split: bool = False
    shared_with: tuple[tuple[int, str], ...] = ()
    says: str = ""

    def __bool__(self) -> bool:
        return bool(self.can_combine or self.can_split or self.shared_with or self.says)


def panel(order: Order) -> Panel:
    """Empty where there is nothing to choose. A fixed number of queries, and none asked of the channel."""
    if order.status != OrderStatus.TO_SHIP or order.shipping_type not in PACKED_BY_US:
        return Panel()
    units = order.lines.aggregate(units=Sum("quantity"))["units"] or 0
    if not base.bundles(order.shop):
        return Panel(says=_own_store(order)) if units > 1 and base.takes_numbers(order.shop) else Panel()
    if (order.shop_id, order.external_id) in changing_ids(order.team, {order.shop_id}):
        return Panel(says="A change of its packages is on its way.")
    packages = packages_of([order.pk])[order.pk]
    shared = [each for found in sharing(set(packages)).values() for each in found if each[0] != order.pk]
    if shared:
        return Panel(shared_with=tuple(shared))
    is_whole = len(packages) < 2
    return Panel(can_combine=is_whole and _has_company(order), can_split=is_whole and units > 1)


@require_GET
@member(May.ACT_ON_ORDERS)
def combinable(request: Any) -> HttpResponse:
    """What one shop's channel would put into one package now, the earliest deadline first."""
    now = utc_now()
    shops = [shop for shop in Shop.objects.filter(team=request.team).order_by("name") if base.bundles(shop)]
    chosen = next(
        (shop for shop in shops if shop.slug == request.GET.get("shop")), shops[0] if shops else None
    )
    groups, why_not = _groups(chosen, now) if chosen else ([], "")
    context = {
        "shops": shops,
        "chosen": chosen,
        "groups": groups[:SHOWN],
        "left": max(0, len(groups) - SHOWN),
        "why_not": why_not,
        "channel_label": base.label(chosen.channel) if chosen else "",
        "now": now,
    }
    return render_page(request, "bundles/combinable.html", context)


def _groups(shop: Shop, now: datetime) -> tuple[list[Sequence[Order]], str]:
    """(orders of each package that is offered, why it cannot be asked)."""
    try:
        drafts = asking.drafts(shop, now=now)
    except ChannelError as fault:
        return [], f"{fault.sentence} {fault.fix}"
    names = {one for draft in drafts for one in draft.order_external_ids}
    rows = Order.objects.filter(team=shop.team_id, shop=shop, external_id__in=names).select_related("shop")
    known = {row.external_id: row for row in rows}
    groups = [[known[one] for one in draft.order_external_ids if one in known] for draft in drafts]
    late = datetime.max.replace(tzinfo=now.tzinfo)
    groups = [
        sorted(group, key=lambda each: each.dispatch_due_at or late) for group in groups if len(group) > 1
    ]
    return sorted(groups, key=lambda group: group[0].dispatch_due_at or late), ""


def _has_company(order: Order) -> bool:
    """Another open order of the same buyer at the same address: the channel decides, this only spares the question."""
    if order.buyer_id is None:
        return False
    others = Order.objects.open().filter(
        team=order.team_id, shop=order.shop_id, buyer=order.buyer_id, status=OrderStatus.TO_SHIP
    )
    return others.filter(shipping_type=order.shipping_type).exclude(pk=order.pk).exists()


def _own_store(order: Order) -> str:
    channel = base.label(order.shop.channel)
    return (
        f"{channel} has no packages before they have a number: nothing to combine or split. Of an order in several "
        f"parcels say what each holds when its number is given; where that is not asked for, a number stands for "
        f"everything still to be sent, and a part alone is sent in {channel} itself."
    )
