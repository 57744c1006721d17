"""What a supplier sees of their own: offers with what they promised, purchases, days off."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db.models import Prefetch, QuerySet

from sourcing import offers
from sourcing.models import Offer, Purchase, PurchaseLine, SupplierClosure
from sourcing.portal.entering import Visit
from sourcing.portal.words import languages

MOST_OFFERS = 200  # more are answered by the sheet
MOST_PURCHASES = 30
HOLDS = (24, 48, 72, 168)
SAID = {
    offers.Standing.UNASKED: "told_never",
    offers.Standing.EXPIRED: "told_over",
    offers.Standing.NONE_LEFT: "told_none",
}


def shown(visit: Visit) -> dict[str, Any]:
    words, visit_now = visit.words, visit.moment(visit.now)
    offered = list(offers_of(visit).order_by("latest__valid_until_at", "sku__code")[:MOST_OFFERS])
    return {
        "door": visit.door,
        "words": words,
        "language": visit.language,
        "languages": [(code, each["name"]) for code, each in languages().items()],
        "title": words["title"].format(supplier=visit.supplier.name),
        "from": words["from"].format(team=visit.team.name),
        "offers": [_offer(each, visit) for each in offered],
        "holds": [(hours, words[f"holds_{hours}"]) for hours in HOLDS],
        "purchases": [_purchase(each, visit) for each in purchases_of(visit)[:MOST_PURCHASES]],
        "closures": [_closure(each, visit) for each in _days_off(visit)],
        "as_of": words["as_of"].format(moment=visit_now),
    }


def offers_of(visit: Visit) -> QuerySet[Offer]:
    return (
        Offer.objects.of(visit.team)
        .active()
        .filter(supplier=visit.supplier)
        .select_related("sku", "latest")
        .prefetch_related("breaks")
    )


def purchases_of(visit: Visit) -> QuerySet[Purchase]:
    lines = PurchaseLine.objects.select_related("offer__sku", "order_line__order").order_by("pk")
    rows = Purchase.objects.of(visit.team).filter(supplier=visit.supplier)
    return rows.prefetch_related(Prefetch("lines", lines)).order_by("-placed_at", "-pk")


def _days_off(visit: Visit) -> QuerySet[SupplierClosure]:
    today = visit.now.astimezone(visit.zone).date()
    return SupplierClosure.objects.filter(supplier=visit.supplier, until_on__gte=today).order_by("from_on")


def _offer(row: Offer, visit: Visit) -> dict[str, Any]:
    last, first = row.latest, next(iter(row.breaks.all()), None)
    price = last.unit_price if last else first.unit_price if first else None
    state = offers.standing(row.promise, visit.now)
    told: dict[str, Any] = {"currency": row.currency}
    if last:
        told |= {"moment": visit.moment(last.valid_until_at), "units": last.quantity}
        told["price"] = f"{last.unit_price.normalize():f}"
    return {
        "row": row,
        "key": uuid4(),
        "units": last.quantity if last else "",
        "price": f"{price.normalize():f}" if price else "",
        "price_label": visit.words["price"].format(currency=row.currency),
        "said": visit.words[SAID.get(state, "told_live")].format(**told),
        "is_live": state not in SAID,
    }


def _purchase(row: Purchase, visit: Visit) -> dict[str, Any]:
    lines = [_line(each, visit) for each in row.lines.all()]
    words = visit.words
    return {
        "row": row,
        "title": words["order"].format(number=row, day=f"{row.placed_at.astimezone(visit.zone):%Y-%m-%d}"),
        "lines": lines,
        "is_open": any(each["is_open"] for each in lines),
        "submit": words["change"] if row.answered_at else words["accept"],
    }


def _line(row: PurchaseLine, visit: Visit) -> dict[str, Any]:
    said = ""
    if row.ended_at:
        said = visit.words["recalled"]
    elif row.shipped_at:
        said = visit.words["sent"].format(number=row.tracking_number)
    elif row.accepted_quantity is not None:
        said = visit.words["accepted"].format(units=row.accepted_quantity, asked=row.quantity)
    return {
        "row": row,
        "said": said,
        "for_order": visit.words["for_order"].format(order=row.order_line.order),
        "is_open": not row.ended_at and not row.shipped_at,
    }


def _closure(row: SupplierClosure, visit: Visit) -> str:
    said = visit.words["closed"].format(first=row.from_on, last=row.until_on)
    return f"{said} · {row.why}" if row.why else said
