"""Listings that are no SKU yet, with what they may be; and that a variant is right although its words look wrong."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.models import Team
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop, Sku
from fulfillment.catalog.suggesting import Candidate, suggest
from fulfillment.channels.sync import utc_now
from fulfillment.desk import undoing
from fulfillment.desk.doing import Outcome
from fulfillment.orders.listings import FITS, MAPPED, Refused, Waiting, map_listing, say_it_fits, waiting
from fulfillment.orders.models import Order, OrderLine
from fulfillment.web import render_page

SHOWN = 50
COMPARED = 5000  # SKUs that suggestions are chosen from


@require_GET
@member(May.SEE_ORDERS)
def listings(request: Any) -> HttpResponse:
    found = waiting(request.team, limit=SHOWN + 1)
    skus = _candidates(request.team) if found else []
    shops = {shop.pk: shop for shop in Shop.objects.of(request.team)}
    context = {
        "rows": [_row(each, shops[each.shop_id], skus) for each in found[:SHOWN]],
        "is_cut": len(found) > SHOWN,
        "shown": SHOWN,
        "skus": [code for code, _ in skus[:COMPARED]],
        "may_act": request.membership.may(May.ACT_ON_ORDERS),
        "now": utc_now(),
    }
    return render_page(request, "desk/listings.html", context, partial="waiting")


@require_POST
@member(May.ACT_ON_ORDERS)
def map_to_sku(request: Any) -> HttpResponse:
    """The chosen suggestion, else the code that was written."""
    asked, now = request.POST, utc_now()
    shop = get_object_or_404(Shop.objects.of(request.team), slug=asked.get("shop", ""))
    listing, code = asked.get("listing", ""), asked.get("sku") or asked.get("code", "")
    try:
        done = map_listing(
            shop,
            listing,
            code,
            title=_title(request.team, shop, listing),
            may_create=asked.get("is_new") == "on",
            by=request.user,
            now=now,
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        _say(request, done | {"act": "map-listing"}, MAPPED, f"From now on it is {code}", now)
    return undoing.answer(request, otherwise=reverse("orders:listings"))


@require_POST
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def variant_fits(request: Any, order: Order, line_id: int) -> HttpResponse:
    line = get_object_or_404(
        OrderLine.objects.select_related("order__shop", "order__team"), pk=line_id, order=order
    )
    now = utc_now()
    done = say_it_fits(line, by=request.user, now=now)
    words = f"The listing counts as right for {order.country} from now on"
    _say(request, done | {"act": "variant-fits"}, FITS, words, now)
    return undoing.answer(request, otherwise=reverse("orders:detail", args=[order.pk]))


def _say(request: Any, done: dict[str, Any], kind: str, words: str, now: Any) -> None:
    orders = [pk for pk, _ in done["before"]]
    count = f"{len(orders)} open order{'' if len(orders) == 1 else 's'} changed"
    undoing.say(request, f"{words}: {count}.", Outcome(orders, kind, done, ""), now=now)


def _candidates(team: Team) -> list[Candidate]:
    rows = Sku.objects.filter(team=team).order_by("-from_catalog", "code").values_list("code", "title")
    return [Candidate(code, title) for code, title in rows[:COMPARED]]


def _row(each: Waiting, shop: Shop, skus: list[Candidate]) -> dict[str, Any]:
    return {
        "row": each,
        "shop": shop,
        "suggested": suggest(each.code, each.title, each.variant, skus),
        "name": ", ".join(filter(None, (each.title, each.variant))) or each.listing,
    }


def _title(team: Team, shop: Shop, listing: str) -> str:
    line = OrderLine.objects.filter(
        team=team, order__shop=shop, order__is_open=True, listing_external_id=listing
    )
    row = line.values_list("title", "variant").first()
    return ", ".join(filter(None, row)) if row else ""
