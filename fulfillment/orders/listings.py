"""Listings that are no SKU yet: which wait, what one becomes, and that a variant is right. Each act can be undone.

An act changes all open orders of the listing at once and wakes them; what it returns, JSON types, undoes it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction

from fulfillment.accounts.models import Team, User
from fulfillment.catalog.models import Listing, ListingFit, Shop, Sku
from fulfillment.orders.history import record
from fulfillment.orders.models import OrderLine
from fulfillment.orders.upsert.rowset import execute
from fulfillment.orders.watch import judge_at_once, wake

MAPPED, UNMAPPED = "listing.mapped", "listing.mapping_undone"
FITS, FITS_UNDONE = "variant.found_right", "variant.judgement_undone"
CODE_LENGTH = Sku._meta.get_field("code").max_length or 120

WAITING = """
SELECT o.shop_id, l.listing_external_id, min(l.sku_code), min(l.title), min(l.variant), max(l.image_url),
    count(DISTINCT o.id), sum(l.quantity - l.cancelled_quantity), min(o.dispatch_due_at), min(o.id)
FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
WHERE o.team_id = %(team)s AND o.is_open AND l.sku_id IS NULL AND l.cancelled_quantity < l.quantity
    AND l.unsent_quantity IS DISTINCT FROM 0
GROUP BY o.shop_id, l.listing_external_id
ORDER BY count(DISTINCT o.id) DESC, min(o.id) LIMIT %(limit)s
"""
# Locked in the order of their ids, as everybody does.
MAP = """
WITH chosen AS MATERIALIZED (
    SELECT id FROM orders_order WHERE shop_id = %(shop)s AND is_open AND EXISTS (
        SELECT FROM orders_orderline l WHERE l.order_id = orders_order.id
            AND l.listing_external_id = %(listing)s AND l.sku_id IS NOT DISTINCT FROM %(was)s
    ) ORDER BY id FOR NO KEY UPDATE
)
UPDATE orders_orderline l SET sku_id = %(sku)s,
    supplier_id = CASE WHEN %(sku)s::bigint IS NULL THEN NULL ELSE coalesce(l.supplier_id, %(supplier)s) END
FROM chosen c WHERE l.order_id = c.id AND l.listing_external_id = %(listing)s
    AND l.sku_id IS NOT DISTINCT FROM %(was)s
RETURNING l.order_id
"""
FOUND_IN_CATALOGUE = """
UPDATE orders_orderline l SET sku_id = s.id, supplier_id = coalesce(l.supplier_id, s.supplier_id)
FROM orders_order o, catalog_sku s
WHERE o.team_id = %(team)s AND o.is_open AND l.order_id = o.id AND l.sku_id IS NULL
    AND s.team_id = %(team)s AND s.code = l.sku_code
RETURNING l.order_id
"""


class Waiting(NamedTuple):
    """A listing of open orders that is no SKU."""

    shop_id: int
    listing: str
    code: str
    title: str
    variant: str
    image_url: str
    orders: int
    units: int
    first_due_at: datetime | None
    an_order: int


class Refused(Exception):
    """Nothing was done; the words say why."""


def waiting(team: Team, *, limit: int) -> list[Waiting]:
    """Those of most orders first; one query, and its cost follows open orders."""
    return [Waiting(*row) for row in execute(WAITING, {"team": team.pk, "limit": limit})]


def map_listing(
    shop: Shop, listing: str, code: str, *, title: str, may_create: bool, by: User, now: datetime
) -> dict[str, Any]:
    """The listing is this SKU from now on, for orders that are open and all that come."""
    sku = _sku(shop.team, code.strip(), title, may_create=may_create)
    with transaction.atomic():
        row, is_new = Listing.objects.get_or_create(
            shop=shop,
            external_id=listing,
            defaults={"team": shop.team, "sku": sku, "title": title, "mapped_at": now, "mapped_by": by},
        )
        if not is_new:
            raise Refused(f"Somebody has said already that it is {row.sku}.")
        orders = _move(shop, listing, was=None, sku=sku)
        record(
            orders, kind=MAPPED, key=f"{MAPPED}:{now.isoformat()}", data={"name": sku.code}, by=by, now=now
        )
        judge_at_once(orders, now=now)
    return {"listing": row.pk, "before": [(pk, None) for pk in orders]}


def unmap(team: Team, listing_id: int, *, by: User, now: datetime) -> int:
    """The listing is no SKU again; how many orders wait for it anew."""
    with transaction.atomic():
        row = Listing.objects.select_related("shop", "sku").filter(team=team, pk=listing_id).first()
        if row is None:
            return 0
        orders = _move(row.shop, row.external_id, was=row.sku_id, sku=None)
        row.delete()
        record(orders, kind=UNMAPPED, key=f"{UNMAPPED}:{now.isoformat()}", by=by, now=now)
        judge_at_once(orders, now=now)
    return len(orders)


def say_it_fits(line: OrderLine, *, by: User, now: datetime) -> dict[str, Any]:
    """The listing is right for this country from now on, whatever its words say."""
    order = line.order
    with transaction.atomic():
        row, is_new = ListingFit.objects.get_or_create(
            shop=order.shop,
            listing_external_id=line.listing_external_id,
            country=order.country,
            defaults={"team": order.team, "said_at": now, "said_by": by},
        )
        orders = _judged_again(row, FITS, by=by, now=now) if is_new else []
    return {"fit": row.pk, "before": [(pk, None) for pk in orders]}


def take_back_fit(team: Team, fit_id: int, *, by: User, now: datetime) -> int:
    with transaction.atomic():
        row = ListingFit.objects.filter(team=team, pk=fit_id).first()
        if row is None:
            return 0
        ListingFit.objects.filter(pk=row.pk).delete()
        return len(_judged_again(row, FITS_UNDONE, by=by, now=now))


def find_in_catalogue(team: Team, *, now: datetime) -> int:
    """Lines of open orders whose code the catalogue knows by now have their SKU; how many orders."""
    with transaction.atomic():
        orders = {pk for (pk,) in execute(FOUND_IN_CATALOGUE, {"team": team.pk})}
        wake(orders, now=now)
    return len(orders)


def _sku(team: Team, code: str, title: str, *, may_create: bool) -> Sku:
    if not code:
        raise Refused("Enter the code of a SKU, or choose one that is suggested.")
    if len(code) > CODE_LENGTH or "\0" in code:
        raise Refused(f"A SKU's code has at most {CODE_LENGTH} letters.")
    found = Sku.objects.filter(team=team, code=code).first()
    if found is None and not may_create:
        raise Refused(f"There is no SKU {code}. Check the code, or tick that it is a new one.")
    return (
        found
        or Sku.objects.get_or_create(
            team=team, code=code, defaults={"title": title[:300], "from_catalog": _keeps_catalogue(team)}
        )[0]
    )


def _keeps_catalogue(team: Team) -> bool:
    return Sku.objects.filter(team=team, from_catalog=True).exists()


def _move(shop: Shop, listing: str, *, was: int | None, sku: Sku | None) -> list[int]:
    values = {"shop": shop.pk, "listing": listing, "was": was, "sku": sku.pk if sku else None}
    rows = execute(MAP, values | {"supplier": sku.supplier_id if sku else None})
    return sorted({pk for (pk,) in rows})


def _judged_again(fit: ListingFit, kind: str, *, by: User, now: datetime) -> list[int]:
    lines = OrderLine.objects.filter(
        order__shop=fit.shop_id,
        order__is_open=True,
        order__country=fit.country,
        listing_external_id=fit.listing_external_id,
    ).exclude(misfit="")
    orders = sorted(set(lines.values_list("order", flat=True)))
    record(orders, kind=kind, key=f"{kind}:{now.isoformat()}", data={"name": fit.country}, by=by, now=now)
    judge_at_once(orders, now=now)
    return orders
