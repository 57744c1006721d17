"""Parcels that suppliers sent to our buyers and that no channel was told of yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, QuerySet, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from fulfillment.accounts.models import Team
from fulfillment.orders.models import OrderLine
from fulfillment.outbox.models import OutboundWrite
from fulfillment.outbox.words import CAME_TO_NOTHING
from fulfillment.tracking.models import PackageOrder
from sourcing.models import PurchaseLine
from sourcing.models.supplier import BUYERS

LOOKED_BACK = timedelta(days=30)
MOST = 2000  # as many as a list of numbers holds


class Parcel(NamedTuple):
    """`units` of `sku` of an order; both blank where the parcel holds all of the order."""

    order: str  # external id
    shop: str  # slug
    number: str
    sku: str = ""
    units: str = ""


class Sent(NamedTuple):
    order_id: int
    external_id: str
    shop: str
    number: str
    sku: str
    units: int


def not_told(team: Team, *, now: datetime) -> list[Parcel]:
    """Those of open orders, the earliest deadline first, at most MOST; two queries."""
    sent = [Sent(*row) for row in _sent(team, now=now)[:MOST]]
    ordered = _units_of({each.order_id for each in sent})
    return parcels(sent, ordered)


def parcels(sent: list[Sent], ordered: dict[int, int]) -> list[Parcel]:
    """One row where all units of an order are in one parcel, else one for each SKU in each parcel."""
    numbers: dict[int, set[str]] = defaultdict(set)
    units: Counter[int] = Counter()
    parts: Counter[Sent] = Counter()  # what two suppliers put into one parcel is one row
    for each in sent:
        numbers[each.order_id].add(each.number)
        units[each.order_id] += each.units
        parts[each._replace(units=0)] += each.units
    found: dict[Parcel, None] = {}
    for part, count in parts.items():
        whole = len(numbers[part.order_id]) == 1 and units[part.order_id] >= ordered[part.order_id]
        what = ("", "") if whole else (part.sku, str(count))
        found[Parcel(part.external_id, part.shop, part.number, *what)] = None
    return list(found)


def _sent(team: Team, *, now: datetime) -> QuerySet[PurchaseLine, tuple[Any, ...]]:
    number = OuterRef("tracking_number")
    shown = PackageOrder.objects.filter(
        order=OuterRef("order_line__order"), is_current=True, package__tracking_number=number
    )
    asked = OutboundWrite.objects.annotate(told=KT("payload__tracking_number")).filter(
        shop=OuterRef("order_line__order__shop"), subject=OuterRef("order_line__order__external_id"),
        told=number,
    ).exclude(state__in=CAME_TO_NOTHING)  # fmt: skip
    rows = PurchaseLine.objects.open().filter(
        team=team, shipped_at__gte=now - LOOKED_BACK, order_line__order__is_open=True,
        purchase__supplier__profile__sends_to=BUYERS,
    )  # fmt: skip
    rows = rows.exclude(tracking_number="").filter(~Exists(shown), ~Exists(asked))
    order = "order_line__order"
    return rows.order_by(F(f"{order}__dispatch_due_at").asc(nulls_last=True), "pk").values_list(
        f"{order}_id",
        f"{order}__external_id",
        f"{order}__shop__slug",
        "tracking_number",
        "order_line__sku_code",
        Coalesce("accepted_quantity", "quantity"),
    )


def _units_of(order_ids: set[int]) -> dict[int, int]:
    """Units of each order that are still to be sent."""
    rows = (
        OrderLine.objects.filter(order__in=order_ids)
        .values("order")
        .annotate(units=Sum(F("quantity") - F("cancelled_quantity")))
    )
    return {row["order"]: row["units"] for row in rows}
