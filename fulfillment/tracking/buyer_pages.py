"""The buyer's page of one order, without an account, and the members' side of it: the link and the shop's face."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import formats, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fulfillment.accounts.access import member, member_of
from fulfillment.accounts.roles import May
from fulfillment.catalog.models import Shop, ShopFront
from fulfillment.orders.models import Order
from fulfillment.policies.terms import ShippingType
from fulfillment.tracking import buyer_links, buyer_state, buyer_words
from fulfillment.tracking.buyer_state import Parcel, Step
from fulfillment.tracking.carriers import directory
from fulfillment.tracking.front_form import FrontForm
from fulfillment.tracking.models import BuyerLink, Package
from fulfillment.tracking.states import PackageStatus
from fulfillment.web import render_page


@require_GET
@never_cache
def of_buyer(request: Any, token: str) -> HttpResponse:
    """Public: whoever holds the address. Neither names nor places of the buyer are on it."""
    link = get_object_or_404(
        BuyerLink.objects.select_related("order__shop__front"), token=token, revoked_at=None
    )
    answer = render(request, "tracking/buyer.html", _shown(link.order, request))
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _shown(order: Order, request: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    asked = [request.GET.get("lang", ""), *buyer_words.accepted(request.headers.get("Accept-Language", ""))]
    language = buyer_words.language_for(asked, order.shop.market)
    words = buyer_words.languages()[language]
    zone = ZoneInfo(order.shop.time_zone)
    packages = list(
        Package.objects.filter(package_orders__order=order, package_orders__is_current=True)
        .exclude(status=PackageStatus.CANCELLED)
        .order_by("shipped_at", "pk")
    )
    parcels = [Parcel(each.tracking_number, each.first_scan_at, each.delivered_at) for each in packages]
    step = buyer_state.step_of(
        is_cancelled=order.status == "cancelled",
        is_digital=order.shipping_type == ShippingType.DIGITAL,
        is_dispatched=order.scanned_at is not None or order.last_first_scan_at is not None,
        is_delivered=order.delivered_at is not None,
        parcels=parcels,
    )
    with translation.override(language):
        return {
            "words": words,
            "language": language,
            "languages": [(code, each["name"]) for code, each in buyer_words.languages().items()],
            "front": getattr(order.shop, "front", None) or ShopFront(name=order.shop.name),
            "number": order.number or order.external_id,
            "step": step,
            "said": words[step].format(scanned=sum(p.first_scan_at is not None for p in parcels), total=len(parcels)),
            "promise": _promise(step, order, words, zone, now),
            "packages": [_parcel(each, words, zone) for each in packages if step != Step.CANCELLED],
            **_contact(order.shop, words),
            "as_of": words["as_of"].format(moment=_moment(now, zone)),
        }  # fmt: skip


def _contact(shop: Shop, words: dict[str, str]) -> dict[str, str]:
    front = getattr(shop, "front", None)
    if front is None or not front.contact:
        return {}
    address = front.contact if "://" in front.contact else f"mailto:{front.contact}"
    return {"contact_url": address, "contact_words": words["contact"].format(shop=front.name)}


def _promise(step: Step, order: Order, words: dict[str, str], zone: ZoneInfo, now: datetime) -> str:
    promise = buyer_state.promise_of(step, order.delivery_due_at, now)
    if promise is None:
        return ""
    due_at = order.delivery_due_at
    day = formats.date_format(due_at.astimezone(zone), "MONTH_DAY_FORMAT") if due_at else ""
    return words[promise].format(day=day)


def _parcel(package: Package, words: dict[str, str], zone: ZoneInfo) -> dict[str, Any]:
    carrier = directory.carrier_name(package.carrier) or package.carrier_name
    delivered, scanned = package.delivered_at, package.first_scan_at
    return {
        "number": package.tracking_number,
        "carrier": carrier,
        "url": directory.tracking_url(package.carrier, package.tracking_number),
        "follow": words["follow"].format(carrier=carrier),
        "scanned_at": _moment(scanned, zone) if scanned else "",
        "delivered_at": _moment(delivered, zone) if delivered else "",
    }


def _moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{formats.date_format(local, 'MONTH_DAY_FORMAT')} {local:%H:%M} {local:%Z}"


@require_POST
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def make_link(request: Any, order: Order) -> HttpResponse:
    link = buyer_links.make(order, now=datetime.now(UTC))
    address = request.build_absolute_uri(f"/track/{link.token}/")
    messages.success(request, f"The buyer's page: {address}")
    return redirect("orders:detail", order.pk)


@require_POST
@member_of(Order, May.ACT_ON_ORDERS, "order_id")
def revoke_link(request: Any, order: Order) -> HttpResponse:
    if buyer_links.revoke(order, now=datetime.now(UTC)):
        messages.success(request, "The buyer's link no longer opens anything. A new one may be made.")
    else:
        messages.info(request, "There was no link to revoke.")
    return redirect("orders:detail", order.pk)


@require_http_methods(["GET", "POST"])
@member(May.CHANGE_RULES)
def front(request: Any, slug: str) -> HttpResponse:
    """How a shop shows itself to its buyers, with what it looks like."""
    shop = get_object_or_404(Shop.objects.of(request.team), slug=slug)
    known = ShopFront.objects.filter(shop=shop).first() or ShopFront(
        team=request.team, shop=shop, name=shop.name
    )
    form = FrontForm(request.POST or None, instance=known)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, f"Buyers of {shop.name} see it so from now on.")
        return redirect("tracking:front", shop.slug)
    return render_page(request, "tracking/front.html", {"shop": shop, "form": form, "front": known})
